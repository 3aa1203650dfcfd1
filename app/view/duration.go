package view

import (
	"fmt"
	"math"
	"time"
)

const (
	day  = 24 * time.Hour
	year = 365 * day
)

// Duration writes d to the second, in at most two units: "12 s", "4 min 12 s",
// "2 h 5 min", "3 days 4 h". Below a second it gives milliseconds. A negative d
// reads as zero.
func Duration(d time.Duration) string {
	d = max(d, 0)
	switch {
	case d == 0:
		return "0 s"
	case d < time.Millisecond:
		return "under 1 ms"
	case d < time.Second:
		return fmt.Sprintf("%d ms", d/time.Millisecond)
	case d < time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	case d < time.Hour:
		return two(d, time.Minute, "min", time.Second, "s")
	case d < day:
		return two(d, time.Hour, "h", time.Minute, "min")
	case d < year:
		return days(d/day) + rest(d%day, time.Hour, "h")
	}
	years := days(d % year / day)
	if d%year < day {
		years = ""
	} else {
		years = " " + years
	}
	return count(int(d/year), "year", "years") + years
}

// Lasting writes how long something goes on already, for people who watch it:
// milliseconds tell them nothing.
func Lasting(d time.Duration) string {
	if d < time.Second {
		return "less than a second"
	}
	return Duration(d)
}

// Coarse writes d so that the words rarely change: "40 s", "4 min", "1 h 20 min",
// "13 h", "3 days". It never says more than has passed.
func Coarse(d time.Duration) string {
	d = coarse(max(d, 0))
	if d == 0 {
		return "a few seconds"
	}
	return Duration(d)
}

// coarse rounds d down to the step that Coarse shows it in.
func coarse(d time.Duration) time.Duration { return d.Truncate(coarseStep(d)) }

func coarseStep(d time.Duration) time.Duration {
	switch {
	case d < time.Minute:
		return 10 * time.Second
	case d < time.Hour:
		return time.Minute
	case d < 6*time.Hour:
		return 10 * time.Minute
	case d < 2*day:
		return time.Hour
	}
	return day
}

// coarseLeft tells in how long Coarse's words for d become others.
func coarseLeft(d time.Duration) time.Duration {
	d = max(d, 0)
	step := coarseStep(d)
	return step - d%step
}

func two(d, unit time.Duration, name string, small time.Duration, smallName string) string {
	return fmt.Sprintf("%d %s", d/unit, name) + rest(d%unit, small, smallName)
}

func rest(d, unit time.Duration, name string) string {
	if d < unit {
		return ""
	}
	return fmt.Sprintf(" %d %s", d/unit, name)
}

func days(n time.Duration) string { return count(int(n), "day", "days") }

// Skew writes by how many seconds a robot's clock differs from ours: "+0.4 s",
// "-7 h". A heartbeat is a little on its way, so hours are rounded to minutes:
// a wrong time zone is not 6 h 59 min.
func Skew(seconds float64) string {
	off := math.Abs(seconds)
	switch {
	case off < 0.05:
		return "0.0 s"
	case off < 60:
		return fmt.Sprintf("%+.1f s", seconds)
	}
	span := time.Duration(off * float64(time.Second))
	if span = span.Round(time.Second); span > time.Hour-30*time.Second {
		span = span.Round(time.Minute)
	}
	if seconds < 0 {
		return "-" + Duration(span)
	}
	return "+" + Duration(span)
}

// Clock writes the time of day of t as a person near now would say it, in
// now's zone: "14:02", "yesterday 14:02", "Tue 14:02" (of the six days
// before and after), "20 Jan 14:02", "20 Jan 2025".
func Clock(t, now time.Time) string {
	t = t.In(now.Location())
	switch apart := daysApart(t, now); {
	case apart == 0:
		return t.Format("15:04")
	case apart == 1:
		return "yesterday " + t.Format("15:04")
	case apart == -1:
		return "tomorrow " + t.Format("15:04")
	case apart > -7 && apart < 7:
		return t.Format("Mon 15:04")
	case t.Year() == now.Year() || apart < 90 && apart > -90:
		return t.Format("2 Jan 15:04")
	}
	return t.Format("2 Jan 2006")
}

// Day names the day of t as a person near now would, in now's zone: "Today",
// "Yesterday", "Thursday 20 November", with the year where it is another.
func Day(t, now time.Time) string {
	t = t.In(now.Location())
	switch apart := daysApart(t, now); {
	case apart == 0:
		return "Today"
	case apart == 1:
		return "Yesterday"
	case t.Year() == now.Year():
		return t.Format("Monday 2 January")
	}
	return t.Format("Monday 2 January 2006")
}

// daysApart counts the midnights from t to now; negative when t is later.
func daysApart(t, now time.Time) int {
	midnight := func(t time.Time) time.Time {
		y, m, d := t.Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(midnight(now).Sub(midnight(t)) / day)
}
