package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sentinel/monitor"
)

// ErrNoSubject is returned for a key that nobody watches.
var ErrNoSubject = errors.New("no such robot or account")

// Acknowledge says that a person knows of the subject's open incident, or with
// monitor.NetworkKey of that of our own network. It is told again only when it
// worsens. Without an incident it does nothing.
func (e *Engine) Acknowledge(ctx context.Context, key monitor.Key, by string) error {
	if key == monitor.NetworkKey {
		if acknowledged, err := e.acknowledgeNetwork(ctx, by); acknowledged || err != nil {
			return err
		}
	}
	return e.change(ctx, key, func(r *record, m moment) []change {
		if r.incident != nil {
			r.incident.acknowledge(by, m.now)
		}
		if r.rare.trial != nil {
			r.editTrial().acknowledge(by, m.now)
		}
		return nil
	})
}

// Snooze holds back messages on the subject for a time; 0 ends the snooze, and
// tells what it held back if that still holds.
func (e *Engine) Snooze(ctx context.Context, key monitor.Key, length time.Duration) error {
	return e.change(ctx, key, func(r *record, m moment) []change {
		if length <= 0 {
			return r.unsnooze(m.now)
		}
		r.rare.edit().snoozed = m.now + length
		return nil
	})
}

// Pause says not to watch the subject: its silence means nothing until Resume.
func (e *Engine) Pause(ctx context.Context, key monitor.Key) error {
	return e.change(ctx, key, func(r *record, m moment) []change {
		if r.paused {
			return nil
		}
		r.paused, r.missing = true, false
		return append(r.close(m.now, monitor.EndPaused), r.settle(m)...)
	})
}

// Resume ends a pause; counting starts from here.
func (e *Engine) Resume(ctx context.Context, key monitor.Key) error {
	return e.change(ctx, key, func(r *record, m moment) []change {
		if !r.paused {
			return nil
		}
		r.paused, r.floor = false, m.now
		return r.settle(m)
	})
}

// Forget drops what is known of a subject. One that the configuration names
// starts anew; one that posts again is new.
func (e *Engine) Forget(ctx context.Context, key monitor.Key) error {
	return e.do(ctx, func() error {
		slot, known := e.slots[key]
		if !known {
			return fmt.Errorf("%s: %w", key, ErrNoSubject)
		}
		old := e.records[slot]
		e.remove(slot)
		r := newRecord(key, old.terms, e.reading.Steady)
		for i := range old.feeds {
			if f := &old.feeds[i]; !f.origin.pushed {
				r.addFeed(f.origin).look = &look{memo: f.looks().memo}
			}
		}
		if len(r.feeds) > 0 {
			changes := r.settle(e.moment())
			e.commit(e.add(r), r, changes)
		}
		signal(e.urgent)
		return nil
	})
}

func (e *Engine) change(ctx context.Context, key monitor.Key, f func(*record, moment) []change) error {
	return e.do(ctx, func() error {
		slot, known := e.slots[key]
		if !known {
			return fmt.Errorf("%s: %w", key, ErrNoSubject)
		}
		r := e.records[slot].clone()
		changes := f(r, e.moment())
		r.rare.tidy()
		e.commit(slot, r, changes)
		signal(e.urgent)
		return nil
	})
}
