package history

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"sentinel/monitor"
)

// ErrNotOnDisk is wrapped by every error of Append: what was given must not be
// acknowledged to whoever sent it.
var ErrNotOnDisk = errors.New("the beats could not be written to disk")

var (
	errInMemory = errors.New("the history is kept in memory only")
	errClosed   = errors.New("the history is closed")
)

// Append keeps receipts in the order of arrival. It returns nil only when all
// of them are on disk, where neither a crash of the program nor one of the
// machine undoes them, and has then given each its ID. Every error wraps
// ErrNotOnDisk; the next Append tries anew, for a full disk may have been
// cleared.
//
// All who call while a transaction is under way share the next one, and nobody
// waits for company. When ctx ends, Append returns at once and the receipts
// are written later or not at all, as a whole: what they hold must then never
// be changed.
func (s *Store) Append(ctx context.Context, receipts []monitor.Receipt) error {
	if len(receipts) == 0 {
		return nil
	}
	one := &delivery{receipts: receipts, written: make(chan error, 1)}
	err := ctx.Err()
	if err == nil {
		err = s.queue.add(one)
	}
	if err == nil {
		select {
		case err = <-one.written:
		case <-ctx.Done():
			err = ctx.Err()
		}
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotOnDisk, err)
	}
	for i := range receipts {
		receipts[i].ID = one.first + int64(i)
	}
	return nil
}

// delivery is what one caller of Append gave.
type delivery struct {
	receipts []monitor.Receipt
	first    int64      // the ID of the first receipt; the others follow
	written  chan error // gets one value: nil when all are on disk
}

// maxGroup is how many receipts share a transaction, unless a single delivery
// has more: nobody shall wait long for the others.
const maxGroup = 20_000

// queue is where deliveries wait for the one goroutine that writes them. Its
// zero value is closed.
type queue struct {
	mu      sync.Mutex
	arrived sync.Cond
	waiting []*delivery
	closed  error // why nothing is taken in; nil while open
}

func newQueue() *queue {
	q := &queue{}
	q.arrived.L = &q.mu
	return q
}

func (q *queue) add(one *delivery) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed != nil {
		return q.closed
	}
	q.waiting = append(q.waiting, one)
	q.arrived.Signal()
	return nil
}

// next waits for deliveries and takes out those that share the next
// transaction; none when the queue was closed.
func (q *queue) next() []*delivery {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.waiting) == 0 {
		if q.closed != nil {
			return nil
		}
		q.arrived.Wait()
	}
	n, receipts := 1, len(q.waiting[0].receipts)
	for n < len(q.waiting) && receipts+len(q.waiting[n].receipts) <= maxGroup {
		receipts += len(q.waiting[n].receipts)
		n++
	}
	group := q.waiting[:n:n]
	q.waiting = q.waiting[n:]
	return group
}

// close takes nothing more in and turns away whoever waits.
func (q *queue) close(why error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed != nil {
		return
	}
	q.closed = why
	for _, one := range q.waiting {
		one.written <- why
	}
	q.waiting = nil
	q.arrived.Signal()
}
