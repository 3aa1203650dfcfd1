package trend

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"sentinel/monitor"
)

// TestMergeIsAssociative: however the hours of a life are grouped, and wherever
// summing up was broken off and begun anew, the whole comes to the same.
func TestMergeIsAssociative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := drawLife(t)
		whole := Merge(l.summarize(0, lifeLength)...)

		broken := rapid.IntRange(0, lifeLength).Draw(t, "broken off")
		parts := append(l.summarize(0, broken), l.summarize(broken, lifeLength)...)
		parts = rapid.Permutation(parts).Draw(t, "parts")
		cut := rapid.IntRange(0, len(parts)).Draw(t, "cut")
		diff(t, "merged in groups", Merge(Merge(parts[:cut]...), Merge(parts[cut:]...)), whole)
		diff(t, "merged with nothing", Merge(Summary{}, whole, Summary{}), whole)

		days := Days(l.summarize(0, lifeLength)...)
		diff(t, "merged as days", MergeDays(days...), whole)
		diff(t, "merged as summaries of days", Merge(days[0].Summary(), days[1].Summary()), whole)
	})
}

func TestMergeLeavesItsParts(t *testing.T) {
	a, b := Summary{Length: 1, Gaps: HistogramOf(time.Second)}, Summary{Length: 1, Gaps: HistogramOf(time.Second)}
	Merge(a, b)
	diff(t, "a part", a.Gaps, HistogramOf(time.Second))
}

func TestSpans(t *testing.T) {
	half := time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC)
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	// Summer time ends in Berlin at 01:00 UTC: its clocks show 02:30 twice.
	hours := Summarize(half.In(berlin), half.Add(2*time.Hour).In(berlin), nil, nil, monitor.Rhythm{})
	at := half
	for i, want := range []time.Duration{30 * time.Minute, time.Hour, 30 * time.Minute} {
		if !hours[i].From.Equal(at) || hours[i].From.Location() != time.UTC || hours[i].Length != want {
			t.Errorf("hour %d is of %v from %v, want %v from %v", i, hours[i].Length, hours[i].From, want, at)
		}
		at = at.Add(want)
	}
	if len(hours) != 3 {
		t.Errorf("%d hours, want 3", len(hours))
	}
	if empty := Summarize(half, half, nil, nil, monitor.Rhythm{}); len(empty) != 0 {
		t.Errorf("of no time: %v", empty)
	}
}

func TestAvailability(t *testing.T) {
	quarters := func(states ...plainTurn) Summary {
		l := life{rhythm: monitor.Rhythm{Interval: time.Minute}}
		for i, s := range states {
			l.turns = append(l.turns, plainTurn{i * 900, s.level, s.liveness})
		}
		return Merge(l.summarize(0, 3600)...)
	}
	alive := plainTurn{level: monitor.LevelOK, liveness: monitor.Alive}
	late := plainTurn{level: monitor.LevelWarning, liveness: monitor.Late}
	missing := plainTurn{level: monitor.LevelCritical, liveness: monitor.Missing}
	quiet := plainTurn{level: monitor.LevelOff, liveness: monitor.Quiet}
	failedQuiet := plainTurn{level: monitor.LevelCritical, liveness: monitor.Quiet}
	blind := plainTurn{level: monitor.LevelUnknown, liveness: monitor.Unobserved}
	paused := plainTurn{level: monitor.LevelOff, liveness: monitor.Paused}
	goodbye := plainTurn{level: monitor.LevelWarning, liveness: monitor.Stopped}
	fresh := plainTurn{level: monitor.LevelUnknown, liveness: monitor.New}
	beyond := plainTurn{level: 99, liveness: monitor.Alive}
	off := plainTurn{level: monitor.LevelOff, liveness: monitor.Alive}
	failed := plainTurn{level: monitor.LevelCritical, liveness: monitor.Alive}
	for _, test := range []struct {
		name    string
		sum     Summary
		share   float64
		ok      bool
		left    time.Duration
		outages int
	}{
		{"late is available", quarters(alive, late, alive, alive), 1, true, 0, 0},
		{"an outage", quarters(alive, missing, alive, alive), 0.75, true, 0, 1},
		{"two outages", quarters(missing, alive, missing, alive), 0.5, true, 0, 2},
		{"nobody looked in the midst of one", quarters(alive, missing, blind, missing), 1. / 3, true, 15 * time.Minute, 1},
		{"market closed", quarters(missing, quiet, quiet, alive), 0.5, true, 30 * time.Minute, 1},
		{"a critical status while it is", quarters(alive, failedQuiet, failedQuiet, alive), 1, true, 30 * time.Minute, 0},
		{"a critical status before, while and after it is", quarters(alive, failed, failedQuiet, failed), 1. / 3, true, 15 * time.Minute, 1},
		{"off for a reason of a newer program", quarters(alive, off, off, alive), 1, true, 30 * time.Minute, 0},
		{"paused, stopped", quarters(paused, goodbye, missing, alive), 0.5, true, 30 * time.Minute, 1},
		{"not seen yet", quarters(fresh, fresh, alive, alive), 1, true, 30 * time.Minute, 0},
		{"nothing counted", quarters(fresh, blind, paused, quiet), 0, false, time.Hour, 0},
		{"a level of a newer program", quarters(beyond, alive, alive, alive), 1, true, 0, 0},
		{"not known at all", quarters(), 0, false, time.Hour, 0},
		{"no time", Summary{}, 0, false, 0, 0},
	} {
		share, ok := test.sum.Availability()
		if share < test.share-1e-9 || share > test.share+1e-9 || ok != test.ok {
			t.Errorf("%s: availability %v, %v; want %v, %v", test.name, share, ok, test.share, test.ok)
		}
		if left := test.sum.LeftOut.Total(); left != test.left || test.sum.Counted() != test.sum.Length-left {
			t.Errorf("%s: %v left out, want %v", test.name, left, test.left)
		}
		if test.sum.Outages != test.outages {
			t.Errorf("%s: %d outages, want %d", test.name, test.sum.Outages, test.outages)
		}
	}
}
