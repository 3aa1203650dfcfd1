package config

import (
	"slices"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/calendar"
)

// Maintenance is when nobody is told of some robots and accounts, for somebody
// works on them: each week at the same time. They are watched all the same.
type Maintenance struct {
	Keys    []string // patterns
	Windows []string // "Sun 02:00-04:00"
	Zone    *time.Location

	hours *calendar.Calendar
}

func (s *section) maintenance() Maintenance {
	m := Maintenance{Keys: s.patterns("key"), Zone: s.zone("timezone")}
	if !s.has("key") {
		s.mistake(s.line(), `%s has no key: write key = ["ROBOT", "ROBOT/*"]`, s.name)
	}
	var sessions []calendar.Session
	for _, e := range s.texts("windows") {
		parsed, err := calendar.ParseSessions(e.text)
		if err != nil {
			s.mistake(e.line, "window %s: %v", quote(e.text), err)
		}
		sessions = append(sessions, parsed...)
		m.Windows = append(m.Windows, e.text)
	}
	if len(m.Windows) == 0 {
		s.mistake(s.line(), `%s has no windows: write windows = ["Sun 02:00-04:00"]`, s.name)
	}
	m.hours = calendar.New(m.Zone, sessions, nil, nil)
	s.finish()
	return m
}

// Maintained tells whether a robot or account is being worked on at an instant,
// and until when; a zero time is for good.
func (c *Config) Maintained(key monitor.Key, now time.Time) (until time.Time, maintained bool) {
	for _, m := range c.Maintenance {
		if !slices.ContainsFunc(m.Keys, func(pattern string) bool { return Matches(pattern, key) }) {
			continue
		}
		if span := m.hours.At(now); span.Open && (!maintained || span.Until.IsZero() || span.Until.After(until)) {
			until, maintained = span.Until, true
			if until.IsZero() {
				return until, true
			}
		}
	}
	return until, maintained
}
