package view

import (
	"strings"
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
)

func TestBand(t *testing.T) {
	at := func(minute int) time.Time { return time.Unix(0, 0).Add(time.Duration(minute) * time.Minute) }
	turns := []api.Turn{
		{At: at(10), Level: monitor.LevelUnknown, Liveness: monitor.New},
		{At: at(20), Level: monitor.LevelOK, Liveness: monitor.Alive},
		{At: at(34), Level: monitor.LevelCritical, Liveness: monitor.Missing},
		{At: at(35), Level: monitor.LevelOK, Liveness: monitor.Alive},
		{At: at(50), Level: monitor.LevelWarning, Liveness: monitor.Late},
		{At: at(60), Level: monitor.LevelUnknown, Liveness: monitor.Unobserved},
		{At: at(70), Level: monitor.LevelOff, Liveness: monitor.Quiet},
		{At: at(80), Level: monitor.LevelUnknown, Liveness: monitor.Alive},
	}
	for _, test := range []struct {
		from, to, cells int
		want            string
	}{
		{0, 100, 10, "  ▁█▁▄·○??"},
		{0, 100, 1, "█"}, // a minute of an outage is seen in however long a time
		{36, 46, 5, "▁▁▁▁▁"},
		{0, 10, 3, "   "},
		{200, 300, 2, "??"},
	} {
		if got := Band(turns, at(test.from), at(test.to), test.cells); got != test.want {
			t.Errorf("%d to %d in %d: %q, want %q", test.from, test.to, test.cells, got, test.want)
		}
	}
	years := turns[1].At.AddDate(10, 0, 0)
	if got := Band(turns[1:2], turns[1].At, years, 72); got != strings.Repeat("▁", 72) {
		t.Errorf("ten years: %q", got)
	}
	if got := Band(nil, at(0), at(10), 2); got != "  " {
		t.Errorf("of nobody: %q", got)
	}
}

func TestAvailabilityIsNeverFullWhenAnythingWasDown(t *testing.T) {
	for share, want := range map[float64]string{
		1: "100 %", 0.9999999: "99.9999 %", 0.99995: "99.9950 %", 0.9997: "99.97 %", 0.99989: "99.99 %", 0: "0.00 %",
	} {
		if got := Availability(&share); got != want {
			t.Errorf("%v: %q, want %q", share, got, want)
		}
	}
	if got := Availability(nil); got != "no time that counts" {
		t.Error(got)
	}
}
