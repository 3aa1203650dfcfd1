package view

import (
	"strings"
	"testing"
	"time"

	"sentinel/monitor"
)

func TestAwake(t *testing.T) {
	t.Parallel()
	away := monitor.Absence{Began: noon.Add(-8 * time.Hour), Ended: noon}
	open := incidentOf("alpha/ACC_003", monitor.LevelCritical, monitor.CauseMissing)
	back := endedAs(incidentOf("bravo", monitor.LevelWarning, monitor.CauseDegraded), monitor.EndRecovered)
	trial := open
	trial.Test = true
	paused := endedAs(open, monitor.EndPaused)
	for name, test := range map[string]struct {
		meanwhile []monitor.Incident
		want      string
	}{
		"nothing":            {nil, ""},
		"nothing in earnest": {[]monitor.Incident{trial, paused}, ""},
		"one is open": {[]monitor.Incident{back, open}, "This machine was asleep for 8 h: one trouble is open\n" +
			"alpha/ACC_003 is missing since 14:06.\nbravo was degraded from 14:06 to 14:16."},
		"all are well": {[]monitor.Incident{back}, "This machine was asleep for 8 h: all are well again\nbravo was degraded from 14:06 to 14:16."},
		"many": {
			[]monitor.Incident{open, open, open, open, open, open, open, open},
			"This machine was asleep for 8 h: 8 troubles are open\n" + strings.Repeat("alpha/ACC_003 is missing since 14:06.\n", 5) + "and 3 more",
		},
	} {
		if got := Awake(away, test.meanwhile, noon); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestReports(t *testing.T) {
	t.Parallel()
	one := Report{Key: "alpha", At: noon, Status: monitor.StatusTrade, Message: "💰 Trade executed"}
	if got, want := Reports([]Report{one, {Key: "bravo", At: noon, Status: monitor.StatusLogin}}, noon), "alpha: 💰 Trade executed (14:06)\nbravo: login (14:06)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := Reports(make([]Report, 1500), noon); len(lines(got)) != 1+namedReports || lines(got)[0] != "Robots report 1500 times; the latest:" {
		t.Errorf("%q", got)
	}
}
