package window

import (
	"context"
	"errors"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/api"
)

// call asks something of the monitor, away from the screen's goroutine, and
// tells how it went on it.
func (w *Window) call(ask func(context.Context, Backend) error, done func(error)) {
	backend, found := w.feed.current()
	if !found {
		done(api.ErrNoMonitor)
		return
	}
	w.spawn(func() {
		err := ask(w.ctx, backend)
		if w.ctx.Err() == nil {
			fyne.Do(func() { done(err) })
		}
	})
}

// act does something to a subject.
func (w *Window) act(key monitor.Key, action string, length time.Duration, said string) {
	w.call(func(ctx context.Context, b Backend) error { return b.Act(ctx, key, action, length) }, func(err error) {
		w.acted(err, said)
	})
}

// acted tells how something went.
func (w *Window) acted(err error, said string) {
	if err != nil {
		w.toast.say(sentenceOf(err), true, w.now())
		return
	}
	w.toast.say(said, false, w.now())
	w.feed.poke()
}

// acknowledge acknowledges somebody, and of a robot the accounts that are silent
// with it.
func (w *Window) acknowledge(key monitor.Key) {
	w.acknowledgeAll(view.With(modelOf(w.snap), key))
}

// acknowledgeAll acknowledges a robot and the accounts that are silent with it.
func (w *Window) acknowledgeAll(keys []monitor.Key) {
	if len(keys) == 0 {
		return
	}
	w.call(func(ctx context.Context, b Backend) error {
		for i, key := range keys {
			err := b.Act(ctx, key, api.ActionAcknowledge, 0)
			if err != nil && (i == 0 || !errors.Is(err, api.ErrNotFound)) { // an account may be forgotten meanwhile
				return err
			}
		}
		return nil
	}, func(err error) {
		said := "Acknowledged " + oneLine(keys[0].Name())
		switch len(keys) {
		case 1:
		case 2:
			said += " and an account of it"
		default:
			said += " and " + view.Grouped(len(keys)-1) + " of its accounts"
		}
		w.acted(err, said+".")
	})
}

func (w *Window) snooze(key monitor.Key, length time.Duration) {
	said := "The snooze of " + oneLine(key.Name()) + " has ended."
	if length > 0 {
		said = oneLine(key.Name()) + " is snoozed until " + w.now().Add(length).Format("15:04") + "."
	}
	w.act(key, api.ActionSnooze, length, said)
}

func (w *Window) togglePause(s *monitor.Subject) {
	switch {
	case s == nil:
	case s.Liveness == monitor.Paused:
		w.act(s.Key, api.ActionResume, 0, oneLine(s.Name())+" is watched again.")
	default:
		w.act(s.Key, api.ActionPause, 0, oneLine(s.Name())+" is no longer watched until you resume it.")
	}
}

// sentenceOf makes a sentence for a person of an error.
func sentenceOf(err error) string {
	if err == nil {
		return ""
	}
	text := oneLine(err.Error())
	if errors.Is(err, context.DeadlineExceeded) {
		text = "it took too long"
	}
	return asSentence(text)
}

// asSentence begins text with a capital, unless it begins with an address, and
// ends it with a full stop.
func asSentence(text string) string {
	if text == "" {
		return ""
	}
	word, _, _ := strings.Cut(text, " ")
	if c := text[0]; 'a' <= c && c <= 'z' && !strings.ContainsAny(word, ".:/_") {
		text = string(c-'a'+'A') + text[1:]
	}
	return strings.TrimSuffix(text, ".") + "."
}
