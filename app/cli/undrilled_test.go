package cli

import (
	"testing"

	"sentinel/monitor"
)

func TestStatusTakesNoDrillForTrouble(t *testing.T) {
	drill := monitor.Subject{Key: monitor.DrillKey, Level: monitor.LevelCritical, Test: true}
	named := monitor.Subject{Key: monitor.DrillKey, Level: monitor.LevelCritical}
	of := func(level monitor.Level) monitor.Subject { return monitor.Subject{Key: "alpha", Level: level} }
	for name, test := range map[string]struct {
		subjects []monitor.Subject
		want     monitor.Level
		total    int
	}{
		"all well":          {[]monitor.Subject{drill, of(monitor.LevelOK)}, monitor.LevelOK, 1},
		"one really silent": {[]monitor.Subject{drill, of(monitor.LevelCritical)}, monitor.LevelCritical, 1},
		"one late":          {[]monitor.Subject{drill, of(monitor.LevelWarning)}, monitor.LevelWarning, 1},
		"nobody else":       {[]monitor.Subject{drill}, monitor.LevelOff, 0},
		"a bystander":       {[]monitor.Subject{drill, {Key: "default", Level: monitor.LevelUnknown, Bystander: true}}, monitor.LevelOff, 1},
		"no drill":          {[]monitor.Subject{of(monitor.LevelCritical)}, monitor.LevelCritical, 1},
		"another's test":    {[]monitor.Subject{{Key: "alpha", Level: monitor.LevelCritical, Test: true}}, monitor.LevelCritical, 1},
		"a robot so named":  {[]monitor.Subject{named}, monitor.LevelCritical, 1},
	} {
		page := monitor.Page{Total: len(test.subjects), Overall: monitor.Overall(test.subjects), Counts: monitor.Count(test.subjects), Subjects: test.subjects}
		critical := page.Counts[monitor.LevelCritical]
		got := withoutDrill(page)
		if got.Overall != test.want || got.Total != test.total || len(got.Subjects) != test.total {
			t.Errorf("%s: %+v", name, got)
		}
		if page.Counts[monitor.LevelCritical] != critical {
			t.Errorf("%s: what was given is changed", name)
		}
	}
}
