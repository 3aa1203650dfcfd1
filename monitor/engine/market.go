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
		m.since = min(reading.Steady, reading.Steady-reading.Wall.Sub(span.Since))
	}
	if !span.Until.IsZero() {
		m.changes = reading.Steady + max(0, span.Until.Sub(reading.Wall))
	}
	return m
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
