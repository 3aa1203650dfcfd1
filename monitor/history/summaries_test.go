package history

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sentinel/monitor"
	"sentinel/monitor/trend"
)

// aWeek lets a robot beat once a minute, with an outage of an hour a day, while
// nobody watches for two hours of the third day.
func aWeek(t *testing.T, s *Store, start time.Time) {
	t.Helper()
	var turns []monitor.Turn
	turn := func(at time.Time, level monitor.Level, liveness monitor.Liveness) {
		turns = append(turns, monitor.Turn{Key: "alpha", At: at, Level: level, Liveness: liveness})
	}
	turn(start.Add(time.Minute), monitor.LevelOK, monitor.Alive)
	var receipts []monitor.Receipt
	for day := range 7 {
		midnight := start.AddDate(0, 0, day)
		for minute := range 24 * 60 {
			at := midnight.Add(time.Duration(minute) * time.Minute)
			if minute/60 == 10 || day == 2 && minute/120 == 2 {
				continue
			}
			r := exampleReceipt("alpha")
			r.Posting.At, r.Posting.Beat.SentAt = at, at
			receipts = append(receipts, r)
		}
		turn(midnight.Add(10*time.Hour+5*time.Minute), monitor.LevelCritical, monitor.Missing)
		turn(midnight.Add(11*time.Hour), monitor.LevelOK, monitor.Alive)
	}
	mustAppend(t, s, receipts)
	away := monitor.Absence{Began: start.AddDate(0, 0, 2).Add(4 * time.Hour), Ended: start.AddDate(0, 0, 2).Add(6 * time.Hour)}
	if _, err := s.Write(t.Context(), Changes{Turns: turns, Away: []monitor.Absence{away}}); err != nil {
		t.Fatal(err)
	}
}

var cmpTimes = cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })

var minutely = monitor.Rhythm{Interval: time.Minute, Grace: 15 * time.Second, MaxMisses: 4}

func TestDaysAreTheSameSummedUpOrNot(t *testing.T) {
	s := openTemp(t, t.TempDir())
	start := time.Date(2026, 1, 19, 0, 0, 0, 0, time.UTC)
	now := start.AddDate(0, 0, 6).Add(18 * time.Hour)
	aWeek(t, s, start)
	days := func() []trend.Day {
		t.Helper()
		days, err := s.Days(t.Context(), "alpha", start, now, now, minutely)
		if err != nil {
			t.Fatal(err)
		}
		return days
	}
	want := days()
	if _, err := s.Compact(t.Context(), 1<<40); err != nil {
		t.Fatal(err)
	}
	rhythm := func(monitor.Key) monitor.Rhythm { return minutely }
	if n, err := s.SumUp(t.Context(), now, rhythm); err != nil || n != 6 {
		t.Fatalf("%d days summed up, %v", n, err)
	}
	if n, err := s.SumUp(t.Context(), now, rhythm); err != nil || n != 0 {
		t.Fatalf("%d days summed up again, %v", n, err)
	}
	if diff := cmp.Diff(want, days(), cmp.Exporter(func(reflect.Type) bool { return true }), cmpTimes); diff != "" {
		t.Error(diff)
	}
	third := want[2].Summary()
	if third.LeftOut.Unobserved != 2*time.Hour || third.Outages != 1 || third.Down != 55*time.Minute {
		t.Errorf("the third day: %+v", third)
	}
	if share, ok := third.Availability(); !ok || share < 0.9583 || share > 0.9584 { // 55 min of 22 h
		t.Errorf("availability %v", share)
	}
	if today := want[6].Summary(); today.Length != 18*time.Hour {
		t.Errorf("today: %v", today.Length)
	}
}

// What held when a day began may go back for longer than a day.
func TestDaysOfALongSilenceAreTheSameSummedUpOrNot(t *testing.T) {
	s := openTemp(t, t.TempDir())
	start := time.Date(2026, 1, 19, 0, 0, 0, 0, time.UTC)
	end := start.AddDate(0, 0, 5)
	alive := monitor.Turn{Key: "alpha", At: start, Level: monitor.LevelOK, Liveness: monitor.Alive}
	if _, err := s.Write(t.Context(), Changes{Turns: []monitor.Turn{alive}}); err != nil {
		t.Fatal(err)
	}
	for _, at := range []time.Time{start.Add(time.Minute), start.Add(84 * time.Hour)} {
		beat := exampleReceipt("alpha")
		beat.Posting.At = at
		mustAppend(t, s, []monitor.Receipt{beat})
	}
	days := func() []trend.Day {
		days, err := s.Days(t.Context(), "alpha", start, end, end, minutely)
		if err != nil || len(days) != 5 {
			t.Fatalf("%d days, %v", len(days), err)
		}
		return days
	}
	fresh := days()
	if _, err := s.SumUp(t.Context(), end, func(monitor.Key) monitor.Rhythm { return minutely }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(days(), fresh, cmpTimes, cmp.Exporter(func(reflect.Type) bool { return true })); diff != "" {
		t.Error(diff)
	}
}

// A small machine without a clock of its own begins in 1970.
func TestSumUpAfterAClockThatWasNotSet(t *testing.T) {
	s := openTemp(t, t.TempDir())
	unset := monitor.Turn{Key: "alpha", At: time.Unix(20, 0), Level: monitor.LevelOK, Liveness: monitor.Alive}
	if _, err := s.Write(t.Context(), Changes{Turns: []monitor.Turn{unset}}); err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 1, 19, 0, 0, 0, 0, time.UTC)
	aWeek(t, s, start)
	if n, err := s.SumUp(t.Context(), start.AddDate(0, 0, 7), func(monitor.Key) monitor.Rhythm { return minutely }); err != nil || n != 7 {
		t.Errorf("%d days are summed up, %v", n, err)
	}
}

func TestUnwatched(t *testing.T) {
	at := func(minute int) time.Time { return time.Unix(0, 0).UTC().Add(time.Duration(minute) * time.Minute) }
	ok := func(minute int) monitor.Turn {
		return monitor.Turn{At: at(minute), Level: monitor.LevelOK, Liveness: monitor.Alive}
	}
	bad := func(minute int) monitor.Turn {
		return monitor.Turn{At: at(minute), Level: monitor.LevelCritical, Liveness: monitor.Missing}
	}
	nobody := func(minute int) monitor.Turn {
		return monitor.Turn{At: at(minute), Level: monitor.LevelUnknown, Liveness: monitor.Unobserved}
	}
	for name, test := range map[string]struct {
		turns []monitor.Turn
		away  []int // began, ended, …
		want  []monitor.Turn
	}{
		"never":                {[]monitor.Turn{ok(1), bad(9)}, nil, []monitor.Turn{ok(1), bad(9)}},
		"between":              {[]monitor.Turn{ok(1), bad(9)}, []int{3, 5}, []monitor.Turn{ok(1), nobody(3), ok(5), bad(9)}},
		"it turned at the end": {[]monitor.Turn{ok(1), bad(5)}, []int{3, 5}, []monitor.Turn{ok(1), nobody(3), ok(5), bad(5)}},
		"twice":                {[]monitor.Turn{bad(1)}, []int{3, 5, 7, 8}, []monitor.Turn{bad(1), nobody(3), bad(5), nobody(7), bad(8)}},
		"a clock was set":      {[]monitor.Turn{ok(1), bad(4)}, []int{3, 5}, []monitor.Turn{ok(1), nobody(3), bad(5)}},
		"before it was known":  {[]monitor.Turn{ok(9)}, []int{3, 5}, []monitor.Turn{ok(9)}},
	} {
		var absences []monitor.Absence
		for i := 0; i < len(test.away); i += 2 {
			absences = append(absences, monitor.Absence{Began: at(test.away[i]), Ended: at(test.away[i+1])})
		}
		if diff := cmp.Diff(test.want, Unwatched(test.turns, absences)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A clock ran a year ahead, and was set right: what was summed up of days to
// come says nothing of them.
func TestDaysAfterAClockThatRanAhead(t *testing.T) {
	s := openTemp(t, t.TempDir())
	start := time.Date(2026, 1, 19, 0, 0, 0, 0, time.UTC)
	rhythm := func(monitor.Key) monitor.Rhythm { return minutely }
	sumUp := func(now time.Time) {
		t.Helper()
		if _, err := s.SumUp(t.Context(), now, rhythm); err != nil {
			t.Fatal(err)
		}
	}
	turn := func(at time.Time, level monitor.Level, liveness monitor.Liveness) {
		t.Helper()
		if _, err := s.Write(t.Context(), Changes{Turns: []monitor.Turn{{Key: "alpha", At: at, Level: level, Liveness: liveness}}}); err != nil {
			t.Fatal(err)
		}
	}
	down := func(now time.Time) (days []time.Duration) {
		t.Helper()
		list, err := s.Days(t.Context(), "alpha", start, start.AddDate(0, 0, 10), now, minutely)
		if err != nil {
			t.Fatal(err)
		}
		for _, day := range list {
			days = append(days, summaryOf(day).Down)
		}
		return days
	}
	turn(start, monitor.LevelOK, monitor.Alive)
	sumUp(start.AddDate(1, 0, 0))
	turn(start.AddDate(0, 0, 2), monitor.LevelCritical, monitor.Missing)
	const all = 24 * time.Hour
	sumUp(start.AddDate(0, 0, 4))
	want := []time.Duration{0, 0, all, all}
	if got := down(start.AddDate(0, 0, 4)); !slices.Equal(got, want) {
		t.Errorf("on the fifth day its outages are %v, want %v", got, want)
	}
	sumUp(start.AddDate(0, 0, 4).Add(time.Hour))
	sumUp(start.AddDate(0, 0, 6))
	want = append(want, all, all)
	if got := down(start.AddDate(0, 0, 6)); !slices.Equal(got, want) {
		t.Errorf("on the seventh day its outages are %v, want %v", got, want)
	}
	// What was summed up rightly stays when it is the step back that is wrong, and its beats are gone.
	if _, err := s.Prune(t.Context(), start.AddDate(0, 0, 6)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.db.Exec("DELETE FROM turns"); err != nil {
		t.Fatal(err)
	}
	turn(start, monitor.LevelOK, monitor.Alive)
	sumUp(start.AddDate(0, 0, 1))
	sumUp(start.AddDate(0, 0, 6))
	if got := down(start.AddDate(0, 0, 6)); !slices.Equal(got, want) {
		t.Errorf("after a step back that was wrong its outages are %v, want %v", got, want)
	}
}
