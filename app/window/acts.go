package window

import (
	"context"
	"errors"
	"strings"
	"time"

	"fyne.io/fyne/v2"

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
		if err != nil {
			w.toast.say(sentenceOf(err), true, w.now())
			return
		}
		w.toast.say(said, false, w.now())
		w.feed.poke()
	})
}

func (w *Window) acknowledge(s *monitor.Subject) {
	if s != nil {
		w.act(s.Key, api.ActionAcknowledge, 0, "Acknowledged "+oneLine(s.Name())+".")
	}
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
