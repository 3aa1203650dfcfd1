package model

import (
	"time"

	"sentinel/monitor"
)

// Pause says not to watch the subject.
func (s *Subject) Pause(m Moment) {
	if !s.paused {
		s.paused, s.missing = true, never
		s.end(monitor.EndPaused, m)
	}
	s.Settle(m)
}

// Resume ends a pause.
func (s *Subject) Resume(m Moment) {
	if s.paused {
		s.paused, s.pauseEnded = false, m.Now
	}
	s.Settle(m)
}

// Expect lets another rhythm be expected. Who is missing stays so, but for one
// whose whole silence the new rule bears. What was only that silence ends then.
func (s *Subject) Expect(rhythm monitor.Rhythm, m Moment) {
	s.Rhythm = rhythm
	heard, until := s.began, m.Now
	if s.Seen() {
		heard = s.Last()
	}
	if s.absentSince != never {
		until = s.absentSince
	}
	if s.missing != never && until < heard+time.Duration(rhythm.MaxMisses+1)*rhythm.Interval+rhythm.Grace {
		s.missing = never
		if !s.judge(m).trouble {
			s.end(monitor.EndRemoved, m)
		}
	}
	s.Settle(m)
}

// Acknowledge says that a person knows of the incident, as bad as it is.
func (s *Subject) Acknowledge() {
	for _, i := range []*incident{s.incident, s.trial} {
		if i != nil {
			i.known = max(i.known, i.level)
		}
	}
}

// Snooze holds back what would be told for a time; 0 ends that.
func (s *Subject) Snooze(length time.Duration, m Moment) {
	if length == 0 {
		s.wake(m)
		return
	}
	s.snoozed = m.Now + length
}

// Forget drops the subject; one that does not post is watched anew.
func (s *Subject) Forget(m Moment) {
	s.end(monitor.EndRemoved, m)
	s.endTrial(monitor.EndTest, m)
	told, ever := s.Told, s.ever
	*s = *NewSubject(s.Terms, m.Now)
	s.Told, s.ever = told, ever
	s.Settle(m)
}

// Remember takes over which beats of a forgotten subject of the same key counted:
// what was sent then is known when it is sent again.
func (s *Subject) Remember(gone *Subject) { s.ever = gone.ever }
