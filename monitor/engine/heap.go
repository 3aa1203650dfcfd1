package engine

import (
	"container/heap"
	"time"

	"sentinel/monitor"
)

// deadlines is a heap of the instants at which time alone may change a
// subject, one entry a subject.
type deadlines struct {
	entries []deadline
	index   map[monitor.Key]int
}

type deadline struct {
	at  time.Duration
	key monitor.Key
}

func newDeadlines() *deadlines { return &deadlines{index: map[monitor.Key]int{}} }

// set moves a subject's deadline; never removes it.
func (d *deadlines) set(key monitor.Key, at time.Duration) {
	i, known := d.index[key]
	switch {
	case at == never && known:
		heap.Remove(d, i)
	case at == never:
	case known:
		d.entries[i].at = at
		heap.Fix(d, i)
	default:
		heap.Push(d, deadline{at: at, key: key})
	}
}

// next returns the earliest deadline; never when there is none.
func (d *deadlines) next() time.Duration {
	if len(d.entries) == 0 {
		return never
	}
	return d.entries[0].at
}

// due takes the earliest deadline out if it is not after now.
func (d *deadlines) due(now time.Duration) (monitor.Key, bool) {
	if len(d.entries) == 0 || d.entries[0].at > now {
		return "", false
	}
	return heap.Pop(d).(deadline).key, true
}

// Len, Less, Swap, Push and Pop are for container/heap.
func (d *deadlines) Len() int           { return len(d.entries) }
func (d *deadlines) Less(i, j int) bool { return d.entries[i].at < d.entries[j].at }

func (d *deadlines) Swap(i, j int) {
	d.entries[i], d.entries[j] = d.entries[j], d.entries[i]
	d.index[d.entries[i].key], d.index[d.entries[j].key] = i, j
}

func (d *deadlines) Push(x any) {
	entry := x.(deadline)
	d.index[entry.key] = len(d.entries)
	d.entries = append(d.entries, entry)
}

func (d *deadlines) Pop() any {
	last := d.entries[len(d.entries)-1]
	d.entries = d.entries[:len(d.entries)-1]
	delete(d.index, last.key)
	return last
}
