package engine

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"sentinel/monitor"
)

// index knows of all subjects together what would be long to count: their
// orders, their levels, and how many accounts of a robot are on time.
type index struct {
	all    *[]*record
	orders map[orderName]*order
	levels [monitor.LevelCritical + 1]int
	// bystanders have a level and do not count for the overall one.
	bystanders [monitor.LevelCritical + 1]int
	crews      map[string]crew // by the robot's name
	incidents  map[int32]bool  // slots with an open incident
	found      found           // the latest search
	matched    []bool          // by slot, while searching
}

// crew is the accounts of a robot.
type crew struct{ accounts, onTime int32 }

// found are the slots that a query matched, in its order, while none is freed.
type found struct {
	query monitor.Query
	at    time.Duration
	slots []int32
}

// foundFor is how long who leafs through what was found does not search again.
const foundFor = time.Second

func newIndex(all *[]*record) index {
	return index{
		all: all, crews: map[string]crew{}, incidents: map[int32]bool{},
		orders: map[orderName]*order{byUrgency: newOrder(byUrgency, all)},
	}
}

// replace lets the record in a slot be r; nil when it is forgotten, while the
// slot held nil when it is new.
func (x *index) replace(slot int32, r *record) {
	old := (*x.all)[slot]
	for _, o := range x.orders {
		if old != nil && (r == nil || o.moves(old, r)) {
			o.drop(slot, old)
		}
	}
	if old != nil {
		x.count(slot, old, -1)
	}
	(*x.all)[slot] = r
	if r == nil {
		x.found.query = monitor.Query{} // its slots may soon be others'
		return
	}
	x.count(slot, r, 1)
	for _, o := range x.orders {
		if old == nil || o.moves(old, r) {
			o.put(slot, r)
		}
	}
}

func (x *index) count(slot int32, r *record, by int) {
	x.levels[r.level] += by
	if r.bystander() && !r.testShows() {
		x.bystanders[r.level] += by
	}
	if r.incident != nil || r.rare.trial != nil {
		if by > 0 {
			x.incidents[slot] = true
		} else {
			delete(x.incidents, slot)
		}
	}
	if r.key.Kind() == monitor.KindAccount {
		x.countCrew(r, int32(by))
	}
}

func (x *index) countCrew(r *record, by int32) {
	robot := r.key.Robot()
	c := x.crews[robot]
	c.accounts += by
	if r.verdict.liveness == monitor.Alive || r.verdict.liveness == monitor.Quiet {
		c.onTime += by
	}
	if c.accounts == 0 {
		delete(x.crews, robot)
		return
	}
	x.crews[robot] = c
}

// overall is the worst level of all but the bystanders.
func (x *index) overall() monitor.Level {
	for _, level := range monitor.Levels {
		if x.levels[level] > x.bystanders[level] {
			return level
		}
	}
	return monitor.LevelOff
}

func (x *index) counts() map[monitor.Level]int {
	counts := make(map[monitor.Level]int, len(monitor.Levels))
	for _, level := range monitor.Levels {
		counts[level] = x.levels[level]
	}
	return counts
}

// order returns an order, made when nobody asked for it lately.
func (x *index) order(q monitor.Query, now time.Duration) *order {
	name := orderName{sort: q.Sort, desc: q.Desc}
	if name.sort == "" {
		name.sort = byUrgency.sort
	}
	o, kept := x.orders[name]
	if !kept {
		o = newOrder(name, x.all)
		x.orders[name] = o
	}
	o.lastUse = now
	return o
}

// forgetOrders drops the orders that nobody asks for.
func (x *index) forgetOrders(now time.Duration) {
	for name, o := range x.orders {
		if name != byUrgency && now-o.lastUse > idleOrder {
			delete(x.orders, name)
		}
	}
}

// page returns the records of a page and how many the query matched.
func (x *index) page(q monitor.Query, now time.Duration) (records []*record, total int) {
	limit := q.Limit
	if limit == 0 {
		limit = monitor.DefaultLimit
	}
	o := x.order(q, now)
	if q.Text == "" && q.Robot == "" && len(q.Levels) == 0 {
		total = o.tree.Len()
		for i := q.Offset; i < min(q.Offset+limit, total); i++ {
			p, _ := o.tree.GetAt(i)
			records = append(records, (*x.all)[p.slot])
		}
		return records, total
	}
	slots := x.search(q, o, now)
	from := min(q.Offset, len(slots))
	for _, slot := range slots[from:min(from+limit, len(slots))] {
		records = append(records, (*x.all)[slot])
	}
	return records, len(slots)
}

// search returns the slots that a query matches.
func (x *index) search(q monitor.Query, o *order, now time.Duration) []int32 {
	if f := x.found; q.Offset > 0 && now-f.at < foundFor && sameQuery(f.query, q) {
		return f.slots
	}
	m := newMatcher(q)
	// In the order of the slots, which is that of the memory; then by the order.
	x.matched = append(x.matched[:0], make([]bool, len(*x.all))...)
	count := 0
	for slot, r := range *x.all {
		if r != nil && m.matches(r) {
			x.matched[slot] = true
			count++
		}
	}
	slots := slices.Grow(x.found.slots[:0], count)
	o.tree.Scan(func(p place) bool {
		if x.matched[p.slot] {
			slots = append(slots, p.slot)
		}
		return len(slots) < count
	})
	x.found = found{query: q, at: now, slots: slots}
	return slots
}

func sameQuery(a, b monitor.Query) bool {
	return a.Text == b.Text && a.Robot == b.Robot && a.Sort == b.Sort && a.Desc == b.Desc && slices.Equal(a.Levels, b.Levels)
}

// matcher tells which records a query matches.
type matcher struct {
	levels [monitor.LevelCritical + 1]bool
	all    bool // of the levels
	robot  string
	text   string // lower case
	bytes  []byte // the same

	status string // the latest that was looked at, and whether it holds the text
	holds  bool
}

func newMatcher(q monitor.Query) matcher {
	m := matcher{all: len(q.Levels) == 0, robot: q.Robot, text: strings.ToLower(q.Text)}
	for _, level := range q.Levels {
		m.levels[level] = true
	}
	m.bytes = []byte(m.text)
	m.holds = m.contained(m.status)
	return m
}

func (m *matcher) matches(r *record) bool {
	if !m.all && !m.levels[r.level] {
		return false
	}
	if m.robot != "" && !ofRobot(r.key, m.robot) {
		return false
	}
	if m.text == "" || m.contained(string(r.key)) {
		return true
	}
	if status := r.status(); status != m.status {
		m.status, m.holds = status, m.contained(status)
	}
	if m.holds {
		return true
	}
	message := r.message()
	return message != "" && m.contained(message)
}

func ofRobot(key monitor.Key, robot string) bool {
	return len(key) >= len(robot) && string(key[:len(robot)]) == robot && (len(key) == len(robot) || key[len(robot)] == '/')
}

// message is what the subject says, or plays.
func (r *record) message() string {
	if r.testShows() {
		return r.rare.test.beat.Message
	}
	if f := r.freshest(); f != nil {
		return f.beat.message()
	}
	return ""
}

// contained looks for the query's text, whatever its case. Of ASCII, which keys and
// statuses are, no copy is made on the heap.
func (m *matcher) contained(s string) bool {
	var buffer [2*monitor.MaxKeyPart + 1]byte
	if len(s) > len(buffer) {
		return strings.Contains(strings.ToLower(s), m.text)
	}
	for i := range len(s) {
		c := s[i]
		if c >= 0x80 {
			return strings.Contains(strings.ToLower(s), m.text)
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		buffer[i] = c
	}
	return bytes.Contains(buffer[:len(s)], m.bytes)
}
