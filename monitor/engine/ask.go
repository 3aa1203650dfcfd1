package engine

import (
	"context"
	"fmt"
	"time"

	"sentinel/monitor"
)

// Summary is what holds of all subjects together.
type Summary struct {
	Overall monitor.Level
	Total   int
	Counts  map[monitor.Level]int
}

// Summary returns what holds of all subjects now. Like all questions it fails
// only when ctx ends first, which means that the engine stands still, or when
// the engine has stopped.
func (e *Engine) Summary(ctx context.Context) (s Summary, err error) {
	err = e.do(ctx, func() error {
		s = Summary{Overall: e.index.overall(), Total: len(e.slots), Counts: e.index.counts()}
		return nil
	})
	return s, err
}

// Page returns a part of the list of subjects as they are now.
func (e *Engine) Page(ctx context.Context, q monitor.Query) (page monitor.Page, err error) {
	var records []*record
	var crews []crew
	err = e.do(ctx, func() error {
		page.Overall, page.Counts = e.index.overall(), e.index.counts()
		records, page.Total = e.index.page(q, e.reading.Steady)
		crews = make([]crew, len(records))
		for i, r := range records {
			crews[i] = e.index.crews[string(r.key)]
		}
		e.worked() // it may have sorted or searched all
		return nil
	})
	if err != nil {
		return monitor.Page{}, err
	}
	reading := e.options.Clock()
	page.Subjects = make([]monitor.Subject, len(records))
	for i, r := range records {
		page.Subjects[i] = r.subject(reading, crews[i])
	}
	return page, nil
}

// Subject returns one subject as it is now; the error wraps ErrNoSubject when
// nobody knows it.
func (e *Engine) Subject(ctx context.Context, key monitor.Key) (monitor.Subject, error) {
	r, c, err := e.look(ctx, key)
	if err != nil {
		return monitor.Subject{}, err
	}
	return r.subject(e.options.Clock(), c), nil
}

// Beat returns a subject's latest real beat, and how old it is; ok is false
// when there was none.
func (e *Engine) Beat(ctx context.Context, key monitor.Key) (beat monitor.Heartbeat, age time.Duration, ok bool, err error) {
	r, _, err := e.look(ctx, key)
	if err != nil {
		return monitor.Heartbeat{}, 0, false, err
	}
	f := r.freshest()
	if f == nil || !f.seen {
		return monitor.Heartbeat{}, 0, false, nil
	}
	return f.beat.heartbeat(), e.options.Clock().Steady - f.last, true, nil
}

func (e *Engine) look(ctx context.Context, key monitor.Key) (r *record, c crew, err error) {
	err = e.do(ctx, func() error {
		slot, known := e.slots[key]
		if !known {
			return fmt.Errorf("%s: %w", key, ErrNoSubject)
		}
		r, c = e.records[slot], e.index.crews[string(key)]
		return nil
	})
	return r, c, err
}

// Incidents returns the open incidents as they are now, in no order.
func (e *Engine) Incidents(ctx context.Context) (open []monitor.Incident, err error) {
	var records []*record
	var network *incident
	err = e.do(ctx, func() error {
		for slot := range e.index.incidents {
			records = append(records, e.records[slot])
		}
		if i := e.network.incident; i != nil {
			copied := *i
			network = &copied
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	reading := e.options.Clock()
	open = make([]monitor.Incident, 0, len(records)+1)
	if network != nil {
		open = append(open, network.shown(monitor.NetworkKey, reading))
	}
	for _, r := range records {
		for _, i := range []*incident{r.incident, r.rare.trial} {
			if i == nil {
				continue
			}
			shown := i.shown(r.key, reading)
			if until := r.rare.snoozed; until != never && reading.Steady < until {
				shown.SnoozedUntil = utc(reading.WallAt(until))
			}
			open = append(open, shown)
		}
	}
	return open, nil
}
