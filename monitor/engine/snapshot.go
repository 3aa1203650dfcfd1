package engine

import (
	"context"
	"math"
	"time"

	"sentinel/monitor"
)

// Snapshot is the state of all subjects at one version. It never changes; ages
// and misses are worked out for the instant at which it is read.
type Snapshot struct {
	Version uint64
	records []*record
	byKey   map[monitor.Key]int
	network *incident // of our own network; nil when it is there
	clock   monitor.Clock
}

// Snapshot returns the present state. It fails only when ctx ends first, which
// means that the engine stands still, or when the engine has stopped.
func (e *Engine) Snapshot(ctx context.Context) (*Snapshot, error) {
	var s *Snapshot
	err := e.do(ctx, func() error {
		s = e.present()
		return nil
	})
	return s, err
}

// present makes the snapshot of this version, once.
func (e *Engine) present() *Snapshot {
	if e.snapshot != nil && e.snapshot.Version == e.version {
		return e.snapshot
	}
	s := &Snapshot{Version: e.version, clock: e.options.Clock, byKey: make(map[monitor.Key]int, len(e.records))}
	for key, r := range e.records {
		s.byKey[key] = len(s.records)
		s.records = append(s.records, r)
	}
	if lost := e.network.incident; lost != nil {
		i := *lost
		s.network = &i
	}
	e.snapshot = s
	return s
}

// Subjects returns all subjects as they are now, in no order.
func (s *Snapshot) Subjects() []monitor.Subject {
	reading := s.clock()
	subjects := make([]monitor.Subject, len(s.records))
	for i, r := range s.records {
		subjects[i] = r.subject(reading)
	}
	return subjects
}

// Subject returns one subject as it is now.
func (s *Snapshot) Subject(key monitor.Key) (monitor.Subject, bool) {
	i, known := s.byKey[key]
	if !known {
		return monitor.Subject{}, false
	}
	return s.records[i].subject(s.clock()), true
}

// Beat returns a subject's latest real beat, and how old it is.
func (s *Snapshot) Beat(key monitor.Key) (beat monitor.Heartbeat, age time.Duration, ok bool) {
	i, known := s.byKey[key]
	if !known {
		return monitor.Heartbeat{}, 0, false
	}
	f := s.records[i].freshest()
	if f == nil || !f.seen {
		return monitor.Heartbeat{}, 0, false
	}
	return f.beat, s.clock().Steady - f.last, true
}

// Incidents returns the open incidents as they are now, in no order.
func (s *Snapshot) Incidents() []monitor.Incident {
	reading := s.clock()
	var open []monitor.Incident
	if s.network != nil {
		open = append(open, s.network.shown(monitor.NetworkKey, reading))
	}
	for _, r := range s.records {
		for _, i := range []*incident{r.incident, r.trial} {
			if i != nil {
				open = append(open, i.shown(r.key, reading))
			}
		}
	}
	return open
}

func (r *record) subject(reading monitor.Reading) monitor.Subject {
	now := reading.Steady
	s := monitor.Subject{
		Key: r.key, Kind: r.key.Kind(), Robot: r.key.Robot(), Account: r.key.Account(),
		Level: r.verdict.level, Liveness: r.verdict.liveness, Cause: r.verdict.cause, Why: r.verdict.why,
		Since:    *utc(reading.WallAt(r.since)),
		Interval: r.rhythm.Interval.Seconds(), Grace: r.rhythm.Grace.Seconds(), MaxMisses: r.rhythm.MaxMisses,
		Misses:    r.shownMisses(now),
		Bystander: r.bystander(),
	}
	s.Strip = r.strip.text(s.Misses, r.rhythm.MaxMisses)
	if f := r.freshest(); f != nil {
		r.describe(&s, f, reading)
	}
	if i := r.incident; i != nil {
		s.Acknowledged = i.acked
	} else if r.trial != nil {
		s.Acknowledged = r.trial.acked
	}
	if r.snoozed != never && now < r.snoozed {
		s.SnoozedUntil = utc(reading.WallAt(r.snoozed))
	}
	if r.testShows() {
		s.Test, s.TestExpires = true, utc(reading.WallAt(r.test.expires))
		s.Status, s.Message = r.test.beat.Status, r.test.beat.Message
		s.SessionValid = r.test.beat.SessionActive
		s.Level, s.Cause = monitor.StatusLevel(s.Status)
		s.Why = ""
		s.Bystander = false // who sets a test wants to see it
	}
	return s
}

// describe fills in what the freshest source says.
func (r *record) describe(s *monitor.Subject, f *feed, reading monitor.Reading) {
	s.Source = f.source
	s.Status, s.Message = f.beat.Status, f.beat.Message
	s.SessionValid, s.OpenOrders = f.beat.SessionActive, f.beat.OpenOrders
	s.ActiveAccounts, s.ActiveTasks = f.beat.ActiveAccounts, f.beat.ActiveTasks
	if !f.seen {
		return
	}
	age := max(0, (reading.Steady - f.last).Seconds())
	age = math.Round(age*1000) / 1000
	s.AgeSeconds = &age
	s.LastBeat = utc(reading.WallAt(f.last))
	s.NextDue = utc(reading.WallAt(r.base() + r.rhythm.Interval))
	if !f.beat.SentAt.IsZero() {
		sent, skew := f.beat.SentAt, math.Round(f.skew.Seconds()*1000)/1000
		s.SentAt, s.Skew = &sent, &skew
	}
}

// shownMisses counts on while the verdict stands.
func (r *record) shownMisses(now time.Duration) int {
	switch r.verdict.liveness {
	case monitor.Paused, monitor.Stopped, monitor.Unobserved:
		return 0
	case monitor.New:
		return 0
	}
	return r.missesAt(r.judgedAt(now))
}

func (i *incident) shown(key monitor.Key, reading monitor.Reading) monitor.Incident {
	return monitor.Incident{
		ID: i.id, Key: key, Kind: key.Kind(), Robot: key.Robot(), Account: key.Account(),
		Level: i.level, Cause: i.cause, Message: i.message, OpenOrders: i.orders,
		Opened: *utc(reading.WallAt(i.opened)), Duration: math.Round((reading.Steady-i.opened).Seconds()*1000) / 1000,
		Acknowledged: i.acked, AcknowledgedBy: i.ackedBy, Test: i.test,
	}
}

// utc is a time as it is shown. Two clocks are read one after the other to get
// it, so that it is no finer than a millisecond.
func utc(t time.Time) *time.Time {
	t = t.UTC().Round(time.Millisecond)
	return &t
}
