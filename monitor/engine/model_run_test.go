package engine

import (
	"context"
	"testing/synctest"
	"time"

	"sentinel/monitor"
)

// free lets an engine run by itself, in a bubble of fake time that stands still
// while the monitor is away.
type free struct {
	began   time.Time
	cancel  context.CancelFunc
	done    chan struct{}
	changes []monitor.Transition
}

func (d *free) start(l *life) {
	if d.began.IsZero() {
		d.began = time.Now()
	}
	l.e = New(l.options(func() monitor.Reading {
		at := time.Since(d.began)
		l.clocks.Lock()
		at += l.gone
		l.clocks.Unlock()
		return l.reading(at)
	}))
	l.takeUp()
	ctx, cancel := context.WithCancel(l.ctx)
	d.cancel, d.done = cancel, make(chan struct{})
	go func(e *Engine, done chan struct{}) { defer close(done); _ = e.Run(ctx) }(l.e, d.done)
	synctest.Wait()
}

func (d *free) approach(l *life, at time.Duration) {
	d.wait(l, at-1)
	l.looked = l.e.reading.Steady
}

// wait lets time pass. The engine's state may be read while it waits, and what
// was read is left to it again by the lock that it takes to read the clocks.
func (d *free) wait(l *life, until time.Duration) {
	l.clocks.Lock()
	gone := l.gone
	l.clocks.Unlock()
	<-time.After(until - gone - time.Since(d.began))
	synctest.Wait()
}

func (d *free) look(l *life, at time.Duration, do func(context.Context) error) error {
	if do == nil {
		d.wait(l, at+1) // its timer was for the same instant, and comes first
		return nil
	}
	d.wait(l, at)
	err := do(l.ctx)
	if err == nil {
		err = l.e.do(l.ctx, func() error { return nil }) // it also looks when nothing was asked of it
	}
	synctest.Wait()
	return err
}

func (d *free) receive(_ context.Context, l *life, p Arrived) (monitor.Receipt, error) {
	receipts, err := received(l.e, p)
	if err != nil {
		return monitor.Receipt{}, err
	}
	return receipts[0], nil
}

func (d *free) due(*life) time.Duration { return notDue }

func (d *free) at() time.Time { return time.Now() }

func (d *free) told(l *life) []monitor.Transition {
	told := append(d.changes, l.e.changes...)
	d.changes, l.e.changes = nil, nil
	return told
}

func (d *free) save(l *life, beaten bool) (all Batch) {
	for more := true; more; {
		var b Batch
		b, more = l.e.Drain(l.ctx, beaten)
		all.Subjects, all.Removed = append(all.Subjects, b.Subjects...), append(all.Removed, b.Removed...)
		d.changes = append(d.changes, b.Transitions...)
	}
	synctest.Wait()
	return all
}

func (d *free) stop(*life) {
	d.cancel()
	<-d.done
}
