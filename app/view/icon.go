package view

import "sentinel/monitor"

// Names of icons. IconTest and IconAcked follow the name of a level.
const (
	IconOK      = "ok"
	IconWarning = "warning"
	IconUnknown = "unknown"
	IconOff     = "off"
	IconStalled = "stalled"
	IconTest    = "-test"
	IconAcked   = "-acked"
)

// Icon names the tray's icon: by the overall level; with IconTest when all that
// stands there is a test, or when all is well and there is one; with IconAcked
// when people know of all that is critical, or at warning.
func Icon(m Model) string {
	if m.Stalled > 0 {
		return IconStalled
	}
	switch level := m.Page.Overall; level {
	case monitor.LevelOK, monitor.LevelWarning, monitor.LevelCritical:
		switch {
		case m.worstIsTest(level):
			return level.String() + IconTest
		case level > monitor.LevelOK && m.allKnown(level):
			return level.String() + IconAcked
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
		case s.Level != level || s.Bystander:
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

// allKnown tells whether each subject at the level is acknowledged or snoozed.
func (m Model) allKnown(level monitor.Level) bool {
	known := 0
	for _, s := range m.Page.Subjects {
		if s.Level == level && (s.Acknowledged || s.SnoozedUntil != nil) {
			known++
		}
	}
	return known > 0 && known == m.Page.Counts[level]
}
