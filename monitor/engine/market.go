package engine

import (
	"time"

	"sentinel/monitor"
)

// market is what a subject's calendar says of an instant, on the steady clock.
type market struct {
	closed  bool
	since   time.Duration // when this span began, as the wall clock goes now; never: always so
	changes time.Duration // when it ends; never: it does not
}

// alwaysOpen is the market of a subject without a calendar.
var alwaysOpen = market{since: never, changes: never}

func marketAt(sessions monitor.Sessions, reading monitor.Reading) market {
	if sessions == nil {
		return alwaysOpen
	}
	span := sessions.At(reading.Wall)
	m := market{closed: !span.Open, since: never, changes: never}
	if !span.Since.IsZero() {
		m.since = steadyAt(reading, span.Since)
	}
	if !span.Until.IsZero() {
		m.changes = reading.Steady + max(0, span.Until.Sub(reading.Wall))
	}
	return m
}

// steadyAt is when the wall clock, as it goes now, said a time that has been.
func steadyAt(reading monitor.Reading, past time.Time) time.Duration {
	return min(reading.Steady, reading.Steady-reading.Wall.Sub(past))
}

// counted is the part of a silence that counts: what goes on after the market
// closed does not, what was before it does.
func (m market) counted(until time.Duration) time.Duration {
	if m.closed && m.since != never {
		return min(until, m.since)
	}
	return until
}

// reopen moves the floor to the end of the latest quiet period. The wall clock
// may have been stepped over the opening: then it ended after the instant
// before, at which the market was seen closed.
func (r *record) reopen(market market, before time.Duration) {
	if !market.closed && market.since != never {
		opened := market.since
		if r.quiet {
			opened = max(opened, before)
		}
		r.floor = max(r.floor, opened)
	}
	r.quiet = market.closed
}

// openings are when the latest sessions began, of the calendars that were asked.
type openings map[monitor.Sessions]time.Duration

// reopenUnseen moves the floor to the beginning of the latest session where
// that is over: nobody may have seen it, when we were away.
func (r *record) reopenUnseen(reading monitor.Reading, known openings) {
	sessions := r.terms.sessions
	if sessions == nil {
		return
	}
	opened, asked := known[sessions]
	if !asked {
		opened = openedBefore(sessions, reading)
		known[sessions] = opened
	}
	r.floor = max(r.floor, opened)
}

// reopenSince does so for a beat that is older than the time of closed market in
// which it is found.
func (r *record) reopenSince(last time.Duration, m moment) {
	if market := marketAt(r.terms.sessions, m.wall); market.closed && last < market.since {
		r.reopenUnseen(m.wall, openings{})
	}
}

// openedBefore is when the latest session began that is over; never while the
// market is open, which is noticed without being asked for.
func openedBefore(sessions monitor.Sessions, reading monitor.Reading) time.Duration {
	closed := sessions.At(reading.Wall)
	if closed.Open || closed.Since.IsZero() {
		return never
	}
	session := sessions.At(closed.Since.Add(-1))
	if session.Since.IsZero() {
		return never
	}
	return steadyAt(reading, session.Since)
}
