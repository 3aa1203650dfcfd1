package view

import "sentinel/monitor"

// Names of the tray's icons. A test status adds IconTest to ok, warning,
// critical.
const (
	IconOK            = "ok"
	IconWarning       = "warning"
	IconCritical      = "critical"
	IconUnknown       = "unknown"
	IconOff           = "off"
	IconStalled       = "stalled"
	IconCriticalAcked = "critical-acked"
	IconTest          = "-test"
)

// Icon names the tray's icon: by the overall level; with IconTest when the worst
// subject is a test; IconCriticalAcked when people know of all that is critical.
func Icon(m Model) string {
	if m.Stalled > 0 {
		return IconStalled
	}
	switch level := m.Page.Overall; level {
	case monitor.LevelOK, monitor.LevelWarning, monitor.LevelCritical:
		switch {
		case m.worstIsTest(level):
			return level.String() + IconTest
		case level == monitor.LevelCritical && m.allKnown():
			return IconCriticalAcked
		}
		return level.String()
	case monitor.LevelUnknown:
		return IconUnknown
	}
	return IconOff
}

// worstIsTest tells whether nothing but tests stands at the overall level; when
// all is well, whether there is any test to remind of.
func (m Model) worstIsTest(level monitor.Level) bool {
	tests, others := 0, 0
	for _, s := range m.Page.Subjects {
		switch {
		case s.Level != level || m.bystander(s):
		case s.Test:
			tests++
		default:
			others++
		}
	}
	if level == monitor.LevelOK {
		return tests > 0
	}
	return tests > 0 && others == 0 && m.Page.Counts[level] == tests
}

// allKnown tells whether each critical subject is acknowledged or snoozed.
func (m Model) allKnown() bool {
	known := 0
	for _, s := range m.Page.Subjects {
		if s.Level == monitor.LevelCritical && (s.Acknowledged || s.SnoozedUntil != nil) {
			known++
		}
	}
	return known > 0 && known == m.Page.Counts[monitor.LevelCritical]
}
