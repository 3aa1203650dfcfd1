package agent

import (
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/config"
)

func TestWhatTheDesktopTells(t *testing.T) {
	both := []monitor.Level{monitor.LevelWarning, monitor.LevelCritical}
	noon, night := time.Date(2026, 1, 20, 12, 0, 0, 0, time.UTC), time.Date(2026, 1, 20, 2, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		channels []config.Channel
		level    monitor.Level
		key      monitor.Key
		at       time.Time
		want     bool
	}{
		"nothing said":       {nil, monitor.LevelWarning, "alpha", night, true},
		"another kind":       {[]config.Channel{{Kind: "webhook"}}, monitor.LevelWarning, "alpha", night, true},
		"its level":          {[]config.Channel{{Kind: config.KindDesktop, Levels: both[1:]}}, monitor.LevelCritical, "alpha", noon, true},
		"not its level":      {[]config.Channel{{Kind: config.KindDesktop, Levels: both[1:]}}, monitor.LevelWarning, "alpha", noon, false},
		"its key":            {[]config.Channel{{Kind: config.KindDesktop, Levels: both, Keys: []string{"alpha/*"}}}, monitor.LevelWarning, "alpha/ACC_1", noon, true},
		"not its key":        {[]config.Channel{{Kind: config.KindDesktop, Levels: both, Keys: []string{"alpha/*"}}}, monitor.LevelWarning, "alpha", noon, false},
		"quiet hours":        {[]config.Channel{{Kind: config.KindDesktop, Levels: both, QuietHours: "22:00-07:00", Zone: time.UTC}}, monitor.LevelCritical, "alpha", night, false},
		"quiet but critical": {[]config.Channel{{Kind: config.KindDesktop, Levels: both, QuietHours: "22:00-07:00", Zone: time.UTC, ExceptCritical: true}}, monitor.LevelCritical, "alpha", night, true},
		"after them":         {[]config.Channel{{Kind: config.KindDesktop, Levels: both, QuietHours: "22:00-07:00", Zone: time.UTC}}, monitor.LevelCritical, "alpha", noon, true},
		"another takes it": {[]config.Channel{
			{Kind: config.KindDesktop, Levels: both, Keys: []string{"beta"}}, {Kind: config.KindDesktop, Levels: both, Keys: []string{"alpha"}},
		}, monitor.LevelCritical, "alpha", noon, true},
	} {
		shown := onDesktop(&config.Config{Channels: test.channels})
		if got := shown(monitor.Transition{Incident: monitor.Incident{Key: test.key, Level: test.level}}, test.at); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
