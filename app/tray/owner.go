package tray

import (
	"context"
	"time"

	"sentinel/app/view"
)

// owner is the state of the goroutine that owns the tray.
type owner struct {
	*Tray
	ctx context.Context

	menu  *menu     // nil before the tray is ready
	want  view.Tray // what is to be shown
	shown view.Tray // what the bar has; of no meaning while fresh
	fresh bool      // nothing of shown is sure

	reader  *reader // nil before the monitor is attached
	changed <-chan struct{}
	model   view.Model // the latest answer
	stalled bool

	settled   int       // how many of settle are over
	readyAt   time.Time // when the tray was ready
	earliest  time.Time // before it the bar is not touched again
	askedAt   time.Time // when the last question went out
	due       bool      // something changed since the last question
	timer     *time.Timer
	nextWords time.Time // when time alone changes the words
}

// own owns the tray until ctx ends.
func (t *Tray) own(ctx context.Context, first view.Tray) {
	o := &owner{Tray: t, ctx: ctx, want: first, fresh: true, timer: time.NewTimer(time.Hour)}
	defer o.timer.Stop()
	var answers <-chan answer
	for {
		o.rearm()
		select {
		case <-ctx.Done():
			if o.reader != nil {
				o.reader.stop()
			}
			return
		case m := <-t.attached:
			o.reader = newReader(ctx, m)
			answers, o.changed = o.reader.answers, o.reader.changed
			o.due = true
		case o.menu = <-t.built:
			o.readyAt, o.fresh = time.Now(), true
		case <-o.changed:
			o.due = true
		case a := <-answers:
			o.take(a)
		case c := <-t.clicks:
			o.do(c)
		case <-o.timer.C:
		}
		o.ask()
		o.settleAgain()
		o.apply()
	}
}

// take takes an answer of the monitor.
func (o *owner) take(a answer) {
	o.reader.answered(a)
	if a.err != nil {
		return // silence goes on
	}
	o.model, o.stalled = a.model, false
	o.words()
}

// words puts the latest answer into words, as they are now.
func (o *owner) words() {
	now := time.Now()
	o.want = view.MakeTray(o.model, now)
	o.nextWords = view.NextChange(o.model, now)
}

// ask asks the monitor when something changed or it has been quiet, and finds
// out that it stands still.
func (o *owner) ask() {
	if o.reader == nil {
		return
	}
	now := time.Now()
	if !o.nextWords.IsZero() && !now.Before(o.nextWords) {
		o.nextWords = time.Time{}
		o.due = true
	}
	if o.due && !now.Before(o.earliestAsk()) || now.Sub(o.askedAt) >= askEvery {
		if o.reader.ask(now) {
			o.askedAt, o.due = now, false
		}
	}
	if silence := o.reader.silence(now); silence >= stallAfter && !o.stalled {
		o.stalled = true
		o.nextWords = time.Time{}
		o.options.Log.Error("the monitor does not answer", "for", silence)
		stalled := o.model
		stalled.Stalled = silence
		o.want = view.MakeTray(stalled, now)
	}
}

// earliestAsk spaces the questions: by what the bar bears, and so that asking
// stays a small part of a processor's time however many subjects there are.
func (o *owner) earliestAsk() time.Time {
	return o.askedAt.Add(max(spacing, 20*o.reader.cost))
}

// settleAgain sets everything again some time after the tray was ready.
func (o *owner) settleAgain() {
	for o.menu != nil && o.settled < len(settle) && time.Since(o.readyAt) >= settle[o.settled] {
		o.settled++
		o.fresh = true
	}
}

// apply changes what differs on the bar.
func (o *owner) apply() {
	now := time.Now()
	bar := o.options.Bar
	if o.menu == nil && !bar.Early() || !o.fresh && o.want == o.shown || now.Before(o.earliest) {
		return
	}
	if o.fresh || o.want.Icon != o.shown.Icon {
		bar.SetIcon(o.want.Icon)
	}
	if o.fresh || o.want.Tooltip != o.shown.Tooltip {
		bar.SetTooltip(o.want.Tooltip)
	}
	if o.menu != nil {
		o.menu.apply(o.want.Menu)
	}
	o.shown, o.fresh = o.want, false
	o.earliest = now.Add(spacing)
}

// rearm sets the timer to the next thing that has to happen by time.
func (o *owner) rearm() {
	now := time.Now()
	next := now.Add(time.Hour)
	sooner := func(t time.Time) {
		if t.Before(next) {
			next = t
		}
	}
	if o.reader != nil {
		switch {
		case !o.reader.asking && o.due:
			sooner(o.earliestAsk())
		case !o.reader.asking:
			sooner(o.askedAt.Add(askEvery))
		}
		if waiting := o.reader.waiting; !waiting.IsZero() && !o.stalled {
			sooner(waiting.Add(stallAfter))
		}
		if !o.nextWords.IsZero() {
			sooner(o.nextWords)
		}
	}
	if o.menu != nil && o.settled < len(settle) {
		sooner(o.readyAt.Add(settle[o.settled]))
	}
	if (o.fresh || o.want != o.shown) && (o.menu != nil || o.options.Bar.Early()) {
		sooner(o.earliest)
	}
	o.timer.Reset(max(next.Sub(now), time.Millisecond))
}
