package window

import (
	"testing"
	"time"

	"sentinel/monitor"
)

func TestFacts(t *testing.T) {
	s := account("alpha", "ACC_003", "active", 2, 252, "")
	s = trouble(s, monitor.LevelCritical, monitor.Missing, 2)
	s.Test, s.TestExpires = true, ptr(noon.Add(time.Minute))
	s.SnoozedUntil = ptr(noon.Add(time.Hour))
	want := map[string]string{
		"Critical": "active · missing 4 min", "Since": "14:01:16", "Last beat": "13:57:04", "Its clock": "+0.4 s",
		"Expected": "every 120 s, 15 s grace", "Alert after": "2 misses", "Open orders": "2, 4 min ago",
		"Session": "valid", "Source": "receiver", "Test ends": "14:02:16", "Snoozed until": "15:01",
	}
	got := factsOf(&s, noon, noon)
	for _, f := range got {
		if want[f.name] != f.value {
			t.Errorf("%s is %q, want %q", f.name, f.value, want[f.name])
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d facts, want %d", len(got), len(want))
	}
}

func TestFactsOfTheUnseen(t *testing.T) {
	s := monitor.Subject{Key: "vps", Kind: monitor.KindRobot, Robot: "vps", Liveness: monitor.New, Interval: 3600, Grace: 15, MaxMisses: 0}
	want := []fact{
		{"Off", "never seen", colorText},
		{"Since", nothing, colorText},
		{"Last beat", "never", colorText},
		{"Expected", "every 1 h, 15 s grace", colorText},
		{"Alert after", "1 miss", colorText},
	}
	got := factsOf(&s, noon, noon)
	if len(got) != len(want) {
		t.Fatalf("facts are %v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("fact %d is %v, want %v", i, got[i], want[i])
		}
	}
}

func TestFactsOfARobotThatPosts(t *testing.T) {
	s := account("alpha", "ACC_005", "error", 0, 140, "")
	s.Liveness, s.Unexpected, s.SessionValid = monitor.Late, "idle → error", ptr(false)
	s.Cause, s.Skew = monitor.CauseClock, ptr(25200.0)
	s.ActiveAccounts, s.Reporting, s.ActiveTasks = ptr(12), ptr(10), ptr(5)
	s.RunningSince, s.RunSeconds = ptr(noon.Add(-2*time.Minute)), ptr(192.0)
	s.OpensAt = ptr(noon.Add(18*time.Hour + 44*time.Minute))
	facts := map[string]fact{}
	for _, f := range factsOf(&s, noon, noon) {
		facts[f.name] = f
	}
	for _, want := range []fact{
		{"OK", "error · late 2 min", colorText},
		{"Unexpected", "idle to error", colorWarning},
		{"Session", "invalid", colorWarning},
		{"Its clock", "+7 h", colorWarning},
		{"Accounts", "12 active, 10 report", colorWarning},
		{"Active tasks", "5", colorText},
		{"Running for", "2 min", colorText},
		{"Last run took", "3 min 12 s", colorText},
		{"Market opens", "tomorrow 08:45", colorText},
	} {
		if got := facts[want.name]; got != want {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}
