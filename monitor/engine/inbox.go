package engine

import (
	"sync"

	"sentinel/monitor"
)

// An inbox is where postings wait for the engine's goroutine. Robots by the
// dozen post at the same instant: all that have come are taken in one round,
// with one look at the clocks, and no robot's request waits for the engine to
// hear that the disk is next.
type inbox struct {
	arrived chan struct{} // holds a signal when there is something new

	mu      sync.Mutex
	waiting []delivery
	closed  bool
}

// delivery is what one call of Receive gave.
type delivery struct {
	postings []Arrived
	keep     func([]monitor.Receipt)
}

func newInbox() *inbox { return &inbox{arrived: make(chan struct{}, 1)} }

// put is false when nothing is taken any more.
func (b *inbox) put(one delivery) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return false
	}
	b.waiting = append(b.waiting, one)
	signal(b.arrived)
	return true
}

// take returns what waits, in the order in which it came.
func (b *inbox) take() []delivery {
	b.mu.Lock()
	defer b.mu.Unlock()
	waiting := b.waiting
	b.waiting = nil
	return waiting
}

// close ends it; what waits can still be taken.
func (b *inbox) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
}
