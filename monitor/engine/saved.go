package engine

import (
	"encoding/json"
	"time"

	"sentinel/monitor"
)

func (r *record) save(reading monitor.Reading) monitor.SavedSubject {
	now := reading.Steady
	x := r.rare.exception
	s := savedRecord{
		Began: r.began - now, Floor: relative(r.floor, now), Paused: r.paused, Missing: r.missing,
		Quiet: r.quiet, Excused: r.excused,
		Level: r.level, Since: r.since - now, Snoozed: relative(x.snoozed, now),
		Incident: r.incident.save(now), Trial: x.trial.save(now), Unexpected: x.unexpected,
		Strip: r.strip.marks.text(), StripAt: r.strip.at - now,
		Blind: relative(x.blind, now),
	}
	for i := range r.feeds {
		s.Feeds = append(s.Feeds, r.feeds[i].save(now))
	}
	if t := x.test; t != nil {
		s.Test = &savedTest{Beat: t.beat, Source: t.source, Expires: t.expires - now}
	}
	if x.run != noException.run {
		s.Run = &savedRun{Started: relative(x.run.started, now), Took: x.run.took}
	}
	if x.setBack.at != never {
		s.SetBack = &savedSetBack{At: x.setBack.at - now, Agreed: x.setBack.agreed}
	}
	state, err := json.Marshal(s)
	if err != nil { // Extra holds JSON that was read as JSON: it can be written
		state = nil
	}
	return monitor.SavedSubject{Key: r.key, At: reading.Wall, State: state}
}

func (f *feed) save(now time.Duration) savedFeed {
	l := f.looks()
	s := savedFeed{
		Source: f.origin.name, Pushed: f.origin.pushed, Seen: f.seen, Skew: f.skew, Failures: l.failures,
		Cause: l.cause, Why: l.why, Unmoved: f.unmoved, Memo: l.memo,
	}
	if f.seen {
		s.Last, s.Beat = f.last-now, f.beat.heartbeat()
	}
	if f.past.recent != [4]uint32{} {
		s.Recent = f.past.recent[:]
	}
	return s
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
		AckedAt: i.ackedAt - now, Good: i.good, Test: i.test, Known: i.known,
	}
}
