package model

import (
	"time"

	"sentinel/monitor"
)

// Verdict is what holds of a subject at an instant.
type Verdict struct {
	Liveness monitor.Liveness
	Level    monitor.Level
	Cause    monitor.Cause
	Misses   int
	trouble  bool // worth an incident
}

// Judge lets time pass up to now. At one instant, what happens comes first, be
// it a beat or what a person says; then what ends by time alone ends: the wait
// for a look, and a snooze.
func (s *Subject) Judge(m Moment) {
	if s.absentSince != never && m.Now >= s.absentEnds {
		s.absentSince = never
	}
	if s.snoozed != never && m.Now >= s.snoozed {
		s.wake(m)
	}
	s.Settle(m)
}

// Settle judges the subject after something happened, and lets its incident
// follow.
func (s *Subject) Settle(m Moment) {
	s.noteMarket(m)
	if s.test != nil && m.Now >= s.test.ends {
		s.test = nil
	}
	s.Verdict = s.judge(m)
	s.follow(m)
	s.followTest(m)
}

// noteMarket notes when the latest session began. A market that was closed when
// we looked before has opened since then, whatever the wall clock says by now.
func (s *Subject) noteMarket(m Moment) {
	if s.Sessions == nil {
		return
	}
	session := s.span(m)
	closed := !session.Open
	if closed {
		session = s.Sessions.At(session.Since.Add(-time.Nanosecond))
	}
	opened := m.Now - m.Wall.Sub(session.Since)
	if s.closed && !closed {
		opened = max(opened, m.Before)
	}
	s.quietEnded = max(s.quietEnded, opened)
	s.closed = closed
}

func (s *Subject) span(m Moment) monitor.Span {
	if s.Sessions == nil {
		return monitor.Span{Open: true}
	}
	return s.Sessions.At(m.Wall)
}

// base is the later of the last beat and the end of the latest time in which
// silence proves nothing.
func (s *Subject) base() time.Duration {
	base := s.began
	if s.Seen() {
		base = s.Last()
	}
	return max(base, s.pauseEnded, s.quietEnded, s.forgiven)
}

// misses is the largest k with k = 0 or now ≥ base + k·interval + grace. Silence
// counts up to the instant at which we last watched, or the market closed.
func (s *Subject) misses(m Moment) int {
	until := m.Now
	if s.absentSince != never {
		until = s.absentSince
	}
	if span := s.span(m); !span.Open && !span.Since.IsZero() {
		until = min(until, m.Now-m.Wall.Sub(span.Since))
	}
	k := (until - s.base() - s.Rhythm.Grace) / s.Rhythm.Interval
	return int(max(0, k))
}

// judge: the first that holds.
func (s *Subject) judge(m Moment) Verdict {
	if s.paused {
		return Verdict{Liveness: monitor.Paused, Level: monitor.LevelOff}
	}
	misses := s.misses(m)
	said := s.said()
	stopped := s.saidGoodbye()
	if misses > s.Rhythm.MaxMisses && !stopped && s.missing == never {
		s.missing = m.Now
		for _, f := range s.sources {
			f.frozen = f.repeated != never && m.Now-f.repeated <= s.Rhythm.Interval+s.Rhythm.Grace
		}
	}
	if s.missing != never {
		return Verdict{monitor.Missing, monitor.LevelCritical, s.missingCause(m), misses, true}
	}
	statusLevel, statusCause := levelOf(said.Status)
	sourceCause := s.sourceTrouble(m)
	switch {
	case stopped && s.closed:
		return Verdict{Liveness: monitor.Stopped, Level: monitor.LevelOff, Cause: monitor.CauseStopped}
	case stopped:
		return Verdict{monitor.Stopped, monitor.LevelWarning, monitor.CauseStopped, 0, true}
	case !s.Seen() && (misses == 0 || s.closed) && sourceCause == monitor.CauseFabricated:
		return Verdict{monitor.New, monitor.LevelWarning, sourceCause, 0, true}
	case !s.Seen() && (misses == 0 || s.closed):
		return Verdict{Liveness: monitor.New, Level: monitor.LevelUnknown, Cause: sourceCause}
	case s.closed && statusLevel == monitor.LevelCritical:
		return Verdict{monitor.Quiet, monitor.LevelCritical, statusCause, 0, true}
	case s.closed:
		return Verdict{Liveness: monitor.Quiet, Level: monitor.LevelOff, Cause: clockCause(said)}
	}
	v := Verdict{monitor.Alive, statusLevel, statusCause, misses, statusLevel >= monitor.LevelWarning}
	late := misses > 0 || s.run != never && m.Now >= s.runDue()
	if late {
		v.Liveness = monitor.Late
	}
	sourceLevel := monitor.LevelOff
	switch {
	case sourceCause == monitor.CauseFabricated, sourceCause != monitor.CauseNone && late:
		sourceLevel = monitor.LevelWarning
	case sourceCause != monitor.CauseNone:
		sourceLevel = monitor.LevelUnknown
	}
	if sourceLevel > v.Level {
		v.Level, v.Cause, v.trouble = sourceLevel, sourceCause, sourceCause == monitor.CauseFabricated
	}
	if late && v.Level < monitor.LevelWarning {
		v.Level, v.Cause = monitor.LevelWarning, monitor.CauseMissing
	}
	if v.Cause == monitor.CauseNone {
		v.Cause = clockCause(said)
	}
	return v
}

func (s *Subject) said() Said {
	if !s.Seen() {
		return Said{}
	}
	return s.freshest().beat
}

// saidGoodbye: the latest beat was one.
func (s *Subject) saidGoodbye() bool { return s.said().Status == monitor.StatusStopped }

func clockCause(said Said) monitor.Cause {
	if said.ClockFault {
		return monitor.CauseClock
	}
	return monitor.CauseNone
}

// levelOf is what a status means.
func levelOf(status string) (monitor.Level, monitor.Cause) {
	switch status {
	case "error", "unhealthy", "expired":
		return monitor.LevelCritical, monitor.Cause(status)
	case "degraded", "warning":
		return monitor.LevelWarning, monitor.Cause(status)
	}
	return monitor.LevelOK, monitor.CauseNone
}

// sourceTrouble is what is wrong with the source, from the second failure in a
// row; an answer that is invented is wrong at once. It counts only while no
// other source is on time.
func (s *Subject) sourceTrouble(m Moment) monitor.Cause {
	trouble := monitor.CauseNone
	for _, f := range s.sources {
		switch {
		case f.failures >= 2 || f.cause == monitor.CauseFabricated:
			trouble = f.cause
		case f.last != never && m.Now < f.last+s.Rhythm.Interval+s.Rhythm.Grace:
			return monitor.CauseNone
		}
	}
	return trouble
}

// missingCause: the cause is its source's trouble, or that it says the same
// again and again, or else the silence itself.
func (s *Subject) missingCause(m Moment) monitor.Cause {
	if trouble := s.sourceTrouble(m); trouble != monitor.CauseNone {
		return trouble
	}
	if f := s.freshest(); f != nil && (f.frozen || f.unmoved != never) {
		return monitor.CauseFrozen
	}
	return monitor.CauseMissing
}

// runDue is when the run that goes on should have ended.
func (s *Subject) runDue() time.Duration {
	return max(s.run, s.pauseEnded, s.quietEnded, s.forgiven) + s.Rhythm.Interval + s.Rhythm.Grace
}

// Next is the next instant at which time alone changes something; false when
// nothing waits.
func (s *Subject) Next(m Moment) (time.Duration, bool) {
	var next []time.Duration
	if s.absentSince != never {
		next = append(next, s.absentEnds)
	}
	if s.snoozed != never {
		next = append(next, s.snoozed)
	}
	if s.test != nil {
		next = append(next, s.test.ends)
	}
	if span := s.span(m); !span.Until.IsZero() {
		next = append(next, m.Now+span.Until.Sub(m.Wall))
	}
	if !s.paused && !s.closed && !s.Held() {
		next = append(next, s.base()+time.Duration(s.misses(m)+1)*s.Rhythm.Interval+s.Rhythm.Grace)
		if s.run != never && s.runDue() > m.Now {
			next = append(next, s.runDue())
		}
	}
	if len(next) == 0 {
		return 0, false
	}
	first := next[0]
	for _, at := range next {
		first = min(first, at)
	}
	return first, true
}
