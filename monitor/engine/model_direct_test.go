package engine

import (
	"context"
	"time"

	"sentinel/monitor"
)

// led leads an engine from instant to instant, as fast as it can, on one
// goroutine: it does what Run does at those instants, and skips those at which
// Run only finds that nothing is due.
type led struct{ now time.Duration }

func (d *led) start(l *life) {
	d.now = l.looked
	l.e = New(l.options(func() monitor.Reading { return l.reading(d.now) }))
	l.takeUp()
	l.e.begin()
	d.rest(l)
}

func (d *led) approach(*life, time.Duration) {}

func (d *led) look(l *life, at time.Duration, do func(context.Context) error) error {
	d.now = at
	e := l.e
	if l.absence == present || l.absence == stepped {
		e.wake = at // it woke in between, and nothing was due
	}
	var err error
	if do != nil && l.served {
		err = d.serve(l, do)
	} else {
		e.tick()
		if do != nil {
			err = do(l.ctx)
		}
	}
	d.rest(l)
	l.looked = at
	return err
}

// serve does something that calls the engine, which is served as by Run.
func (d *led) serve(l *life, do func(context.Context) error) error {
	done := make(chan error, 1)
	go func() { done <- do(l.ctx) }()
	for {
		select {
		case err := <-done:
			return err
		case call := <-l.e.calls:
			l.e.tick()
			call()
		}
	}
}

// rest is what Run does after each event.
func (d *led) rest(l *life) {
	l.e.takeWaiting()
	l.e.passDue()
	l.e.untilNext()
}

func (d *led) receive(_ context.Context, l *life, p Arrived) (monitor.Receipt, error) {
	return l.e.receive(&p), nil
}

func (d *led) due(l *life) time.Duration {
	if at := l.e.waiting.next(); at != never {
		return at
	}
	return notDue
}

// at is a time since which none has passed.
func (d *led) at() time.Time { return time.Now().Add(time.Hour) }

func (d *led) told(l *life) []monitor.Transition {
	changes := l.e.changes
	l.e.changes = nil
	return changes
}

func (d *led) save(l *life, beaten bool) (all Batch) {
	told := l.e.changes // they are looked at elsewhere
	for more := true; more; {
		var b Batch
		take := func(ctx context.Context) error {
			b, more = l.e.Drain(ctx, beaten)
			return nil
		}
		select {
		case <-l.e.stopped:
			_ = take(l.ctx)
		default:
			_ = d.serve(l, take)
		}
		all.Subjects, all.Removed = append(all.Subjects, b.Subjects...), append(all.Removed, b.Removed...)
	}
	l.e.changes = told
	return all
}

func (d *led) stop(l *life) { close(l.e.stopped) }
