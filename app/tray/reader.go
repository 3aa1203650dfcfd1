package tray

import (
	"context"
	"time"

	"sentinel/app/view"
)

// reader asks the monitor for its state on a goroutine of its own, one question
// at a time, so that a monitor that stands still holds up nobody. Its fields
// belong to the owner.
type reader struct {
	monitor   Monitor
	questions chan struct{}
	answers   chan answer
	changed   <-chan struct{}
	stop      func() // ends the subscription

	asking  bool          // a question is out
	waiting time.Time     // the first question since the last good answer; zero after one
	cost    time.Duration // of the last good answer
}

type answer struct {
	model view.Model
	err   error
	cost  time.Duration
}

func newReader(ctx context.Context, m Monitor) *reader {
	changed, stop := m.Subscribe()
	r := &reader{
		monitor: m, questions: make(chan struct{}, 1), answers: make(chan answer, 1),
		changed: changed, stop: stop,
	}
	go r.run(ctx, m)
	return r
}

func (r *reader) run(ctx context.Context, m Monitor) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.questions:
		}
		began := time.Now()
		limited, cancel := context.WithTimeout(ctx, stallAfter)
		model, err := m.Model(limited)
		cancel()
		r.answers <- answer{model, err, time.Since(began)} // the owner asks one question at a time
	}
}

// ask sends a question unless one is out.
func (r *reader) ask(now time.Time) bool {
	if r.asking {
		return false
	}
	r.asking = true
	if r.waiting.IsZero() {
		r.waiting = now
	}
	r.questions <- struct{}{}
	return true
}

func (r *reader) answered(a answer) {
	r.asking = false
	if a.err == nil {
		r.waiting, r.cost = time.Time{}, a.cost
	}
}

// silence is for how long a good answer has been waited for.
func (r *reader) silence(now time.Time) time.Duration {
	if r.waiting.IsZero() {
		return 0
	}
	return now.Sub(r.waiting)
}
