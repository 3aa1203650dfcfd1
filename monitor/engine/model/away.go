package model

import "time"

// Away: we were away until now, and last looked at the instant before. The
// silence of who must reach us is forgiven once; who can be looked at is looked
// at first.
func (s *Subject) Away(asleep bool, m Moment) {
	switch {
	case !s.Looked:
	case s.absentSince == never:
		s.absentSince, s.absentEnds = m.Before, m.Now+HoldLength
	case asleep:
		s.absentEnds = m.Now + HoldLength
	}
	s.forgive(m)
	s.Settle(m)
}

// Restart: the monitor was not running, from the instant before. What it knows
// of the time between is what the wall clock says: all that happened lies by
// that much later than it did.
func (s *Subject) Restart(later time.Duration, m Moment) {
	s.shift(later)
	m.Before += later
	for _, f := range s.sources {
		f.repeated, f.older = never, never // an earlier run's suspicions are not kept
	}
	if s.Looked {
		if s.absentSince == never {
			s.absentSince = m.Before
		}
		s.absentEnds = m.Now + HoldLength
	}
	s.forgive(m)
	s.Judge(m)
}

// forgive forgives who must reach us a silence the time up to now; once in a
// silence, and not who was missing. It does not count as the one time while silence is expected.
func (s *Subject) forgive(m Moment) {
	if s.reachesUs() && s.missing == never && !s.forgave {
		closed := s.Sessions != nil && !s.span(m).Open
		s.forgiven, s.forgave = m.Now, !s.paused && !closed
	}
}

func (s *Subject) shift(by time.Duration) {
	instants := []*time.Duration{
		&s.began, &s.pauseEnded, &s.quietEnded, &s.forgiven, &s.absentSince, &s.absentEnds, &s.run, &s.snoozed, &s.missing, &s.setBack,
	}
	for _, f := range s.sources {
		instants = append(instants, &f.last, &f.unmoved)
	}
	if s.incident != nil {
		instants = append(instants, &s.incident.opened)
	}
	if s.test != nil {
		instants = append(instants, &s.test.ends)
	}
	for _, at := range instants {
		if *at != never {
			*at += by
		}
	}
}
