package view

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sentinel/monitor"
)

func transition(kind monitor.TransitionKind, key monitor.Key, level monitor.Level, cause monitor.Cause, change ...func(*monitor.Transition)) monitor.Transition {
	t := monitor.Transition{Kind: kind, At: noon, Incident: monitor.Incident{
		ID: "id-" + string(key), Key: key, Kind: key.Kind(), Robot: key.Robot(), Account: key.Account(),
		Level: level, Cause: cause, Opened: noon,
	}}
	for _, f := range change {
		f(&t)
	}
	return t
}

func TestToast(t *testing.T) {
	t.Parallel()
	critical, warning := monitor.LevelCritical, monitor.LevelWarning
	message := func(text string) func(*monitor.Transition) {
		return func(t *monitor.Transition) { t.Incident.Message = text }
	}
	gone := func(d time.Duration) func(*monitor.Transition) {
		return func(t *monitor.Transition) { t.Silence = d }
	}
	open := func(n int) func(*monitor.Transition) {
		return func(t *monitor.Transition) { t.Incident.OpenOrders = &n }
	}
	firstSeen := func(t *monitor.Transition) { t.Incident.Known = &monitor.Known{Source: "vps"} }
	trial := func(t *monitor.Transition) { t.Incident.Test = true }
	snoozed := func(t *monitor.Transition) { t.Snoozed = true }
	three := func() (list []monitor.Transition) {
		for i := range 3 {
			key := monitor.Key(fmt.Sprintf("alpha/ACC_00%d", i+1))
			list = append(list, transition(monitor.Opened, key, critical, monitor.CauseMissing, open(i)))
		}
		return list
	}
	known := func(s monitor.Subject) Subjects {
		return func(key monitor.Key) (monitor.Subject, bool) { return s, key == s.Key }
	}
	tests := []struct {
		name        string
		transitions []monitor.Transition
		subjects    Subjects
		want        Toast
	}{
		{
			"missing, known",
			[]monitor.Transition{transition(monitor.Opened, "alpha/ACC_003", critical, monitor.CauseMissing)},
			known(alive("alpha/ACC_003", missing(4*time.Minute+15*time.Second), orders(2))),
			Toast{
				ID: "id-alpha/ACC_003", Title: "ACC_003 has been silent for 4 min, with 2 open orders",
				Body:  "Account of alpha. Last heartbeat at 14:01. Check that the robot runs and that its machine is up. Look after the open orders yourself until then.",
				Level: critical, Icon: "critical", Keys: []monitor.Key{"alpha/ACC_003"},
			},
		},
		{
			"missing, unknown by now",
			[]monitor.Transition{transition(monitor.Opened, "vps", critical, monitor.CauseMissing)},
			nil,
			Toast{
				ID: "id-vps", Title: "vps went silent", Body: "Check that the robot runs and that its machine is up.",
				Level: critical, Icon: "critical", Keys: []monitor.Key{"vps"},
			},
		},
		{
			"error",
			[]monitor.Transition{transition(monitor.Opened, "vps", critical, monitor.CauseError, message("❌ Margin call"))},
			nil,
			Toast{
				ID: "id-vps", Title: "vps reports an error: “❌ Margin call”", Body: "Look into the robot's log.",
				Level: critical, Icon: "critical", Keys: []monitor.Key{"vps"},
			},
		},
		{
			"frozen",
			[]monitor.Transition{transition(monitor.Opened, "alpha/ACC_003", critical, monitor.CauseFrozen,
				message("it sends the very same heartbeat again and again"))},
			nil,
			Toast{
				ID: "id-alpha/ACC_003", Title: "ACC_003 does not move: it sends the same heartbeat again and again",
				Body:  "Account of alpha. What sends is there, what trades may not be: look into the robot's log.",
				Level: critical, Icon: "critical", Keys: []monitor.Key{"alpha/ACC_003"},
			},
		},
		{
			"worsened",
			[]monitor.Transition{transition(monitor.Worsened, "vps", critical, monitor.CauseUnhealthy)},
			nil,
			Toast{
				ID: "id-vps", Title: "vps reports that it is unhealthy, and it is getting worse", Body: "Look into the robot's log.",
				Level: critical, Icon: "critical", Keys: []monitor.Key{"vps"},
			},
		},
		{
			"opened and worsened at once",
			[]monitor.Transition{
				transition(monitor.Opened, "vps", warning, monitor.CauseDegraded),
				transition(monitor.Worsened, "vps", critical, monitor.CauseUnhealthy),
			},
			nil,
			Toast{
				ID: "id-vps", Title: "vps reports that it is unhealthy", Body: "Look into the robot's log.",
				Level: critical, Icon: "critical", Keys: []monitor.Key{"vps"},
			},
		},
		{
			"a test",
			[]monitor.Transition{transition(monitor.Opened, "vps", critical, monitor.CauseError, trial, message("❌ Error occurred"))},
			nil,
			Toast{
				ID: "id-vps", Title: "TEST: vps reports an error: “❌ Error occurred”",
				Body:  "Somebody set this to try things out; it ends by itself.",
				Level: critical, Icon: "critical-test", Keys: []monitor.Key{"vps"},
			},
		},
		{
			"recovered",
			[]monitor.Transition{transition(monitor.Recovered, "vps", critical, monitor.CauseMissing, gone(6*time.Minute+10*time.Second))},
			nil,
			Toast{ID: "id-vps", Title: "vps is back after 6 min 10 s", Level: monitor.LevelOK, Icon: "ok"},
		},
		{
			"there for the first time",
			[]monitor.Transition{transition(monitor.Recovered, "vps", critical, monitor.CauseMissing, gone(70*time.Second), message("never seen"), firstSeen)},
			nil,
			Toast{ID: "id-vps", Title: "vps is there: its first heartbeat has come", Level: monitor.LevelOK, Icon: "ok"},
		},
		{
			"one back, one there for the first time",
			[]monitor.Transition{
				transition(monitor.Recovered, "cloud", critical, monitor.CauseMissing, gone(time.Hour)),
				transition(monitor.Recovered, "vps", critical, monitor.CauseMissing, gone(time.Minute), message("never seen"), firstSeen),
			},
			nil,
			Toast{
				ID: "id-cloud", Title: "2 are there now: cloud, vps",
				Body: "cloud is back after 1 h\nvps is there: its first heartbeat has come", Level: monitor.LevelOK, Icon: "ok",
			},
		},
		{
			"recovered from an error",
			[]monitor.Transition{transition(monitor.Recovered, "vps", critical, monitor.CauseError, gone(90*time.Second), message("❌ Margin call"))},
			nil,
			Toast{ID: "id-vps", Title: "vps is well again after 1 min 30 s", Body: "It was: ❌ Margin call.", Level: monitor.LevelOK, Icon: "ok"},
		},
		{
			"several", three(), nil,
			Toast{
				ID: "id-alpha/ACC_001", Title: "3 accounts of alpha went silent: ACC_001, ACC_002, ACC_003, with 3 open orders",
				Body:  "ACC_001 went silent\nACC_002 went silent, with 1 open order\nACC_003 went silent, with 2 open orders",
				Level: critical, Icon: "critical", Keys: []monitor.Key{"alpha/ACC_001", "alpha/ACC_002", "alpha/ACC_003"},
			},
		},
		{
			"several, known", three()[:2],
			func(key monitor.Key) (monitor.Subject, bool) {
				return alive("alpha/ACC_001", missing(4*time.Minute+15*time.Second)), key == "alpha/ACC_001"
			},
			Toast{
				ID: "id-alpha/ACC_001", Title: "2 accounts of alpha went silent: ACC_001, ACC_002, with 1 open order",
				Body:  "ACC_001 has been silent for 4 min\nACC_002 went silent, with 1 open order",
				Level: critical, Icon: "critical", Keys: []monitor.Key{"alpha/ACC_001", "alpha/ACC_002"},
			},
		},
		{
			"one gone, one back",
			[]monitor.Transition{
				transition(monitor.Recovered, "cloud", critical, monitor.CauseFrozen, gone(time.Hour)),
				transition(monitor.Opened, "vps", critical, monitor.CauseMissing),
			},
			nil,
			Toast{
				ID: "id-vps", Title: "vps went silent", Body: "Check that the robot runs and that its machine is up.\nBack: cloud",
				Level: critical, Icon: "critical", Keys: []monitor.Key{"vps"},
			},
		},
		{
			"several back",
			[]monitor.Transition{
				transition(monitor.Recovered, "cloud", critical, monitor.CauseMissing, gone(time.Hour)),
				transition(monitor.Recovered, "vps", critical, monitor.CauseMissing, gone(time.Minute)),
			},
			nil,
			Toast{ID: "id-cloud", Title: "2 are back: cloud, vps", Body: "cloud is back after 1 h\nvps is back after 1 min", Level: monitor.LevelOK, Icon: "ok"},
		},
		{
			"our own network",
			[]monitor.Transition{transition(monitor.Opened, monitor.NetworkKey, warning, monitor.CauseUnreachable,
				message("no answer from a.example, b.example"))},
			nil,
			Toast{
				ID: "id-network", Title: "The network here is down",
				Body:  "No answer from a.example, b.example. Nobody behind it is called missing until it is back. Check this machine's network.",
				Level: warning, Icon: "warning", Keys: []monitor.Key{monitor.NetworkKey},
			},
		},
		{
			"our own network and what is not behind it",
			[]monitor.Transition{
				transition(monitor.Opened, monitor.NetworkKey, warning, monitor.CauseUnreachable),
				transition(monitor.Opened, "vps", critical, monitor.CauseMissing),
			},
			nil,
			Toast{
				ID: "id-vps", Title: "vps went silent", Body: "Check that the robot runs and that its machine is up.\nThe network here is down",
				Level: critical, Icon: "critical", Keys: []monitor.Key{"vps", monitor.NetworkKey},
			},
		},
		{
			"our own network is back",
			[]monitor.Transition{transition(monitor.Recovered, monitor.NetworkKey, warning, monitor.CauseUnreachable, gone(time.Minute))},
			nil,
			Toast{ID: "id-network", Title: "The network here is back after 1 min", Body: "It was unreachable.", Level: monitor.LevelOK, Icon: "ok"},
		},
		{"snoozed", []monitor.Transition{transition(monitor.Opened, "vps", critical, monitor.CauseMissing, snoozed)}, nil, Toast{}},
		{"closed", []monitor.Transition{transition(monitor.Closed, "vps", critical, monitor.CauseMissing)}, nil, Toast{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, ok := MakeToast(tt.transitions, tt.subjects, noon)
			if ok != (tt.want.Title != "") {
				t.Errorf("to be told: %v", ok)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}
