package window

import (
	"context"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
)

// incidentSpans are the times whose incidents can be asked for.
var incidentSpans = []struct {
	label  string
	words  string // in a sentence
	length time.Duration
}{
	{"Last 24 hours", "the last 24 hours", 24 * time.Hour},
	{"Last 7 days", "the last week", 7 * 24 * time.Hour},
	{"Last 30 days", "the last 30 days", 30 * 24 * time.Hour},
	{"Last year", "the last year", 365 * 24 * time.Hour},
}

// incidentsFrom is when a span begins that ends now.
func incidentsFrom(span int, now time.Time) time.Time { return now.Add(-incidentSpans[span].length) }

const (
	latestGap = 2 * time.Second  // the least between two looks at the latest time
	wholeGap  = 10 * time.Minute // after which the whole time is asked for anew
	lookBack  = time.Minute      // by how much two looks overlap
)

// incidentAsker asks the monitor for the incidents of a time, one question at a
// time: for all of them when the time is another one, and from then on for those
// of the time since.
type incidentAsker struct {
	window   *Window
	onAnswer func()

	span   int // that is wished for
	asking bool
	again  bool // all of it is wished for while an answer is under way
	behind bool // something may have happened that was not looked for yet

	book  *logbook  // nil before the first answer
	of    int       // the span of the book
	to    time.Time // until when the book is true
	whole time.Time // when all of it was asked for
	err   error     // why there is nothing newer
}

// shows tells whether the book is of the span that is wished for.
func (a *incidentAsker) shows() bool { return a.book != nil && a.of == a.span }

// follow looks for what is new, unless that was done just now.
func (a *incidentAsker) follow() {
	now := a.window.now()
	a.behind = true
	switch {
	case a.asking:
	case !a.shows() || apart(a.whole, now) >= wholeGap:
		a.ask()
	case apart(a.to, now) >= latestGap:
		a.fetch(a.to.Add(-lookBack), now)
	}
}

// ask asks for all that there is.
func (a *incidentAsker) ask() {
	if a.asking {
		a.again = true
		return
	}
	if !a.shows() {
		a.err = nil
	}
	now := a.window.now()
	a.fetch(incidentsFrom(a.span, now), now)
}

// fetch asks for the incidents of [from, now]: of the whole time, or of what
// follows the book.
func (a *incidentAsker) fetch(from, now time.Time) {
	a.asking, a.again, a.behind = true, false, false
	span, before := a.span, a.book
	whole := !a.shows() || !from.After(incidentsFrom(span, now))
	complete := true
	var book *logbook
	a.window.call(func(ctx context.Context, b Backend) error {
		// What has just opened is asked for too, though a monitor elsewhere may
		// have a clock that is a little ahead.
		list, err := b.Incidents(ctx, api.IncidentQuery{State: "all", From: from, To: now.Add(lookBack)})
		if err != nil {
			return err
		}
		if whole {
			book = newLogbook(list, now)
		} else {
			book, complete = before.with(list, now)
		}
		return nil
	}, func(err error) {
		a.asking = false
		if span == a.span {
			a.err = err
			if err == nil {
				a.book, a.of, a.to = book, span, now
				if whole {
					a.whole = now
				}
			}
		}
		if span != a.span || a.again || !complete {
			a.ask()
			return
		}
		a.onAnswer()
	})
}

// take takes in one incident as it has become.
func (a *incidentAsker) take(i monitor.Incident) {
	if a.book != nil {
		a.book = a.book.and(i, a.window.now())
		a.onAnswer()
	}
}

// within are the troubles that were not over before the span, which moves on
// with the time.
func (a *incidentAsker) within(now time.Time) []episode {
	if a.book == nil {
		return nil
	}
	from := incidentsFrom(a.of, now)
	all := a.book.troubles
	for len(all) > 0 && all[len(all)-1].end(now).Before(from) {
		all = all[:len(all)-1]
	}
	return all
}
