package history

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

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
// All who call while a transaction is under way share the next one. A caller who
// is alone is not kept waiting; one of a crowd may wait for the others, for
// gather at most. When ctx ends, Append returns at once: the receipts are not
// written any more, unless that has begun. What they hold must then never be
// changed.
func (s *Store) Append(ctx context.Context, receipts []monitor.Receipt) error {
	if err := ctx.Err(); err != nil {
		return notOnDisk(err)
	}
	d := s.NewDelivery()
	d.Send(receipts)
	select {
	case err := <-d.written:
		return d.end(err)
	case <-ctx.Done():
		s.queue.leave(d)
		return notOnDisk(ctx.Err())
	}
}

// A Delivery is an Append in two halves, for receipts that one goroutine makes
// and another one waits for. Neither half blocks the other.
type Delivery struct {
	queue    *queue
	receipts []monitor.Receipt
	first    int64      // the ID of the first receipt; the others follow
	written  chan error // gets one value: nil when all are on disk
	left     bool       // nobody waits for it any more; the queue's
}

// NewDelivery makes a delivery. One goroutine calls Send, once, and one Wait.
func (s *Store) NewDelivery() *Delivery {
	return &Delivery{queue: s.queue, written: make(chan error, 1)}
}

// Send sends receipts on their way to the disk. It does not block.
func (d *Delivery) Send(receipts []monitor.Receipt) {
	d.receipts = receipts
	if len(receipts) == 0 {
		d.written <- nil
		return
	}
	d.queue.add(d)
}

// Wait waits for what was sent to be written, for so long at most, and returns
// what Append does. An error that wraps context.DeadlineExceeded says that it
// took longer: the receipts may still be written then, if that has begun.
func (d *Delivery) Wait(limit time.Duration) error {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case err := <-d.written:
		return d.end(err)
	case <-timer.C:
		d.queue.leave(d)
		return notOnDisk(context.DeadlineExceeded)
	}
}

func (d *Delivery) end(err error) error {
	if err != nil {
		return notOnDisk(err)
	}
	for i := range d.receipts {
		d.receipts[i].ID = d.first + int64(i)
	}
	return nil
}

func notOnDisk(why error) error { return fmt.Errorf("%w: %w", ErrNotOnDisk, why) }

// maxGroup is how many receipts share a transaction, unless a single delivery
// has more: nobody shall wait long for the others.
const maxGroup = 20_000

// queue is where deliveries wait for the one goroutine that writes them. Its
// zero value is closed.
type queue struct {
	mu      sync.Mutex
	arrived chan struct{} // holds a signal when there is something new
	waiting []*Delivery
	closed  error // why nothing is taken in; nil while open
	crowd   int   // how many callers there are at once, as the latest transactions had it
}

func newQueue() *queue { return &queue{arrived: make(chan struct{}, 1)} }

// add lets a delivery wait; when the queue is closed, it fails at once.
func (q *queue) add(one *Delivery) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed != nil {
		one.written <- q.closed
		return
	}
	if one.left {
		return
	}
	q.waiting = append(q.waiting, one)
	q.signal()
}

// leave lets go of a delivery that nobody waits for any more, unless it is being
// written: while a disk hangs, only what is waited for is in memory.
func (q *queue) leave(one *Delivery) {
	q.mu.Lock()
	defer q.mu.Unlock()
	one.left = true
	if i := slices.Index(q.waiting, one); i >= 0 {
		q.waiting = slices.Delete(q.waiting, i, i+1)
	}
}

func (q *queue) signal() {
	select {
	case q.arrived <- struct{}{}:
	default:
	}
}

// gather is how long a transaction waits for the others of a crowd: most of
// those who were answered come again at once, and without them there are many
// small transactions. Who is alone never waits.
const gather = 2 * time.Millisecond

// next waits for deliveries and takes out those that share the next
// transaction; none when the queue was closed.
func (q *queue) next() []*Delivery {
	var patience <-chan time.Time
	for tired := false; ; {
		q.mu.Lock()
		if q.closed != nil || len(q.waiting) > 0 && (tired || len(q.waiting) >= q.crowd/2) {
			break
		}
		if len(q.waiting) > 0 && patience == nil {
			patience = time.After(gather)
		}
		q.mu.Unlock()
		select {
		case <-q.arrived:
		case <-patience:
			tired = true
		}
	}
	defer q.mu.Unlock()
	if len(q.waiting) == 0 {
		return nil
	}
	n, receipts := 1, len(q.waiting[0].receipts)
	for n < len(q.waiting) && receipts+len(q.waiting[n].receipts) <= maxGroup {
		receipts += len(q.waiting[n].receipts)
		n++
	}
	group := q.waiting[:n:n]
	q.waiting = q.waiting[n:]
	q.crowd = max(n+len(q.waiting), q.crowd*7/8)
	if n == 1 {
		q.crowd = 1 // alone: the others have gone
	}
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
	q.signal()
}
