package engine

import (
	"math"
	"time"

	"sentinel/monitor"
)

// subject is the record as it is shown, with the accounts of a robot.
func (r *record) subject(reading monitor.Reading, c crew) monitor.Subject {
	now := reading.Steady
	s := monitor.Subject{
		Key: r.key, Kind: r.key.Kind(), Robot: r.key.Robot(), Account: r.key.Account(),
		Level: r.verdict.level, Liveness: r.verdict.liveness, Cause: r.verdict.cause, Why: r.verdict.why,
		Since: *utc(reading.WallAt(r.since)), Unexpected: r.rare.unexpected,
		Interval: r.terms.rhythm.Interval.Seconds(), Grace: r.terms.rhythm.Grace.Seconds(), MaxMisses: r.terms.rhythm.MaxMisses,
		Misses:    r.shownMisses(now),
		Bystander: r.bystander(),
	}
	if c.accounts > 0 && s.Kind == monitor.KindRobot {
		onTime := int(c.onTime)
		s.Reporting = &onTime
	}
	s.Strip = r.strip.text(s.Misses, r.terms.rhythm.MaxMisses)
	if f := r.freshest(); f != nil {
		r.describe(&s, f, reading)
	}
	if i := r.incident; i != nil {
		s.Acknowledged = i.acked
	} else if r.rare.trial != nil {
		s.Acknowledged = r.rare.trial.acked
	}
	if r.rare.snoozed != never && now < r.rare.snoozed {
		s.SnoozedUntil = utc(reading.WallAt(r.rare.snoozed))
	}
	r.describeRun(&s, reading)
	if s.Liveness == monitor.Quiet || s.Liveness == monitor.Stopped {
		r.describeMarket(&s, reading)
	}
	if r.testShows() {
		s.Test, s.TestExpires = true, utc(reading.WallAt(r.rare.test.expires))
		s.Status, s.Message = r.rare.test.beat.Status, r.rare.test.beat.Message
		s.SessionValid = r.rare.test.beat.SessionActive
		s.Level, s.Cause = monitor.StatusLevel(s.Status)
		s.Why = ""
		s.Bystander = false // who sets a test wants to see it
	}
	return s
}

// describe fills in what the freshest source says.
func (r *record) describe(s *monitor.Subject, f *feed, reading monitor.Reading) {
	b := f.beat
	s.Source = f.origin.name
	s.Status, s.Message = b.status, b.message()
	if !f.seen {
		return
	}
	s.SessionValid, s.OpenOrders = b.sessionActive(), unpackCount(b.orders)
	s.ActiveAccounts, s.ActiveTasks = unpackCount(b.accounts), unpackCount(b.tasks)
	age := max(0, (reading.Steady - f.last).Seconds())
	age = math.Round(age*1000) / 1000
	s.AgeSeconds = &age
	s.LastBeat = utc(reading.WallAt(f.last))
	s.NextDue = utc(reading.WallAt(r.base() + r.terms.rhythm.Interval))
	if sent := b.sentAt(); !sent.IsZero() {
		skew := math.Round(f.skew.Seconds()*1000) / 1000
		s.SentAt, s.Skew = &sent, &skew
	}
}

// describeRun fills in what start and end pings say.
func (r *record) describeRun(s *monitor.Subject, reading monitor.Reading) {
	if run := r.rare.run; run.started != never {
		s.RunningSince = utc(reading.WallAt(run.started))
	}
	if took := r.rare.run.took; took >= 0 {
		seconds := math.Round(took.Seconds()*1000) / 1000
		s.RunSeconds = &seconds
	}
}

// describeMarket fills in when a closed market opens.
func (r *record) describeMarket(s *monitor.Subject, reading monitor.Reading) {
	if r.terms.sessions == nil {
		return
	}
	if span := r.terms.sessions.At(reading.Wall); !span.Open && !span.Until.IsZero() {
		opens := span.Until.UTC()
		s.OpensAt = &opens
	}
}

// shownMisses counts on while the verdict stands.
func (r *record) shownMisses(now time.Duration) int {
	switch r.verdict.liveness {
	case monitor.Paused, monitor.Stopped, monitor.Unobserved, monitor.New, monitor.Quiet:
		return 0
	}
	if r.quiet {
		return r.verdict.misses // the market has closed over it
	}
	return r.missesAt(r.judgedAt(now))
}

func (i *incident) shown(key monitor.Key, reading monitor.Reading) monitor.Incident {
	shown := monitor.Incident{
		ID: i.id, Key: key, Kind: key.Kind(), Robot: key.Robot(), Account: key.Account(),
		Level: i.level, Cause: i.cause, Message: i.message, OpenOrders: i.orders,
		Opened: *utc(reading.WallAt(i.opened)), Duration: math.Round((reading.Steady-i.opened).Seconds()*1000) / 1000,
		Acknowledged: i.acked, AcknowledgedBy: i.ackedBy, Test: i.test,
		Known: i.known, Notes: []monitor.Note{},
	}
	if i.acked {
		shown.AcknowledgedAt = utc(reading.WallAt(i.ackedAt))
	}
	return shown
}

// utc is a time as it is shown. Two clocks are read one after the other to get
// it, so that it is no finer than a millisecond.
func utc(t time.Time) *time.Time {
	t = t.UTC().Round(time.Millisecond)
	return &t
}
