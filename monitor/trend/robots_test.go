package trend

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"sentinel/monitor"
)

// A robot beats, from its making on, with gaps that it draws.
type robot func(*rand.Rand) time.Duration

func clockwork(every time.Duration) robot { return func(*rand.Rand) time.Duration { return every } }

// jittery is late by up to a share of its pace.
func jittery(every, late time.Duration) robot {
	return func(r *rand.Rand) time.Duration { return every + time.Duration(r.Int64N(int64(late))) }
}

// sometimes draws a longer gap, once in so many.
func (r robot) sometimes(once int, gap time.Duration) robot {
	return func(random *rand.Rand) time.Duration {
		if random.IntN(once) == 0 {
			return gap
		}
		return r(random)
	}
}

// spell beats like another one in its first days.
func (r robot) spell(days int, other robot) robot {
	left := time.Duration(days) * 24 * time.Hour
	return func(random *rand.Rand) time.Duration {
		if left <= 0 {
			return r(random)
		}
		gap := other(random)
		left -= gap
		return gap
	}
}

// watch returns the days of a robot from a midnight on; its level is always ok.
func (r robot) watch(from time.Time, days int) []Summary {
	random := rand.New(rand.NewPCG(7, 11))
	to := from.AddDate(0, 0, days)
	var beats []time.Time
	for at := from; at.Before(to); at = at.Add(r(random)) {
		beats = append(beats, at)
	}
	turns := []monitor.Turn{{At: from, Level: monitor.LevelOK, Liveness: monitor.Alive}}
	var sums []Summary
	for _, day := range Days(Summarize(from, to, beats, turns, monitor.Rhythm{})...) {
		sums = append(sums, day.Summary())
	}
	return sums
}

func TestDrift(t *testing.T) {
	now := monday.AddDate(0, 0, 35)
	for _, test := range []struct {
		name         string
		before, last robot
		weeks        int // before the last
		found        bool
		change       float64
	}{
		{"the same", jittery(time.Minute, time.Second), jittery(time.Minute, time.Second), 4, false, 0},
		{"40 % slower", jittery(time.Minute, time.Second), jittery(84*time.Second, time.Second), 4, true, 0.4},
		{"40 % slower than in one week", clockwork(time.Minute), clockwork(84 * time.Second), 1, true, 0.4},
		{"30 % faster", clockwork(time.Minute), clockwork(42 * time.Second), 4, true, -0.3},
		{"10 % slower", clockwork(time.Minute), clockwork(66 * time.Second), 4, false, 0.1},
		{"twice as slow, and still fast", clockwork(1500 * time.Millisecond), clockwork(3 * time.Second), 1, false, 1},
		{"one slow beat in ten", clockwork(time.Minute), clockwork(time.Minute).sometimes(10, 2*time.Minute), 4, true, 1},
		{"one slow beat in a thousand", clockwork(time.Minute), clockwork(time.Minute).sometimes(1000, 2*time.Minute), 4, false, 0},
		{"too few beats in the last week", clockwork(time.Hour), clockwork(2 * time.Hour), 4, false, 1},
		{"too few beats before", clockwork(10 * time.Hour), clockwork(time.Hour), 4, false, 0},
		{"two days of a week are slow", clockwork(time.Minute), clockwork(time.Minute).spell(2, clockwork(3*time.Minute)), 4, false, 0},
		{"four days of a week are slow", clockwork(time.Minute), clockwork(time.Minute).spell(4, clockwork(3*time.Minute)), 4, true, 2},
		{"one slow week among four before", clockwork(time.Minute).spell(7, clockwork(3*time.Minute)), clockwork(time.Minute), 4, false, 0},
		{"an outage of nine hours", clockwork(time.Minute), clockwork(time.Minute).sometimes(9000, 9*time.Hour), 4, false, 0},
		{"slow beats that chance deals out", clockwork(time.Hour).sometimes(25, 2*time.Hour), clockwork(time.Hour).sometimes(16, 2*time.Hour), 4, false, 0},
	} {
		days := append(test.before.watch(now.AddDate(0, 0, -7*test.weeks-7), 7*test.weeks), test.last.watch(now.AddDate(0, 0, -7), 7)...)
		drift := DriftOf(now, days)
		if drift.Found() != test.found {
			t.Errorf("%s: found is %v, of %+v", test.name, drift.Found(), drift)
		}
		if change := drift.Change(); change < test.change-0.025 || change > test.change+0.025 {
			t.Errorf("%s: changed by %.3f, want %.3f", test.name, change, test.change)
		}
	}
}

func TestDriftLooksAtItsWeeks(t *testing.T) {
	day := func(gap time.Duration, number int) Summary {
		return Summary{From: monday.AddDate(0, 0, number), Gaps: HistogramOf(slices.Repeat([]time.Duration{gap}, 5)...)}
	}
	drift := DriftOf(monday, []Summary{
		day(time.Hour, -36), day(time.Minute, -35), day(time.Minute, -8), day(time.Minute, -7), day(time.Minute, -1), day(time.Hour, 0),
	})
	if drift.Before.Gaps != 10 || drift.Last.Gaps != 10 || drift.Before.Days != 2 || drift.Last.P95 > 61*time.Second || drift.Enough() {
		t.Errorf("%+v", drift)
	}
	if none := DriftOf(monday, nil); none.Found() || none.Change() != 0 {
		t.Errorf("of nothing: %+v", none)
	}
}

func TestDriftByChanceIsNone(t *testing.T) {
	days := func(from, count, times, slow int) (days []Summary) {
		for i := range count {
			gaps := slices.Repeat([]time.Duration{time.Minute}, (40-slow)*times)
			gaps = append(gaps, slices.Repeat([]time.Duration{2 * time.Minute}, slow*times)...)
			days = append(days, Summary{From: monday.AddDate(0, 0, from+i), Gaps: HistogramOf(gaps...)})
		}
		return days
	}
	if drift := DriftOf(monday, slices.Concat(days(-20, 3, 1, 2), days(-7, 3, 1, 3))); drift.Found() || drift.Change() < 0.9 {
		t.Errorf("9 slow beats of 120 after 6 of 120: %+v", drift)
	}
	if drift := DriftOf(monday, slices.Concat(days(-20, 3, 30, 1), days(-7, 3, 30, 3))); !drift.Slower() {
		t.Errorf("thirty times as many, after half as many slow ones: %+v", drift)
	}
	if drift := DriftOf(monday, slices.Concat(days(-20, 3, 30, 3), days(-7, 3, 30, 1))); !drift.Found() || drift.Slower() {
		t.Errorf("the reverse: %+v", drift)
	}
}

// Whoever gives a robot another interval knows that it beats otherwise.
func TestDriftOfAnotherIntervalIsNone(t *testing.T) {
	days := func(from int, count int, gap, interval time.Duration) (days []Summary) {
		for i := range count {
			n := int(24 * time.Hour / gap)
			days = append(days, Summary{
				From: monday.AddDate(0, 0, from+i), Length: 24 * time.Hour, Expected: int(24 * time.Hour / interval),
				Gaps: HistogramOf(slices.Repeat([]time.Duration{gap}, n)...),
			})
		}
		return days
	}
	before := days(-35, 28, time.Minute, time.Minute)
	if drift := DriftOf(monday, append(before, days(-7, 7, 2*time.Minute, time.Minute)...)); !drift.Slower() {
		t.Errorf("the interval is the same: %+v", drift)
	}
	if drift := DriftOf(monday, append(before, days(-7, 7, 2*time.Minute, 2*time.Minute)...)); drift.Found() {
		t.Errorf("the interval is twice as long: %+v", drift)
	}
	halfway := slices.Concat(before, days(-7, 3, time.Minute, time.Minute), days(-4, 4, 2*time.Minute, 2*time.Minute))
	if drift := DriftOf(monday, halfway); drift.Found() {
		t.Errorf("it is twice as long for four days: %+v", drift)
	}
}

func TestSuggest(t *testing.T) {
	now := monitor.Rhythm{Interval: time.Minute, Grace: 15 * time.Second, MaxMisses: 4}
	for _, test := range []struct {
		name  string
		robot robot
		want  Suggestion
	}{
		{"clockwork", clockwork(time.Minute), Suggestion{time.Minute, 1}},
		{"a little late, always", jittery(time.Minute, 3*time.Second), Suggestion{time.Minute, 1}},
		{"a pace that nobody would write down", clockwork(67 * time.Second), Suggestion{75 * time.Second, 1}},
		{"fast", clockwork(800 * time.Millisecond), Suggestion{time.Second, 1}},
		{"slow", clockwork(31 * time.Minute), Suggestion{30 * time.Minute, 1}},
		{"three minutes every few hours", clockwork(time.Minute).sometimes(200, 3*time.Minute), Suggestion{time.Minute, 2}},
		{"fast, with a break of 40 s now and then", clockwork(time.Second).sometimes(1000, 40*time.Second), Suggestion{3 * time.Second, 8}},
		{"slow, with breaks of four intervals", clockwork(5*time.Minute).sometimes(50, 20*time.Minute), Suggestion{5 * time.Minute, 3}},
		{"an hour of silence is no lateness", clockwork(time.Minute).sometimes(3000, time.Hour), Suggestion{time.Minute, 1}},
	} {
		week := Merge(test.robot.watch(monday, 7)...)
		got, ok := Suggest(week, now)
		if !ok || got != test.want {
			t.Errorf("%s: %+v, %v; want %+v", test.name, got, ok, test.want)
		}
	}
}

func TestSuggestBearsOneAlarmInMoreThanAMonth(t *testing.T) {
	gaps := make([]time.Duration, 1000, 1001)
	for i := range gaps {
		gaps[i] = time.Minute
	}
	sum := Summary{Length: 31 * 24 * time.Hour, Gaps: HistogramOf(append(gaps, 4*time.Minute)...)}
	now := monitor.Rhythm{Interval: time.Minute, MaxMisses: 4}
	if got, _ := Suggest(sum, now); got.MaxMisses != 1 {
		t.Errorf("one in 31 days: %+v", got)
	}
	sum.LeftOut.Unobserved = 2 * 24 * time.Hour
	if got, _ := Suggest(sum, now); got.MaxMisses != 4 {
		t.Errorf("one in 29 days that somebody watched: %+v", got)
	}
	sum.LeftOut = LeftOut{Paused: 2 * 24 * time.Hour}
	if got, _ := Suggest(sum, now); got.MaxMisses != 4 {
		t.Errorf("one in 29 days that it was not paused: %+v", got)
	}
	sum.LeftOut = LeftOut{Quiet: 20 * 24 * time.Hour}
	if got, _ := Suggest(sum, now); got.MaxMisses != 1 {
		t.Errorf("one in 31 days, with a market that closes: %+v", got)
	}
}

func TestSuggestHidesNoOutage(t *testing.T) {
	rhythm := func(interval time.Duration, misses int) monitor.Rhythm {
		return monitor.Rhythm{Interval: interval, Grace: 15 * time.Second, MaxMisses: misses}
	}
	for _, test := range []struct {
		name  string
		robot robot
		now   monitor.Rhythm
		want  Suggestion
	}{
		{"silences of four minutes that are told", clockwork(time.Minute).sometimes(1000, 4*time.Minute), rhythm(time.Minute, 1), Suggestion{time.Minute, 1}},
		{"and that are borne", clockwork(time.Minute).sometimes(1000, 4*time.Minute), rhythm(time.Minute, 4), Suggestion{time.Minute, 3}},
		{"and that no one miss may hide", clockwork(time.Minute).sometimes(1000, 130*time.Second), rhythm(time.Minute, 0), Suggestion{}},
		{"each beat was a trouble", clockwork(5 * time.Minute), rhythm(2*time.Minute, 1), Suggestion{5 * time.Minute, 1}},
		{"one beat in 50 was, and so it beats", clockwork(time.Minute).sometimes(50, 3*time.Minute), rhythm(time.Minute, 1), Suggestion{time.Minute, 2}},
		{"a far too long interval", clockwork(time.Minute), rhythm(time.Hour, 4), Suggestion{time.Minute, 1}},
		{"not even silences that never were", clockwork(time.Minute).sometimes(1000, 380*time.Second), rhythm(385*time.Second, 0), Suggestion{75 * time.Second, 4}},
		{"mostly fast, with outages", clockwork(time.Second).sometimes(2000, 2*time.Minute), rhythm(time.Second, 9), Suggestion{time.Second, 1}},
	} {
		got, ok := Suggest(Merge(test.robot.watch(monday, 7)...), test.now)
		if ok != (test.want != Suggestion{}) || got != test.want {
			t.Errorf("%s: %+v, %v; want %+v", test.name, got, ok, test.want)
		}
	}
}

func TestTooEarlyToSuggest(t *testing.T) {
	for name, days := range map[string][]Summary{
		"two days":       clockwork(time.Minute).watch(monday, 2),
		"too few gaps":   clockwork(time.Hour).watch(monday, 4),
		"nothing at all": nil,
	} {
		if got, ok := Suggest(Merge(days...), monitor.Rhythm{}); ok {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestNatural(t *testing.T) {
	for length, want := range map[time.Duration]time.Duration{
		0: time.Second, time.Millisecond: time.Second, 7 * time.Second: 7 * time.Second, 11 * time.Second: 15 * time.Second,
		57 * time.Second: time.Minute, 61 * time.Second: 75 * time.Second, 9*time.Minute + time.Second: 9*time.Minute + 15*time.Second,
		601 * time.Second: 11 * time.Minute, 61 * time.Minute: 65 * time.Minute,
	} {
		if got := natural(length); got != want {
			t.Errorf("%v: %v, want %v", length, got, want)
		}
	}
}
