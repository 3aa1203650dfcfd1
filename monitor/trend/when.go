package trend

import (
	"time"

	"sentinel/monitor"
)

// Outages are how long there were some, and how many began.
type Outages struct {
	Time  time.Duration
	Begun int
}

// ByHour returns the outages in [from, to) by the hour of the day in a time
// zone. An hour that clocks show twice is one. Turns are in the order of their
// times; those before from tell what held then.
func ByHour(from, to time.Time, turns []monitor.Turn, zone *time.Location) (hours [24]Outages) {
	outagesBy(from, to, turns, zone, func(at time.Time) *Outages { return &hours[at.Hour()] })
	return hours
}

// ByWeekday returns the outages in [from, to) by the day of the week, with
// time.Weekday as index, in a time zone. The rest is as with ByHour.
func ByWeekday(from, to time.Time, turns []monitor.Turn, zone *time.Location) (days [7]Outages) {
	outagesBy(from, to, turns, zone, func(at time.Time) *Outages { return &days[at.Weekday()] })
	return days
}

// ByHourOfWeek returns the outages in [from, to) by the day of the week, with
// time.Weekday as index, and the hour of the day, in a time zone. The rest is as
// with ByHour.
func ByHourOfWeek(from, to time.Time, turns []monitor.Turn, zone *time.Location) (week [7][24]Outages) {
	outagesBy(from, to, turns, zone, func(at time.Time) *Outages { return &week[at.Weekday()][at.Hour()] })
	return week
}

// outagesBy adds each piece of an outage to the sum for its local time.
func outagesBy(from, to time.Time, turns []monitor.Turn, zone *time.Location, sum func(local time.Time) *Outages) {
	from, to = whole(from), whole(to)
	now, state, open := from, unknown, outage(false)
	pass := func(until time.Time) {
		if state.down() {
			eachLocalHour(now, until, zone, func(at time.Time, length time.Duration) { sum(at).Time += length })
		}
		now = later(now, until)
	}
	for _, t := range turns {
		at := whole(t.At)
		if !at.Before(to) {
			break
		}
		pass(at)
		state = stateOf(t)
		if open.turn(state) && !at.Before(from) {
			sum(at.In(zone)).Begun++
		}
	}
	pass(to)
}

// eachLocalHour cuts [from, to) where an hour ends on a clock on the wall, which
// may be within an hour of UTC, or cut short by summer time.
func eachLocalHour(from, to time.Time, zone *time.Location, each func(at time.Time, length time.Duration)) {
	for from = from.In(zone); from.Before(to); {
		past := time.Duration(from.Minute())*time.Minute + time.Duration(from.Second())*time.Second + time.Duration(from.Nanosecond())
		next := from.Add(time.Hour - past)
		if _, change := from.ZoneBounds(); !change.IsZero() {
			next = earlier(next, change)
		}
		next = earlier(next, to).In(zone)
		each(from, next.Sub(from))
		from = next
	}
}

// whole cuts off what is finer than a millisecond.
func whole(at time.Time) time.Time { return time.UnixMilli(at.UnixMilli()) }

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
