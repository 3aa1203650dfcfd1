package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sentinel/monitor"
)

// ErrKnown is returned for a key that belongs to somebody already.
var ErrKnown = errors.New("a robot or account of that name is watched already")

// Play begins to know a subject that exists only to play a test: beat, for so
// long. It returns the incident that the test opens. No source speaks of such a
// subject, none of its time is kept, and it goes with its test: at EndPlay, when
// the time is over, when somebody of that key is really there, or at the next
// start. One that plays already makes way.
func (e *Engine) Play(ctx context.Context, key monitor.Key, beat monitor.Heartbeat, length time.Duration) (opened monitor.Incident, err error) {
	err = e.do(ctx, func() error {
		e.endPlay(key)
		if e.knows(key) {
			return fmt.Errorf("%s: %w", key, ErrKnown)
		}
		r := newRecord(key, e.shareTerms(terms{rhythm: builtInRhythm, builtIn: true}), e.reading.Steady) // so that nothing is expected of it
		beat.Test, beat.Expires = true, e.reading.Wall.Add(length)
		r.rare.edit().test = &testStatus{beat: beat, expires: e.reading.Steady + length}
		changes := r.settle(e.moment())
		e.commit(e.add(r), r, changes)
		if r.rare.trial != nil {
			opened = r.rare.trial.shown(key, e.reading)
		}
		return nil
	})
	return opened, err
}

// EndPlay ends what a subject plays that exists only for that, with its incident.
// Of others, and of one that is gone, nothing is to be ended.
func (e *Engine) EndPlay(ctx context.Context, key monitor.Key) error {
	return e.do(ctx, func() error {
		e.endPlay(key)
		return nil
	})
}

func (e *Engine) endPlay(key monitor.Key) {
	if slot, known := e.slots[key]; known && e.records[slot].played() {
		e.remove(slot)
	}
}

// played tells whether the subject exists only for the test that it plays: nobody
// speaks of it.
func (r *record) played() bool { return len(r.feeds) == 0 }

// playEnds tells whether the time is over of a subject that only plays.
func (r *record) playEnds(now time.Duration) bool {
	return r.played() && now >= r.rare.test.expires
}
