package view

import (
	"testing"
	"time"

	"sentinel/monitor"
)

// A robot's death is told as such, whatever order its accounts come in.
func TestStormOfARobot(t *testing.T) {
	t.Parallel()
	with := func(n int) func(*monitor.Transition) {
		return func(t *monitor.Transition) { t.Incident.OpenOrders, t.Silence = &n, 2*time.Minute }
	}
	storm := func(kind monitor.TransitionKind, cause monitor.Cause) []monitor.Transition {
		return []monitor.Transition{
			transition(kind, "bravo/ACC_002", monitor.LevelCritical, cause, with(2)),
			transition(kind, "bravo/ACC_001", monitor.LevelCritical, cause, with(3)),
			transition(kind, "bravo", monitor.LevelCritical, cause, with(0)),
		}
	}
	other := transition(monitor.Opened, "alpha/ACC_001", monitor.LevelCritical, monitor.CauseMissing, with(1))
	for name, test := range map[string]struct {
		transitions []monitor.Transition
		title, body string
	}{
		"alone": {
			storm(monitor.Opened, monitor.CauseMissing),
			"bravo went silent; 2 of its accounts too, with 5 open orders",
			"Check that the robot runs and that its machine is up. Look after the open orders yourself until then.",
		},
		"beside another": {
			append([]monitor.Transition{other}, storm(monitor.Opened, monitor.CauseMissing)...),
			"4 robots and accounts went silent: bravo with 2 accounts, alpha/ACC_001, with 6 open orders",
			"bravo went silent; 2 of its accounts too, with 5 open orders\nalpha/ACC_001 went silent, with 1 open order",
		},
		"of reports, which differ": {
			storm(monitor.Opened, monitor.CauseError),
			"3 robots and accounts are in trouble: ACC_002, ACC_001, bravo, with 5 open orders",
			"ACC_002 reports an error, with 2 open orders\nACC_001 reports an error, with 3 open orders\nbravo reports an error",
		},
		"back": {
			storm(monitor.Recovered, monitor.CauseMissing),
			"bravo is back after 2 min; 2 of its accounts too", "",
		},
	} {
		toast, ok := MakeToast(test.transitions, nil, noon)
		if !ok || toast.Title != test.title || toast.Body != test.body {
			t.Errorf("%s: got %q and %q, want %q and %q", name, toast.Title, toast.Body, test.title, test.body)
		}
		if want := test.transitions[0].Incident.ID; toast.ID != want {
			t.Errorf("%s: the toast is of %s, want %s", name, toast.ID, want)
		}
		if test.transitions[0].Kind != monitor.Recovered && len(toast.Keys) != len(test.transitions) {
			t.Errorf("%s: an acknowledgement is for %v", name, toast.Keys)
		}
	}
}
