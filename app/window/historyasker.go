package window

import (
	"context"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
)

// outcome is what a sheet shows: how one fared, or several together.
type outcome struct {
	whom    whom
	history api.History // of one
	rhythm  *api.Rhythm // of one that is watched; nil: not known
	overall api.Overall // of several
}

// together tells whether it is of several.
func (t *outcome) together() bool {
	_, several := t.whom.together()
	return several
}

func (t *outcome) to() time.Time {
	if t.together() {
		return t.overall.To
	}
	return t.history.To
}

// blank tells that there is nothing to show.
func (t *outcome) blank() bool {
	if t.together() {
		return t.overall.Subjects == 0
	}
	return t.history.Total.Beats == 0 && len(t.history.Turns) == 0 && len(t.history.Incidents) == 0
}

// fetchOutcome asks how somebody fared.
func fetchOutcome(ctx context.Context, b Backend, of whom, q api.HistoryQuery) (outcome, error) {
	t := outcome{whom: of}
	var err error
	if robot, several := of.together(); several {
		t.overall, err = b.Overall(ctx, api.OverallQuery{From: q.From, To: q.To, Step: q.Step, Robot: robot})
		return t, err
	}
	if t.history, err = b.History(ctx, of.key(), q); err != nil {
		return t, err
	}
	if rhythm, err := b.Rhythm(ctx, of.key()); err == nil { // of one that is not watched any more there is none
		t.rhythm = &rhythm
	}
	return t, nil
}

// historyAsker asks the monitor for trends, one at a time. Of what is wished
// for while an answer is under way only the newest counts.
type historyAsker struct {
	window   *Window
	onAnswer func()

	whom whom // what is wished for
	span int

	asking, again bool
	asked         time.Time // when last
	shown         outcome
	of            struct { // what the trend is of
		whom whom
		span int
	}
	err error // why there is no newer one
}

// shows tells whether the trend is what is wished for.
func (a *historyAsker) shows() bool {
	return a.of.whom == a.whom && a.of.span == a.span && a.whom != ""
}

// due tells whether the trend is so old that a newer one is worth asking for.
func (a *historyAsker) due() bool {
	return !a.asking && apart(a.asked, a.window.now()) >= refreshGap
}

func (a *historyAsker) ask() {
	if a.asking {
		a.again = true
		return
	}
	now := a.window.now()
	a.asking, a.asked = true, now
	if !a.shows() {
		a.err = nil
	}
	of, span := a.whom, a.span
	var answer outcome
	a.window.call(func(ctx context.Context, b Backend) (err error) {
		answer, err = fetchOutcome(ctx, b, of, trendQuery(span, now))
		return err
	}, func(err error) {
		a.asking = false
		if of != a.whom || span != a.span {
			a.again = false
			a.ask()
			return
		}
		a.err = err
		if err == nil {
			a.shown, a.of.whom, a.of.span = answer, of, span
		}
		a.onAnswer()
		if a.again {
			a.again = false
			a.ask()
		}
	})
}

// seekNames asks for the subjects with a part in their names.
func (w *Window) seekNames(part string, n int, found func(names []string, n int)) {
	var page monitor.Page
	w.call(func(ctx context.Context, b Backend) (err error) {
		page, err = b.Subjects(ctx, monitor.Query{Text: part, Sort: "key", Limit: monitor.DefaultLimit})
		return err
	}, func(err error) {
		if err == nil {
			found(whomNames(page.Subjects), n)
		}
	})
}
