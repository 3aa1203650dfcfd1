package window

import (
	"context"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
)

// historyAsker asks the monitor for histories, one at a time. Of what is wished
// for while an answer is under way only the newest counts.
type historyAsker struct {
	window   *Window
	onAnswer func()

	key  monitor.Key // what is wished for
	span int

	asking, again bool
	asked         time.Time // when last
	history       api.History
	of            struct { // what the history is of
		key  monitor.Key
		span int
	}
	err error // why there is no newer one
}

// shows tells whether the history is what is wished for.
func (a *historyAsker) shows() bool { return a.of.key == a.key && a.of.span == a.span && a.key != "" }

// due tells whether the history is so old that a newer one is worth asking for.
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
	key, span := a.key, a.span
	var answer api.History
	a.window.call(func(ctx context.Context, b Backend) (err error) {
		answer, err = b.History(ctx, key, trendQuery(span, now))
		return err
	}, func(err error) {
		a.asking = false
		if key != a.key || span != a.span {
			a.again = false
			a.ask()
			return
		}
		a.err = err
		if err == nil {
			a.history, a.of.key, a.of.span = answer, key, span
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
			found(keysOf(page.Subjects), n)
		}
	})
}
