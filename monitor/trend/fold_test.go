package trend

import (
	"testing"
	"time"

	"sentinel/monitor"
)

var everyMinute = monitor.Rhythm{Interval: time.Minute, Grace: 15 * time.Second}

// folded returns the one summary of what a Fold of the hour after birth is told.
func folded(tell func(*Fold)) Summary {
	var hours []Summary
	fold := NewFold(second(0), everyMinute, func(s Summary) { hours = append(hours, s) })
	fold.Turn(monitor.Turn{At: second(-600), Level: monitor.LevelOK, Liveness: monitor.Alive})
	tell(fold)
	fold.Close(second(3600))
	return Merge(hours...)
}

func TestWhatWasBefore(t *testing.T) {
	sum := folded(func(f *Fold) {
		f.Beat(second(-90))
		f.Beat(second(-20))
		f.Beat(second(30))
	})
	if sum.Beats != 1 || sum.LongestGap != 50*time.Second || sum.Length != time.Hour || sum.LeftOut.Total() != 0 {
		t.Errorf("%+v", sum)
	}
}

func TestOutOfOrder(t *testing.T) {
	sum := folded(func(f *Fold) {
		f.Beat(second(10))
		f.Beat(second(70))
		f.Beat(second(40))
		f.Turn(monitor.Turn{At: second(20), Level: monitor.LevelOff, Liveness: monitor.Paused})
	})
	if sum.Beats != 3 || sum.LongestGap != time.Minute || sum.LeftOut.Paused != time.Hour-70*time.Second || sum.Length != time.Hour {
		t.Errorf("%+v", sum)
	}
}

func TestRhythmChanges(t *testing.T) {
	sum := folded(func(f *Fold) {
		f.Beat(second(0))
		f.Rhythm(second(1800), monitor.Rhythm{Interval: 10 * time.Minute})
	})
	// From 22:50 to 23:20 each minute, to 23:50 at 23:20, 23:30 and 23:40.
	if sum.Expected != 33 {
		t.Errorf("%d beats expected", sum.Expected)
	}
	// At 75 s, 135 s, … 1755 s, and then at 1800 s, 2400 s and 3000 s.
	if sum.Misses != 29+3 {
		t.Errorf("%d misses", sum.Misses)
	}
	if none := folded(func(f *Fold) { f.Rhythm(second(0), monitor.Rhythm{}) }); none.Expected != 0 || none.Misses != 0 {
		t.Errorf("without an interval: %+v", none)
	}
}

func TestBefore1970(t *testing.T) {
	from := time.Date(1969, 12, 31, 22, 30, 0, 0, time.UTC)
	turns := []monitor.Turn{{At: from, Level: monitor.LevelOK, Liveness: monitor.Alive}}
	hours := Summarize(from, from.Add(2*time.Hour), nil, turns, everyMinute)
	for i, want := range []int{30, 60, 30} {
		if hours[i].Expected != want || hours[i].Length != time.Duration(want)*time.Minute {
			t.Errorf("hour %d: %+v", i, hours[i])
		}
	}
	days := Days(hours...)
	if len(days) != 2 || days[0].Summary().Length != 90*time.Minute {
		t.Fatalf("%+v", days)
	}
	got, err := DecodeDay(AppendDay(nil, days[0]))
	if err != nil {
		t.Fatal(err)
	}
	diff(t, "read back", got, days[0])
}

func TestFinerThanMilliseconds(t *testing.T) {
	sum := folded(func(f *Fold) {
		f.Beat(second(10).Add(999 * time.Microsecond))
		f.Beat(second(11).Add(time.Microsecond))
	})
	if sum.LongestGap != time.Second {
		t.Errorf("%v", sum.LongestGap)
	}
}
