package engine

import (
	"time"

	"sentinel/monitor"
)

// market is what a subject's calendar says of an instant, on the steady clock.
type market struct {
	closed  bool
	since   time.Duration // when this span began, as the wall clock goes now; never: always so
	opened  time.Duration // when the latest session began, which may be over; never: there was none
	changes time.Duration // when it ends; never: it does not
}

// alwaysOpen is the market of a subject without a calendar.
var alwaysOpen = market{since: never, opened: never, changes: never}

func marketAt(sessions monitor.Sessions, reading monitor.Reading) market {
	if sessions == nil {
		return alwaysOpen
	}
	span := sessions.At(reading.Wall)
	m := market{closed: !span.Open, since: never, opened: never, changes: never}
	if !span.Since.IsZero() {
		m.since = steadyAt(reading, span.Since)
		if span.Open {
			m.opened = m.since
		} else if session := sessions.At(span.Since.Add(-1)); session.Open && !session.Since.IsZero() {
			m.opened = steadyAt(reading, session.Since)
		}
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

// reopen moves the floor to the end of the latest quiet period; when the market
// is closed, that was before a session which nobody may have seen. The wall
// clock may have been stepped over the opening: then the period ended after the
// instant before, at which the market was seen closed.
func (r *record) reopen(market market, before time.Duration) {
	if market.opened != never {
		opened := market.opened
		if r.quiet && !market.closed {
			opened = max(opened, before)
		}
		r.floor = max(r.floor, opened)
	}
	r.quiet = market.closed
}
