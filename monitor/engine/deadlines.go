package engine

import (
	"container/heap"
	"math"
	"time"
)

// A deadline is the instant at which time alone may change a subject, one a
// subject. Nearly all are moved before they come: a beat moves its subject's
// by an interval. So moving one later only notes the new instant; the entry
// that waits is moved when its time has come. Entries wait in buckets of one
// second, and in a heap only within the second that has begun: moving costs
// the same among a thousand subjects and among a million, and allocates
// nothing once the buckets have grown.
type deadlines struct {
	of      []dueTime // by slot
	buckets [bucketCount][]int32
	far     []int32 // entries beyond the buckets
	near    dueHeap // entries of the second that has begun, and earlier ones
	second  int64   // the second that has begun
	waiting int     // entries in the buckets
}

// dueTime is a subject's deadline, and the instant at which its entry waits,
// which is never later; notDue for neither.
type dueTime struct{ at, entry time.Duration }

const (
	bucketCount  = 1024 // seconds ahead that have a bucket
	sortedAtOnce = 16   // entries of a bucket that are looked at to see when to wake
	notDue       = time.Duration(math.MaxInt64)
)

type dueEntry struct {
	at   time.Duration
	slot int32
}

func newDeadlines(now time.Duration) *deadlines { return &deadlines{second: secondOf(now)} }

func secondOf(at time.Duration) int64 {
	second := int64(at / time.Second)
	if at < 0 && at%time.Second != 0 {
		second--
	}
	return second
}

// set moves a subject's deadline; never removes it.
func (d *deadlines) set(slot int32, at time.Duration) {
	for int(slot) >= len(d.of) {
		d.of = append(d.of, dueTime{notDue, notDue})
	}
	if at == never {
		at = notDue
	}
	due := &d.of[slot]
	due.at = at
	if at < due.entry {
		due.entry = at
		d.enter(slot, at)
	}
}

// enter lets an entry wait. An earlier one of the same subject is then void.
func (d *deadlines) enter(slot int32, at time.Duration) {
	second := secondOf(at)
	switch {
	case second <= d.second:
		heap.Push(&d.near, dueEntry{at, slot})
	case second < d.second+bucketCount:
		bucket := d.bucket(second)
		*bucket = append(*bucket, slot)
		d.waiting++
	default:
		d.far = append(d.far, slot)
	}
}

// bucket holds the entries of a second, which may lie before the clock's zero.
func (d *deadlines) bucket(second int64) *[]int32 { return &d.buckets[uint64(second)%bucketCount] }

// next returns an instant before which no deadline comes; never when there is
// none. Where many wait, moved entries may make it too early.
func (d *deadlines) next() time.Duration {
	if len(d.near) > 0 {
		return d.near[0].at
	}
	next := d.nextInBuckets()
	if len(d.far) > 0 {
		// They have not been looked at since the buckets were last gone round,
		// and may come before what has been put into the buckets meanwhile.
		passed := int64(uint64(d.second) % bucketCount)
		if look := time.Duration(d.second-passed+bucketCount) * time.Second; next == never || look < next {
			return look
		}
	}
	return next
}

func (d *deadlines) nextInBuckets() time.Duration {
	for ahead := int64(1); ahead < bucketCount && d.waiting > 0; ahead++ {
		second := d.second + ahead
		bucket := d.bucket(second)
		switch {
		case len(*bucket) == 0:
		case len(*bucket) > sortedAtOnce:
			return time.Duration(second) * time.Second
		default:
			if at := d.thin(bucket, second); at != notDue {
				return at
			}
		}
	}
	return never
}

// thin lets the moved entries of a bucket wait where they belong, so that
// nobody wakes for them, and returns the earliest deadline of the others.
func (d *deadlines) thin(bucket *[]int32, second int64) time.Duration {
	slots := *bucket
	*bucket = slots[:0]
	d.waiting -= len(slots)
	earliest := notDue
	for _, slot := range slots {
		due := &d.of[slot]
		switch {
		case secondOf(due.entry) != second: // void
		case secondOf(due.at) == second:
			*bucket = append(*bucket, slot)
			d.waiting++
			earliest = min(earliest, due.at)
		default:
			d.move(slot)
		}
	}
	return earliest
}

// move lets the entry of a deadline that was moved wait for the new instant.
func (d *deadlines) move(slot int32) {
	due := &d.of[slot]
	due.entry = due.at
	if due.at != notDue {
		d.enter(slot, due.at)
	}
}

// due takes out a deadline that is not after now, the earliest first.
func (d *deadlines) due(now time.Duration) (slot int32, due bool) {
	for {
		for len(d.near) > 0 && d.near[0].at <= now {
			entry := d.near[0]
			heap.Pop(&d.near)
			if d.take(entry, now) {
				return entry.slot, true
			}
		}
		if d.second >= secondOf(now) {
			return 0, false
		}
		d.advance(secondOf(now))
	}
}

// take says whether an entry that came up is a deadline that has come. One
// that was moved waits on.
func (d *deadlines) take(entry dueEntry, now time.Duration) bool {
	due := &d.of[entry.slot]
	if entry.at != due.entry {
		return false // void
	}
	due.entry = notDue
	if due.at > now {
		d.move(entry.slot)
		return false
	}
	due.at = notDue
	return true
}

// advance goes to the next second that has entries, at most to the given one.
func (d *deadlines) advance(to int64) {
	if d.waiting == 0 {
		d.second = to
		d.nearer()
		return
	}
	d.second++
	if d.second%bucketCount == 0 {
		d.nearer()
	}
	bucket := d.bucket(d.second)
	d.waiting -= len(*bucket)
	slots := *bucket
	*bucket = (*bucket)[:0]
	for _, slot := range slots {
		due := &d.of[slot]
		switch {
		case secondOf(due.entry) != d.second: // void
		case secondOf(due.at) > d.second:
			d.move(slot) // it need not pass the heap
		default:
			heap.Push(&d.near, dueEntry{due.entry, slot})
		}
	}
}

// nearer lets the far entries wait anew, now that there are other buckets.
func (d *deadlines) nearer() {
	far := d.far
	d.far = nil
	for _, slot := range far {
		if entry := d.of[slot].entry; entry != notDue {
			d.enter(slot, entry)
		}
	}
}

// dueHeap is for container/heap.
type dueHeap []dueEntry

func (h dueHeap) Len() int           { return len(h) }
func (h dueHeap) Less(i, j int) bool { return h[i].at < h[j].at }
func (h dueHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push implements heap.Interface.
func (h *dueHeap) Push(x any) { *h = append(*h, x.(dueEntry)) }

// Pop implements heap.Interface.
func (h *dueHeap) Pop() any {
	last := len(*h) - 1
	entry := (*h)[last]
	*h = (*h)[:last]
	return entry
}
