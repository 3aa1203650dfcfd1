package calendar

import "time"

// window is when a market is open within a stretch of time. What is open at an
// edge of it may begin before, or end after.
type window struct {
	stretch
	open []stretch // as merge returns them
}

// look returns when the market is open from the beginning of one date to the
// beginning of another.
func (c *Calendar) look(first, after Date) window {
	const longest = 8 // days that a session can reach beyond the date it begins on
	var sessions, holidays []stretch
	for d := first - longest; d < after; d++ {
		for _, s := range c.sessions[d.weekday()] {
			sessions = append(sessions, c.opened(d, s)...)
		}
		if c.holidays[d] {
			holidays = append(holidays, c.day(d))
		}
	}
	return window{
		stretch: stretch{c.day(first).from, c.day(after).from},
		open:    without(merge(sessions), merge(holidays)),
	}
}

// day is the time from 00:00 to 24:00 of a date.
func (c *Calendar) day(d Date) stretch {
	return stretch{instant(c.zone, d, 0), instant(c.zone, d+1, 0)}
}

// opened returns when a session that begins on a date is open: all of it, or
// what early closes leave.
func (c *Calendar) opened(d Date, s Session) []stretch {
	session := stretch{instant(c.zone, d, s.start), instant(c.zone, d, s.start+s.length)}
	var closed []stretch
	if len(c.closes) > 0 {
		for date := d; date <= d+Date((s.start+s.length)/minutesADay); date++ {
			if minute, found := c.closes[date]; found {
				closed = append(closed, c.closedEarly(session, s.length, date, minute))
			}
		}
	}
	return without(merge([]stretch{session}), merge(closed))
}

// closedEarly returns what an early close takes from a session; an empty
// stretch where the session is not open on its date.
func (c *Calendar) closedEarly(session stretch, length int, date Date, minute int) stretch {
	day := c.day(date)
	if !session.from.Before(day.to) || !session.to.After(day.from) {
		return stretch{}
	}
	closed := stretch{instant(c.zone, date, minute), session.to}
	if length > minutesADay && day.to.Before(closed.to) {
		closed.to = day.to
	}
	return closed
}

// span returns the stretch, of open or of closed market, that an instant of the
// window lies in, as far as the window shows it, and whether it is open.
func (w window) span(t time.Time) (stretch, bool) {
	closed := w.stretch
	for _, o := range w.open {
		o = o.within(w.stretch)
		switch {
		case o.empty():
		case o.contains(t):
			return o, true
		case t.Before(o.from):
			closed.to = o.from
			return closed, false
		default:
			closed.from = o.to
		}
	}
	return closed, false
}
