package engine

import (
	"context"
	"encoding/json"
	"time"

	"sentinel/monitor"
)

// Batch is what waits to be written: the state of changed subjects, the keys
// of removed ones, and what happened to incidents, in order.
type Batch struct {
	Subjects    []monitor.SavedSubject
	Removed     []monitor.Key
	Transitions []monitor.Transition
}

// Empty says whether there is nothing to write.
func (b Batch) Empty() bool {
	return len(b.Subjects)+len(b.Removed)+len(b.Transitions) == 0
}

// Urgent has a value when something waits to be written that a crash must not
// lose: a transition, what a person said, since when a subject is awaited.
func (e *Engine) Urgent() <-chan struct{} { return e.urgent }

// Stale has a value when anything waits to be written.
func (e *Engine) Stale() <-chan struct{} { return e.stale }

// Drain takes what waits to be written. It also works after Run has returned,
// for the last time.
func (e *Engine) Drain(ctx context.Context) Batch {
	var b Batch
	var records []*record
	var reading monitor.Reading
	take := func() error {
		reading = e.options.Clock()
		b.Transitions, e.changes = e.changes, nil
		for key := range e.dirty {
			if r, known := e.records[key]; known {
				records = append(records, r)
			} else {
				b.Removed = append(b.Removed, key)
			}
		}
		clear(e.dirty)
		return nil
	}
	if err := e.do(ctx, take); err != nil {
		select {
		case <-e.stopped: // nobody else owns the state any more
			_ = take()
		default:
			return b
		}
	}
	for _, r := range records {
		b.Subjects = append(b.Subjects, r.save(reading))
	}
	return b
}

// queue gives changes their wall times and queues them.
func (e *Engine) queue(changes []change) {
	for _, c := range changes {
		t := monitor.Transition{
			Kind:     c.kind,
			At:       *utc(e.reading.WallAt(c.at)),
			Incident: c.incident.shown(c.key, e.reading),
			Silence:  c.silence,
			Snoozed:  c.silent,
		}
		if c.kind == monitor.Recovered || c.kind == monitor.Closed {
			closed := t.At
			t.Incident.Closed, t.Incident.End = &closed, c.end
		}
		e.changes = append(e.changes, t)
	}
	if len(changes) > 0 {
		signal(e.urgent)
	}
}

// savedRecord is a record on disk. Instants are relative to the moment of
// saving, so that no clock of an earlier run is needed to read them.
type savedRecord struct {
	Began    time.Duration  `json:"began"`
	Floor    *time.Duration `json:"floor,omitempty"`
	Feeds    []savedFeed    `json:"feeds"`
	Paused   bool           `json:"paused,omitempty"`
	Missing  bool           `json:"missing,omitempty"`
	Level    monitor.Level  `json:"level"`
	Since    time.Duration  `json:"since"`
	Incident *savedIncident `json:"incident,omitempty"`
	Trial    *savedIncident `json:"trial,omitempty"`
	Snoozed  *time.Duration `json:"snoozed,omitempty"`
	Test     *savedTest     `json:"test,omitempty"`
	Strip    string         `json:"strip,omitempty"`
	StripAt  time.Duration  `json:"strip_at,omitempty"`
	Blind    *time.Duration `json:"blind,omitempty"`
}

type savedFeed struct {
	Source   string            `json:"source"`
	Seen     bool              `json:"seen"`
	Last     time.Duration     `json:"last,omitempty"`
	Beat     monitor.Heartbeat `json:"beat"`
	Skew     time.Duration     `json:"skew,omitempty"`
	Failures int               `json:"failures,omitempty"`
	Cause    monitor.Cause     `json:"cause,omitempty"`
	Why      string            `json:"why,omitempty"`
	Unmoved  bool              `json:"unmoved,omitempty"`
	Memo     []byte            `json:"memo,omitempty"`
}

type savedIncident struct {
	ID      string        `json:"id"`
	Level   monitor.Level `json:"level"`
	Cause   monitor.Cause `json:"cause"`
	Message string        `json:"message,omitempty"`
	Orders  *int          `json:"orders,omitempty"`
	Opened  time.Duration `json:"opened"`
	Gone    time.Duration `json:"gone"`
	Told    monitor.Level `json:"told"`
	Acked   bool          `json:"acked,omitempty"`
	AckedBy string        `json:"acked_by,omitempty"`
	Good    int           `json:"good,omitempty"`
	Test    bool          `json:"test,omitempty"`
}

type savedTest struct {
	Beat    monitor.Heartbeat `json:"beat"`
	Source  string            `json:"source"`
	Expires time.Duration     `json:"expires"`
}

func (r *record) save(reading monitor.Reading) monitor.SavedSubject {
	now := reading.Steady
	s := savedRecord{
		Began: r.began - now, Floor: relative(r.floor, now), Paused: r.paused, Missing: r.missing,
		Level: r.level, Since: r.since - now, Snoozed: relative(r.snoozed, now),
		Incident: r.incident.save(now), Trial: r.trial.save(now),
		Strip: string(r.strip.marks), StripAt: r.strip.at - now,
		Blind: relative(r.blind, now),
	}
	for _, f := range r.feeds {
		saved := savedFeed{
			Source: f.source, Seen: f.seen, Beat: f.beat, Skew: f.skew, Failures: f.failures,
			Cause: f.cause, Why: f.why, Unmoved: f.unmoved, Memo: f.memo,
		}
		if f.seen {
			saved.Last = f.last - now
		}
		s.Feeds = append(s.Feeds, saved)
	}
	if t := r.test; t != nil {
		s.Test = &savedTest{Beat: t.beat, Source: t.source, Expires: t.expires - now}
	}
	state, err := json.Marshal(s)
	if err != nil { // Extra holds JSON that was read as JSON: it can be written
		state = nil
	}
	return monitor.SavedSubject{Key: r.key, At: reading.Wall, State: state}
}

func relative(at, now time.Duration) *time.Duration {
	if at == never {
		return nil
	}
	d := at - now
	return &d
}

func (i *incident) save(now time.Duration) *savedIncident {
	if i == nil {
		return nil
	}
	return &savedIncident{
		ID: i.id, Level: i.level, Cause: i.cause, Message: i.message, Orders: i.orders,
		Opened: i.opened - now, Gone: i.gone - now, Told: i.told, Acked: i.acked, AckedBy: i.ackedBy,
		Good: i.good, Test: i.test,
	}
}

// restore takes up what an earlier run saved. The time between is what the
// wall clock says, and never less than none: a restart makes nothing younger.
// Nothing is judged before the sources have looked.
func (e *Engine) restore(saved []monitor.SavedSubject) {
	for _, one := range saved {
		var s savedRecord
		if err := json.Unmarshal(one.State, &s); err != nil {
			e.log.Warn("what was kept of a subject cannot be read; it starts anew", "key", one.Key, "error", err)
			continue
		}
		then := e.reading.Steady - max(0, e.reading.Wall.Sub(one.At))
		e.records[one.Key] = s.restore(one.Key, then, e.reading.Steady+e.options.Hold)
	}
}

func (s savedRecord) restore(key monitor.Key, then, holdEnds time.Duration) *record {
	r := &record{
		key: key, began: then + s.Began, floor: absolute(s.Floor, then), paused: s.Paused, missing: s.Missing,
		level: s.Level, since: then + s.Since, snoozed: absolute(s.Snoozed, then),
		incident: s.Incident.restore(then), trial: s.Trial.restore(then),
		strip: strip{marks: []byte(s.Strip), at: then + s.StripAt},
		blind: absolute(s.Blind, then),
	}
	for _, f := range s.Feeds {
		restored := feed{
			source: f.Source, seen: f.Seen, last: never, beat: f.Beat, skew: f.Skew,
			failures: f.Failures, cause: f.Cause, why: f.Why, unmoved: f.Unmoved, memo: f.Memo,
		}
		if f.Seen {
			restored.last = then + f.Last
		}
		r.hold(&restored, then, holdEnds)
		r.feeds = append(r.feeds, restored)
	}
	if t := s.Test; t != nil {
		r.test = &testStatus{beat: t.Beat, source: t.Source, expires: then + t.Expires}
	}
	return r
}

func absolute(d *time.Duration, then time.Duration) time.Duration {
	if d == nil {
		return never
	}
	return then + *d
}

func (s *savedIncident) restore(then time.Duration) *incident {
	if s == nil {
		return nil
	}
	return &incident{
		id: s.ID, level: s.Level, cause: s.Cause, message: s.Message, orders: s.Orders,
		opened: then + s.Opened, gone: then + s.Gone, told: s.Told, acked: s.Acked, ackedBy: s.AckedBy,
		good: s.Good, test: s.Test,
	}
}

// Memos returns what each source remembers, by the source's name.
func (e *Engine) Memos(ctx context.Context) (map[string][]byte, error) {
	memos := map[string][]byte{}
	err := e.do(ctx, func() error {
		for _, r := range e.records {
			for _, f := range r.feeds {
				if f.memo != nil {
					memos[f.source] = f.memo
				}
			}
		}
		return nil
	})
	return memos, err
}
