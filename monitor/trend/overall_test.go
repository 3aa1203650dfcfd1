package trend

import (
	"reflect"
	"testing"
	"time"

	"sentinel/monitor"
)

func TestStepOf(t *testing.T) {
	at := time.Date(2026, 1, 22, 13, 45, 10, 0, time.FixedZone("WIB", 7*60*60)) // a Thursday
	for step, want := range map[time.Duration]string{
		time.Hour:           "2026-01-22T06:00:00Z",
		24 * time.Hour:      "2026-01-22T00:00:00Z",
		7 * 24 * time.Hour:  "2026-01-19T00:00:00Z", // Monday
		14 * 24 * time.Hour: "2026-01-19T00:00:00Z", // Monday
	} {
		if got := StepOf(at, step).Format(time.RFC3339); got != want {
			t.Errorf("by %v: %s, want %s", step, got, want)
		}
	}
	if got := StepOf(time.Date(1969, 12, 31, 23, 0, 0, 0, time.UTC), aWeek).Format(time.DateOnly); got != "1969-12-29" {
		t.Errorf("before 1970: %s", got)
	}
}

// What is taken in from kept days, hour by hour and from turns is the same, and
// it is what merging the days says.
func TestOverallOfDaysHoursAndTurns(t *testing.T) {
	zone := time.FixedZone("WIB", 7*60*60)
	turns := []monitor.Turn{
		{At: monday.Add(2 * time.Hour), Level: monitor.LevelOK, Liveness: monitor.Alive},
		{At: monday.Add(30*time.Hour + 20*time.Minute), Level: monitor.LevelCritical, Liveness: monitor.Missing},
		{At: monday.Add(32*time.Hour + 5*time.Minute), Level: monitor.LevelOK, Liveness: monitor.Alive},
		{At: monday.Add(40 * time.Hour), Level: monitor.LevelUnknown, Liveness: monitor.Unobserved},
		{At: monday.Add(45 * time.Hour), Level: monitor.LevelOff, Liveness: monitor.Quiet},
	}
	to := monday.Add(72 * time.Hour)
	beats := []time.Time{monday.Add(3 * time.Hour), monday.Add(4 * time.Hour), monday.Add(33 * time.Hour)}
	hours := Summarize(monday, to, beats, turns, monitor.Rhythm{Interval: time.Hour})
	days := Days(hours...)

	byDay, byHour, byTurn := NewOverall(24*time.Hour, zone), NewOverall(24*time.Hour, zone), NewOverall(24*time.Hour, zone)
	var one Summary
	byDay.Of(&one)
	for _, day := range days {
		if err := byDay.AddDay(AppendDay(nil, day)); err != nil {
			t.Fatal(err)
		}
	}
	for _, hour := range hours {
		byHour.AddHour(hour)
	}
	byTurn.AddTurns(monday, to, turns)
	if one.Beats != 3 || one.Outages != 1 {
		t.Errorf("the subject: %+v", one)
	}
	want := MergeDays(days...)
	want.Gaps, want.LongestGap = Histogram{}, 0
	if !reflect.DeepEqual(byDay.Total(), want) || !reflect.DeepEqual(byHour.Total(), want) {
		t.Errorf("days %+v\nhours %+v\nwant %+v", byDay.Total(), byHour.Total(), want)
	}
	if a, b := byTurn.Total(), want; a.Down != b.Down || a.Outages != b.Outages || a.LeftOut != b.LeftOut || a.Length != b.Length || a.Levels != b.Levels {
		t.Errorf("turns %+v\nwant %+v", a, b)
	}
	if byDay.Week != byHour.Week || byDay.Week != byTurn.Week {
		t.Error("the outages of the week differ")
	}
	// Tuesday 06:20 UTC is 13:20 in Jakarta.
	if got := byDay.Week[time.Tuesday][13]; got != (Outages{40 * time.Minute, 1}) {
		t.Errorf("the hour in which it began: %+v", got)
	}
	if got := byDay.Week[time.Tuesday][15]; got != (Outages{5 * time.Minute, 0}) {
		t.Errorf("the hour in which it ended: %+v", got)
	}
	steps := byDay.Steps(monday, to)
	if len(steps) != 3 || steps[0].Down != 0 || steps[1].Down != 105*time.Minute || steps[0].LeftOut.Unseen != 2*time.Hour {
		t.Errorf("%+v", steps)
	}
	if err := byDay.AddDay(AppendDay(nil, days[0])[1:]); err == nil {
		t.Error("a damaged day is taken in")
	}
}

func TestOverallOfSeveral(t *testing.T) {
	o := NewOverall(7*24*time.Hour, time.UTC)
	var first, second Summary
	o.Of(&first)
	o.AddTurns(monday, monday.Add(time.Hour), []monitor.Turn{{At: monday.Add(-time.Hour), Level: monitor.LevelCritical, Liveness: monitor.Missing}})
	o.Of(&second)
	o.AddTurns(monday, monday.Add(time.Hour), []monitor.Turn{{At: monday.Add(-time.Hour), Level: monitor.LevelOK, Liveness: monitor.Alive}})
	if total := o.Total(); first.Down != time.Hour || first.Outages != 0 || second.Down != 0 || total.Length != 2*time.Hour || total.Down != time.Hour {
		t.Errorf("%+v\n%+v\n%+v", first, second, total)
	}
	if steps := o.Steps(monday, monday.Add(time.Hour)); len(steps) != 1 || steps[0].Length != 2*time.Hour {
		t.Errorf("%+v", steps)
	}
}
