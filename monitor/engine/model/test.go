package model

import (
	"time"

	"sentinel/monitor"
)

// test is a status that a person plays for a time. What really happens goes on
// underneath.
type test struct {
	status string
	ends   time.Duration
}

// play begins, goes on with, or ends what a person plays.
func (s *Subject) play(status string, length time.Duration, m Moment) {
	s.test = nil
	if length > 0 {
		s.test = &test{status, m.Now + length}
	}
}

// Shown is the level that people see: the test's, but what is really critical
// outranks it, and a paused subject plays nothing.
func (s *Subject) Shown() monitor.Level {
	if s.test != nil && !s.paused && s.Verdict.Level < monitor.LevelCritical {
		level, _ := levelOf(s.test.status)
		return level
	}
	return s.Verdict.Level
}

// followTest opens, worsens and ends the incident of a test, as if it were real.
func (s *Subject) followTest(m Moment) {
	if s.test == nil {
		s.endTrial(monitor.EndTest, m)
		return
	}
	level, cause := levelOf(s.test.status)
	switch i := s.trial; {
	case level < monitor.LevelWarning:
		s.endTrial(monitor.EndRecovered, m)
	case i == nil:
		s.trial = &incident{opened: m.Now, level: level, cause: cause}
		s.tell(s.trial, monitor.Opened, m)
	case level > i.level:
		i.level, i.cause = level, cause
		s.tell(i, monitor.Worsened, m)
	}
}

func (s *Subject) endTrial(how monitor.IncidentEnd, m Moment) {
	if s.trial != nil {
		s.tellEnd(s.trial, how, m)
		s.trial = nil
	}
}
