package view

import (
	"time"

	"sentinel/monitor"
)

// NextChange tells when MakeTray's words change by time alone: never (the zero
// time) while nothing that needs attention has an age or a time of day in its
// words.
func NextChange(m Model, now time.Time) time.Time {
	var next time.Time
	sooner := func(t time.Time) {
		if next.IsZero() || t.Before(next) {
			next = t
		}
	}
	if m.Stalled > 0 {
		return next
	}
	listed, _ := m.attention()
	for _, c := range listed[:min(len(listed), MenuSlots)] {
		age, seen := Age(c.Subject, m.At, now)
		if seen && tellsAge(c.Subject) {
			sooner(now.Add(coarseLeft(age)))
		}
		if !seen {
			y, month, d := now.Date()
			sooner(time.Date(y, month, d+1, 0, 0, 0, 0, now.Location())) // "14:02" becomes "yesterday 14:02"
		}
	}
	for _, s := range m.Page.Subjects {
		if s.SnoozedUntil != nil && s.SnoozedUntil.After(now) {
			sooner(*s.SnoozedUntil)
		}
	}
	return next
}

// tellsAge tells whether a subject's age stands in its words.
func tellsAge(s monitor.Subject) bool {
	switch s.Liveness {
	case monitor.Missing:
		return true
	case monitor.New, monitor.Unobserved, monitor.Paused, monitor.Stopped:
		return false
	}
	switch s.Cause {
	case monitor.CauseMissing, monitor.CauseFrozen, monitor.CauseUnreachable, monitor.CauseUnreadable:
		return true
	}
	return false
}
