package view

import (
	"strings"
	"testing"
	"time"

	"sentinel/monitor"
)

// death is a robot that is silent with its accounts, and beside it an account of
// another with the name of one of them.
func death() []monitor.Subject {
	gone := missing(4*time.Minute + 12*time.Second)
	return []monitor.Subject{
		alive("alpha"), alive("alpha/ACC_001", gone, orders(1)), alive("alpha/ACC_009"),
		alive("bravo", gone), alive("bravo/ACC_001", gone, orders(3)), alive("bravo/ACC_002", gone, orders(2)),
		alive("bravo/ACC_003", gone, orders(0)),
	}
}

func TestARobotIsToldOfBeforeItsAccounts(t *testing.T) {
	t.Parallel()
	m := model(death()[3:]...)
	head := Head(m, noon)
	if want := "bravo has been silent for 4 min 12 s; 3 of its accounts too, with 5 open orders"; head.Title != want || head.Key != "bravo" {
		t.Errorf("headline of %q: got %q, want %q", head.Key, head.Title, want)
	}
	if strings.Contains(head.Detail, "more") {
		t.Errorf("nobody else needs a look, but: %q", head.Detail)
	}
	frozen := death()[3:]
	for i := range frozen {
		frozen[i].Cause = monitor.CauseFrozen
	}
	if got, want := Head(model(frozen...), noon).Title, "bravo has not moved for 4 min 12 s; 3 of its accounts too, with 5 open orders"; got != want {
		t.Errorf("frozen: got %q, want %q", got, want)
	}
	tray := MakeTray(m, noon)
	if want := "bravo silent for 4 min; 3 of its accounts too, with 5 open orders"; tray.Tooltip != want {
		t.Errorf("tooltip: got %q, want %q", tray.Tooltip, want)
	}
	if want := (Entry{"bravo", "⬣ bravo silent for 4 min; 3 of its accounts too, with 5 open orders"}); tray.Menu.Attention[0] != want ||
		tray.Menu.Attention[1] != (Entry{}) || tray.Menu.More != "" {
		t.Errorf("menu: got %q, %q", tray.Menu.Attention, tray.Menu.More)
	}
}

func TestAccountsOfOneNameAreToldApart(t *testing.T) {
	t.Parallel()
	m := model(death()...)
	tray := MakeTray(m, noon)
	for _, want := range []string{"alpha/ACC_001 silent for 4 min, with 1 open order", "bravo silent for 4 min; 3 of its accounts too, with 5 open orders"} {
		if !strings.Contains(tray.Tooltip, want) {
			t.Errorf("%q is not in the tooltip %q", want, tray.Tooltip)
		}
	}
	long := concern{Subject: alive("a-robot-with-quite-a-long-name/ACC_001"), name: "a-robot-with-quite-a-long-name/ACC_001"}
	if got, want := long.shortName(), "a-robot-with-quite-…/ACC_001"; got != want {
		t.Errorf("a long name: got %q, want %q", got, want)
	}
	// Who else there is beyond the page is not known.
	part := Model{Page: monitor.Select(append(crowd("alpha", 20), death()[4]), monitor.Query{Limit: 1}), At: noon}
	if got, want := Head(part, noon).Title, "bravo/ACC_001 has been silent for 4 min 12 s, with 3 open orders"; got != want {
		t.Errorf("on a part: got %q, want %q", got, want)
	}
}

// Of a robot's accounts beyond the page nothing is counted, nor left out.
func TestARobotOfMoreAccountsThanThePageHolds(t *testing.T) {
	t.Parallel()
	m := Model{Page: monitor.Select(death()[3:], monitor.Query{Limit: 2}), Beside: death()[3:4], At: noon}
	head := Head(m, noon)
	if want := "bravo has been silent for 4 min 12 s; its accounts too, with 5 open orders or more"; head.Title != want {
		t.Errorf("got %q, want %q", head.Title, want)
	}
}

// What is the matter with an account beyond its robot's silence stands for itself.
func TestWhatIsNoSilenceStandsAlone(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*monitor.Subject){
		"an error":     is(monitor.LevelCritical, monitor.Missing, monitor.CauseError),
		"late only":    is(monitor.LevelWarning, monitor.Late, monitor.CauseMissing),
		"acknowledged": func(s *monitor.Subject) { s.Acknowledged = true },
		"snoozed":      func(s *monitor.Subject) { until := noon.Add(time.Hour); s.SnoozedUntil = &until },
		"a test":       test,
	} {
		gone := missing(4 * time.Minute)
		listed, total := model(alive("bravo", gone), alive("bravo/ACC_001", gone, change), alive("bravo/ACC_002", gone)).attention()
		if len(listed) != 2 || total != 3 {
			t.Errorf("%s: %d told of, %d in all; want 2 and 3", name, len(listed), total)
		}
	}
}

// Whoever acknowledges the first is told of the next.
func TestAcknowledgedMakesWay(t *testing.T) {
	t.Parallel()
	acknowledged := func(s *monitor.Subject) { s.Acknowledged = true }
	worst := alive("vps", missing(time.Hour), orders(9), acknowledged)
	late := alive("cloud", is(monitor.LevelWarning, monitor.Late, monitor.CauseMissing))
	for name, test := range map[string]struct {
		model Model
		want  monitor.Key
	}{
		"as bad":       {model(worst, alive("grid", missing(time.Minute)), late), "grid"},
		"not so bad":   {model(worst, late), "vps"},
		"all the same": {model(worst, alive("grid", missing(time.Minute), acknowledged)), "vps"},
	} {
		if got := Head(test.model, noon).Key; got != test.want {
			t.Errorf("%s: the headline is of %s, want %s", name, got, test.want)
		}
		if got := Worst(test.model); len(got) != 1 || got[0] != test.want {
			t.Errorf("%s: the worst is %v, want %s", name, got, test.want)
		}
	}
}
