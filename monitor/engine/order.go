package engine

import (
	"math"
	"slices"
	"time"

	"github.com/tidwall/btree"

	"sentinel/monitor"
)

// order keeps all subjects in one of monitor.Sorts, so that a page of the list
// costs what its length costs, wherever in the list it stands. A subject has a
// rank; those of equal rank stand by their keys.
type order struct {
	rank    func(*record) uint64
	texts   bool // ranks are the beginnings of statuses
	tree    *btree.BTreeG[place]
	lastUse time.Duration
}

type place struct {
	rank uint64
	slot int32
}

// orderName names an order: one of monitor.Sorts, and whether it is turned
// round.
type orderName struct {
	sort string
	desc bool
}

// byUrgency is the order that is always kept: it tells who is worst.
var byUrgency = orderName{sort: "urgency"}

// idleOrder is how long another order is kept that nobody asks for.
const idleOrder = time.Minute

// newOrder sorts all records. They are looked up in all at each comparison, so
// it must hold what the tree holds.
func newOrder(name orderName, all *[]*record) *order {
	o := &order{rank: ranks[name.sort], texts: name.sort == "status"}
	if name.desc {
		ascending := o.rank
		o.rank = func(r *record) uint64 { return ^ascending(r) }
	}
	less := func(a, b place) bool {
		if a.rank != b.rank {
			return a.rank < b.rank
		}
		if a.slot == b.slot {
			return false
		}
		x, y := (*all)[a.slot], (*all)[b.slot]
		if o.texts && x.status() != y.status() {
			return (x.status() < y.status()) != name.desc
		}
		return (x.key < y.key) != (name.desc && name.sort == "key")
	}
	o.tree = btree.NewBTreeGOptions(less, btree.Options{NoLocks: true, Degree: 64})
	o.fill(*all, less)
	return o
}

// fill takes all records in, sorted first: that is several times as fast as one
// by one.
func (o *order) fill(all []*record, less func(a, b place) bool) {
	places := make([]place, 0, len(all))
	for slot, r := range all {
		if r != nil {
			places = append(places, place{o.rank(r), int32(slot)})
		}
	}
	slices.SortFunc(places, func(a, b place) int {
		switch {
		case less(a, b):
			return -1
		case less(b, a):
			return 1
		}
		return 0
	})
	for _, p := range places {
		o.tree.Load(p)
	}
}

// moves tells whether a record that replaces another one in its slot stands
// elsewhere.
func (o *order) moves(old, r *record) bool {
	return o.rank(old) != o.rank(r) || o.texts && old.status() != r.status()
}

// put lets a slot stand where its record belongs.
func (o *order) put(slot int32, r *record) { o.tree.Set(place{o.rank(r), slot}) }

// drop takes a slot out, while its record is still the one that was put.
func (o *order) drop(slot int32, r *record) { o.tree.Delete(place{o.rank(r), slot}) }

// The ranks of the sorts, ascending.
var ranks = map[string]func(*record) uint64{
	"urgency": rankUrgency,
	"key":     func(*record) uint64 { return 0 },
	"level":   func(r *record) uint64 { return uint64(monitor.LevelCritical - r.level) },
	"age": func(r *record) uint64 {
		return math.MaxInt64 - rankLast(r)
	},
	"status": func(r *record) uint64 { return rankText(r.status()) },
	"orders": func(r *record) uint64 { return uint64(int64(r.orders()) + 1) },
	"misses": func(r *record) uint64 { return uint64(r.verdict.misses) },
}

// rankUrgency: the worse level first, open orders before none, then the older
// beat; see monitor.MoreUrgent.
func rankUrgency(r *record) uint64 {
	rank := uint64(monitor.LevelCritical-r.level) << 1
	if r.orders() <= 0 {
		rank |= 1
	}
	return rank<<lastBits | rankLast(r)
}

const lastBits = 56

// rankLast is higher for a younger beat, and highest for none. It is as fine as
// an age is shown.
func rankLast(r *record) uint64 {
	f := r.freshest()
	if f == nil || !f.seen {
		return 1<<lastBits - 1
	}
	const origin = 1 << (lastBits - 1) // instants may lie before the clock's zero
	return uint64(int64(f.last/time.Millisecond) + origin)
}

// rankText is the order of the first eight bytes of a text.
func rankText(s string) uint64 {
	var rank uint64
	for i := range 8 {
		rank <<= 8
		if i < len(s) {
			rank |= uint64(s[i])
		}
	}
	return rank
}

// status is what the subject reports, or plays.
func (r *record) status() string {
	if r.testShows() {
		return r.rare.test.beat.Status
	}
	if f := r.freshest(); f != nil {
		return f.beat.status
	}
	return ""
}

// orders is the number of open orders; -1 when it is unknown.
func (r *record) orders() int32 {
	if f := r.freshest(); f != nil && f.seen {
		return f.beat.orders
	}
	return unknownCount
}
