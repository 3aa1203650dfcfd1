package calendar

import (
	"sync/atomic"
	"time"

	"sentinel/monitor"
)

// horizon is how many days before and after an instant are looked at for the
// ends of its span.
const horizon = 400

// Calendar tells when a market is open. It implements monitor.Sessions, and two
// of them are the same calendar only when their pointers are.
type Calendar struct {
	zone     *time.Location
	sessions [7][]Session // by the weekday that they begin on
	holidays map[Date]bool
	closes   map[Date]int // the minute of the earliest early close
	latest   atomic.Pointer[answer]
}

var _ monitor.Sessions = (*Calendar)(nil)

// answer is a span, and for which instants it is the answer.
type answer struct {
	stretch
	span monitor.Span
}

// New returns the calendar of a market. Without a zone it is the local one.
func New(zone *time.Location, sessions []Session, holidays []Date, closes []EarlyClose) *Calendar {
	if zone == nil {
		zone = time.Local
	}
	c := &Calendar{zone: zone, holidays: make(map[Date]bool), closes: make(map[Date]int)}
	for _, s := range sessions {
		c.sessions[s.day] = append(c.sessions[s.day], s)
	}
	for _, d := range holidays {
		c.holidays[d] = true
	}
	for _, e := range closes {
		if minute, found := c.closes[e.date]; !found || e.minute < minute {
			c.closes[e.date] = e.minute
		}
	}
	return c
}

// At returns the span that an instant lies in. An end that is over 400 days
// away counts as never.
//
// The answer is kept for the rest of its day, since nearly every call asks
// about now.
func (c *Calendar) At(t time.Time) monitor.Span {
	latest := c.latest.Load()
	if latest == nil || !latest.contains(t) {
		latest = c.find(t)
		c.latest.Store(latest)
	}
	return latest.span
}

// find looks for the ends of an instant's span, first among the days around it
// and then ever farther.
func (c *Calendar) find(t time.Time) *answer {
	today := dateIn(t, c.zone)
	for reach := Date(4); ; reach = min(2*reach, horizon) {
		w := c.look(today-reach, today+reach+1)
		found, open := w.span(t)
		since, until := found.from.After(w.from), found.to.Before(w.to)
		if reach < horizon && (!since || !until) {
			continue
		}
		// The horizon of another day is another one: no answer outlasts its day.
		a := &answer{stretch: found.within(c.day(today)), span: monitor.Span{Open: open}}
		if since {
			a.span.Since = found.from
		}
		if until {
			a.span.Until = found.to
		}
		return a
	}
}
