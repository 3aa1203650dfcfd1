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
		"Expected": "every 120 s + 15 s", "Alert after": "2 misses", "Open orders": "2, 4 min ago",
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
		{"Expected", "every 1 h + 15 s", colorText},
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

func TestSkewWords(t *testing.T) {
	for skew, want := range map[float64]string{
		0.4: "+0.4 s", -0.01: "0.0 s", -12.34: "-12.3 s", 3600: "+1 h", -25200: "-7 h",
	} {
		if got := skewWords(skew); got != want {
			t.Errorf("skewWords(%g) = %q, want %q", skew, got, want)
		}
	}
}
