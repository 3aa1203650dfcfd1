package trend

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"sentinel/monitor"
)

func zoneOf(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// outageOf is one outage, from an instant on, of that length.
func outageOf(from time.Time, length time.Duration) []monitor.Turn {
	return []monitor.Turn{
		{At: from.Add(-time.Hour), Level: monitor.LevelOK, Liveness: monitor.Alive},
		{At: from, Level: monitor.LevelCritical, Liveness: monitor.Missing},
		{At: from.Add(length), Level: monitor.LevelOK, Liveness: monitor.Alive},
	}
}

func TestOutagesByLocalTime(t *testing.T) {
	berlin, kolkata, johns := zoneOf(t, "Europe/Berlin"), zoneOf(t, "Asia/Kolkata"), zoneOf(t, "America/St_Johns")
	for _, test := range []struct {
		name   string
		from   time.Time
		length time.Duration
		hours  map[int]Outages
		days   map[time.Weekday]Outages
	}{
		{
			"across two hours", time.Date(2026, 3, 25, 9, 50, 0, 0, berlin), 30 * time.Minute,
			map[int]Outages{9: {10 * time.Minute, 1}, 10: {20 * time.Minute, 0}},
			map[time.Weekday]Outages{time.Wednesday: {30 * time.Minute, 1}},
		},
		{
			"half an hour from UTC, over midnight", time.Date(2026, 3, 25, 23, 45, 0, 0, kolkata), 30 * time.Minute,
			map[int]Outages{23: {15 * time.Minute, 1}, 0: {15 * time.Minute, 0}},
			map[time.Weekday]Outages{time.Wednesday: {15 * time.Minute, 1}, time.Thursday: {15 * time.Minute, 0}},
		},
		{
			"an hour that clocks skip", time.Date(2026, 3, 29, 1, 30, 0, 0, berlin), time.Hour,
			map[int]Outages{1: {30 * time.Minute, 1}, 3: {30 * time.Minute, 0}},
			map[time.Weekday]Outages{time.Sunday: {time.Hour, 1}},
		},
		{
			"an hour that clocks show twice", time.Date(2026, 10, 25, 1, 30, 0, 0, berlin), 3 * time.Hour,
			map[int]Outages{1: {30 * time.Minute, 1}, 2: {2 * time.Hour, 0}, 3: {30 * time.Minute, 0}},
			map[time.Weekday]Outages{time.Sunday: {3 * time.Hour, 1}},
		},
		{
			"clocks set back a minute after midnight", time.Date(2010, 11, 6, 23, 30, 0, 0, johns), 2 * time.Hour,
			map[int]Outages{23: {89 * time.Minute, 1}, 0: {31 * time.Minute, 0}},
			map[time.Weekday]Outages{time.Saturday: {89 * time.Minute, 1}, time.Sunday: {31 * time.Minute, 0}},
		},
	} {
		zone := test.from.Location()
		var hours [24]Outages
		for hour, o := range test.hours {
			hours[hour] = o
		}
		var days [7]Outages
		for day, o := range test.days {
			days[day] = o
		}
		from, to := test.from.Add(-24*time.Hour), test.from.Add(48*time.Hour)
		turns := outageOf(test.from, test.length)
		diff(t, test.name+": by hour", ByHour(from, to, turns, zone), hours)
		diff(t, test.name+": by weekday", ByWeekday(from, to, turns, zone), days)
	}
}

func TestOutageOverTheBounds(t *testing.T) {
	at := time.Date(2026, 3, 25, 9, 0, 0, 0, time.UTC)
	turns := outageOf(at, 3*time.Hour)
	hours := ByHour(at.Add(time.Hour), at.Add(90*time.Minute), turns, time.UTC)
	diff(t, "in the midst of an outage", hours, [24]Outages{10: {30 * time.Minute, 0}})
	hours = ByHour(at, at.Add(30*time.Minute), turns, time.UTC)
	diff(t, "from its first instant", hours, [24]Outages{9: {30 * time.Minute, 1}})
	diff(t, "after it", ByHour(at.Add(4*time.Hour), at.Add(5*time.Hour), turns, time.UTC), [24]Outages{})
}

// TestOutagesAddUp: by whatever they are sorted, they come to what the
// summaries say.
func TestOutagesAddUp(t *testing.T) {
	zones := []*time.Location{time.UTC, zoneOf(t, "Asia/Kathmandu"), zoneOf(t, "Europe/Berlin")}
	rapid.Check(t, func(t *rapid.T) {
		l := drawLife(t)
		from := rapid.IntRange(0, lifeLength-1).Draw(t, "from")
		to := rapid.IntRange(from+1, lifeLength).Draw(t, "to")
		zone := rapid.SampledFrom(zones).Draw(t, "zone")
		sum := Merge(l.summarize(from, to)...)
		want := Outages{sum.Down, sum.Outages}
		var byHour, byDay Outages
		for _, o := range ByHour(second(from), second(to), l.monitorTurns(), zone) {
			byHour = Outages{byHour.Time + o.Time, byHour.Begun + o.Begun}
		}
		for _, o := range ByWeekday(second(from), second(to), l.monitorTurns(), zone) {
			byDay = Outages{byDay.Time + o.Time, byDay.Begun + o.Begun}
		}
		diff(t, "by hour", byHour, want)
		diff(t, "by weekday", byDay, want)
	})
}

func TestWeekIsHoursOfDays(t *testing.T) {
	berlin := zoneOf(t, "Europe/Berlin")
	from := time.Date(2026, 3, 25, 22, 30, 0, 0, berlin)
	turns := outageOf(from, 5*24*time.Hour)
	begin, end := from.Add(-time.Hour), from.Add(10*24*time.Hour)
	week, hours, days := ByHourOfWeek(begin, end, turns, berlin), ByHour(begin, end, turns, berlin), ByWeekday(begin, end, turns, berlin)
	for day := range week {
		var sum Outages
		for hour := range week[day] {
			sum.Time += week[day][hour].Time
			sum.Begun += week[day][hour].Begun
			hours[hour].Time -= week[day][hour].Time
			hours[hour].Begun -= week[day][hour].Begun
		}
		if sum != days[day] {
			t.Errorf("%v: its hours add up to %+v, want %+v", time.Weekday(day), sum, days[day])
		}
	}
	if hours != [24]Outages{} {
		t.Errorf("the days' hours do not add up: %+v are left", hours)
	}
	if got, want := week[time.Wednesday][22], (Outages{30 * time.Minute, 1}); got != want {
		t.Errorf("Wednesday at 22: %+v, want %+v", got, want)
	}
}
