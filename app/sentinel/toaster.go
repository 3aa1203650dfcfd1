package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"sentinel/app/agent"
	"sentinel/app/view"
	"sentinel/assets"
	"sentinel/monitor"
	"sentinel/monitor/alert"
	"sentinel/monitor/api"
	"sentinel/platform/notify"
)

const (
	// sayTimeout bounds a toast that says why something did not work.
	sayTimeout = 5 * time.Second
	// actionTimeout bounds what a click on a toast starts.
	actionTimeout = 10 * time.Second
	// remembered is of how many toasts it is known whom they tell of.
	remembered = 64
)

// told is what a toaster needs of the monitor.
type told interface {
	Subject(ctx context.Context, key monitor.Key) (monitor.Subject, error)
	Act(ctx context.Context, key monitor.Key, action string, length time.Duration) error
}

// snoozeFor is how long the button on a toast snoozes.
const snoozeFor = time.Hour

// toaster tells a person by the desktop's notifications. Its methods may be
// called from any goroutine, Show only after attach.
type toaster struct {
	notifier notify.Notifier
	log      *slog.Logger
	show     func(context.Context) error // opens the window; set before the first toast

	mu      sync.Mutex
	monitor told
	toasts  []onScreen // the oldest first
}

// onScreen is a toast that may still be shown, and who of it is in trouble, as
// far as nobody knows: they are whom its buttons are for.
type onScreen struct {
	id   string
	keys []monitor.Key
}

func newToaster(n notify.Notifier, log *slog.Logger) *toaster {
	t := &toaster{notifier: n, log: log}
	n.OnAction(func(id, action string) { go t.act(id, action) })
	return t
}

// attach gives the toaster the monitor whose troubles it tells.
func (t *toaster) attach(m told) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.monitor = m
}

func (t *toaster) attached() told {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.monitor
}

// Show implements agent.Desktop: a message is one toast, in the place of an
// earlier one of the same trouble.
func (t *toaster) Show(ctx context.Context, m alert.Message, sound bool) error {
	subject := func(key monitor.Key) (monitor.Subject, bool) {
		s, err := t.attached().Subject(ctx, key)
		return s, err == nil
	}
	toast, ok := view.AlertToast(m, subject, time.Now())
	for _, i := range m.Incidents {
		if i.Closed != nil {
			t.settle(i.Key, toast.ID)
		}
	}
	if !ok {
		return nil
	}
	t.remember(toast.ID, toast.Keys)
	err := t.notifier.Notify(ctx, shown(toast, sound))
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%w: %v", agent.ErrUnanswered, err)
	}
	return err
}

// shown is a toast as the desktop is given it.
func shown(toast view.Toast, sound bool) notify.Toast {
	n := notify.Toast{
		ID: toast.ID, Title: toast.Title, Body: toast.Body, Urgency: notify.Normal,
		Acknowledge: len(toast.Keys) > 0, Icon: toast.Icon, IconPNG: assets.Icon(toast.Icon),
	}
	if len(toast.Keys) > 0 {
		n.Snooze = "Snooze 1 h"
	}
	n.Passing = toast.Level == monitor.LevelOK // nothing is to be done
	if toast.Level == monitor.LevelCritical {
		n.Urgency = notify.Critical
	}
	switch {
	case !sound:
	case toast.Level == monitor.LevelCritical:
		n.Sound, n.SoundWAV = notify.SoundCritical, assets.Sound(toast.Level.String())
	default:
		n.Sound, n.SoundWAV = notify.SoundWarning, assets.Sound(monitor.LevelWarning.String())
	}
	return n
}

// Settle implements agent.Desktop.
func (t *toaster) Settle(key monitor.Key) { t.settle(key, "") }

// settle takes off the screen what tells of nobody else, but for one toast, which
// is about to be replaced.
func (t *toaster) settle(key monitor.Key, but string) {
	t.mu.Lock()
	var over []string
	for i := range t.toasts {
		one := &t.toasts[i]
		if at := slices.Index(one.keys, key); at >= 0 && one.id != but {
			if one.keys = slices.Delete(one.keys, at, at+1); len(one.keys) == 0 {
				over = append(over, one.id)
			}
		}
	}
	t.toasts = slices.DeleteFunc(t.toasts, func(one onScreen) bool { return slices.Contains(over, one.id) })
	t.mu.Unlock()
	if len(over) > 0 {
		go t.withdraw(over)
	}
}

func (t *toaster) withdraw(ids []string) {
	ctx, cancel := context.WithTimeout(context.Background(), actionTimeout)
	defer cancel()
	for _, id := range ids {
		if err := t.notifier.Withdraw(ctx, id); err != nil {
			t.log.Debug("a toast stays on the screen", "error", err)
		}
	}
}

// say tells something about the program itself.
func (t *toaster) say(title, body string) {
	ctx, cancel := context.WithTimeout(context.Background(), sayTimeout)
	defer cancel()
	icon := view.IconUnknown
	err := t.notifier.Notify(ctx, notify.Toast{
		Title: title, Body: view.FullSentence(body), Urgency: notify.Normal, Icon: icon, IconPNG: assets.Icon(icon),
	})
	if err != nil {
		t.log.Warn("the desktop did not show a message", "title", title, "body", body, "error", err)
	}
}

// remember notes of whom the newest toast tells.
func (t *toaster) remember(id string, keys []monitor.Key) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.toasts = slices.DeleteFunc(t.toasts, func(one onScreen) bool { return one.id == id })
	t.toasts = append(t.toasts, onScreen{id, slices.Clone(keys)})
	t.toasts = t.toasts[max(0, len(t.toasts)-remembered):]
}

// of are those whom the buttons of a toast are for.
func (t *toaster) of(id string) []monitor.Key {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, one := range t.toasts {
		if one.id == id {
			return slices.Clone(one.keys)
		}
	}
	return nil
}

// act does what a person chose on a toast.
func (t *toaster) act(id, action string) {
	ctx, cancel := context.WithTimeout(context.Background(), actionTimeout)
	defer cancel()
	switch action {
	case notify.ActionAcknowledge:
		t.actOn(ctx, id, api.ActionAcknowledge, 0, "Acknowledging")
	case notify.ActionSnooze:
		t.actOn(ctx, id, api.ActionSnooze, snoozeFor, "Snoozing")
	default:
		if err := t.show(ctx); err != nil {
			t.say("The window cannot be opened", err.Error())
		}
	}
}

func (t *toaster) actOn(ctx context.Context, id, action string, length time.Duration, doing string) {
	for _, key := range t.of(id) {
		if err := t.attached().Act(ctx, key, action, length); err != nil {
			t.say(doing+" "+key.Name()+" did not work", err.Error())
			return
		}
	}
}
