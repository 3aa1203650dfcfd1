package model

import (
	"time"

	"sentinel/monitor"
)

// incident is a trouble from its opening to its end.
type incident struct {
	opened time.Duration
	level  monitor.Level // the worst
	cause  monitor.Cause
	known  monitor.Level // the worst that people were told of, or said that they know
	good   int           // beats that speak for its end
}

// Telling is something that happened to an incident.
type Telling struct {
	Kind  monitor.TransitionKind
	At    time.Duration
	Level monitor.Level
	Cause monitor.Cause
	End   monitor.IncidentEnd
	Kept  bool // recorded, and told nobody
}

// follow opens an incident when there is trouble, and notes that it worsens.
func (s *Subject) follow(m Moment) {
	if !s.Verdict.trouble {
		return
	}
	i := s.incident
	if i == nil {
		s.incident = &incident{opened: m.Now, level: s.Verdict.Level, cause: s.Verdict.Cause}
		s.tell(s.incident, monitor.Opened, m)
		return
	}
	i.good, i.cause = 0, s.Verdict.Cause
	if s.Verdict.Level > i.level {
		i.level = s.Verdict.Level
		s.tell(i, monitor.Worsened, m)
	}
}

// tell tells people, unless they asked not to be told.
func (s *Subject) tell(i *incident, kind monitor.TransitionKind, m Moment) {
	kept := s.snoozed != never && m.Now < s.snoozed
	if !kept {
		i.known = i.level
	}
	s.Told = append(s.Told, Telling{Kind: kind, At: m.Now, Level: i.level, Cause: i.cause, Kept: kept})
}

// wake ends a snooze: what it held back is told.
func (s *Subject) wake(m Moment) {
	s.snoozed = never
	i := s.incident
	switch {
	case i == nil || i.level <= i.known:
	case i.known == monitor.LevelOff:
		s.tell(i, monitor.Opened, m)
	default:
		s.tell(i, monitor.Worsened, m)
	}
}

// speakForRecovery: after a beat all is well. The incident ends at the
// RecoverAfter-th; the first counts as one, the others must be on time.
func (s *Subject) speakForRecovery(onTime bool, m Moment) {
	i := s.incident
	if i == nil || s.Verdict.trouble {
		return
	}
	if i.good > 0 && !onTime {
		i.good = 0
	}
	i.good++
	if i.good >= s.RecoverAfter {
		s.end(monitor.EndRecovered, m)
	}
}

// end ends the incident.
func (s *Subject) end(how monitor.IncidentEnd, m Moment) {
	if s.incident != nil {
		s.tellEnd(s.incident, how, m)
		s.incident = nil
	}
}

// tellEnd: only a recovery of what people know is told.
func (s *Subject) tellEnd(i *incident, how monitor.IncidentEnd, m Moment) {
	t := Telling{Kind: monitor.Closed, At: m.Now, Level: i.level, Cause: i.cause, End: how, Kept: true}
	if how == monitor.EndRecovered {
		t.Kind, t.Kept = monitor.Recovered, i.known == monitor.LevelOff
	}
	s.Told = append(s.Told, t)
}
