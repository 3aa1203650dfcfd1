package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"sentinel/app/view"
	"sentinel/assets"
	"sentinel/monitor"
	"sentinel/monitor/api"
	"sentinel/platform/notify"
)

const (
	// sayTimeout bounds a toast that says why something did not work.
	sayTimeout = 5 * time.Second
	// actionTimeout bounds what a click on a toast starts.
	actionTimeout = 10 * time.Second
	// remembered is how many toasts' subjects are kept for a click on them.
	remembered = 64
)

// told is what a toaster needs of the monitor.
type told interface {
	Subject(ctx context.Context, key monitor.Key) (monitor.Subject, error)
	Act(ctx context.Context, key monitor.Key, action string, length time.Duration) error
}

// toaster tells a person by the desktop's notifications. Its methods may be
// called from any goroutine, tell only after attach.
type toaster struct {
	notifier notify.Notifier
	log      *slog.Logger
	show     func(context.Context) error // opens the window; set before the first toast

	mu      sync.Mutex
	monitor told
	keys    map[string][]monitor.Key // by toast, what Acknowledge is for
	order   []string                 // of keys, the oldest first
}

func newToaster(n notify.Notifier, log *slog.Logger) *toaster {
	t := &toaster{notifier: n, log: log, keys: map[string][]monitor.Key{}}
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

// tell shows transitions that belong together as one toast.
func (t *toaster) tell(ctx context.Context, group []monitor.Transition) error {
	subject := func(key monitor.Key) (monitor.Subject, bool) {
		s, err := t.attached().Subject(ctx, key)
		return s, err == nil
	}
	toast, ok := view.MakeToast(group, subject, time.Now())
	if !ok {
		return nil
	}
	t.remember(toast.ID, toast.Keys)
	urgency := notify.Normal
	if toast.Level == monitor.LevelCritical {
		urgency = notify.Critical
	}
	err := t.notifier.Notify(ctx, notify.Toast{
		ID: toast.ID, Title: toast.Title, Body: toast.Body, Urgency: urgency,
		Acknowledge: len(toast.Keys) > 0, Icon: toast.Icon, IconPNG: assets.Icon(toast.Icon),
	})
	if errors.Is(err, context.DeadlineExceeded) {
		// It may still appear, and twice is worse than late.
		t.log.Warn("the desktop was slow to take a message", "title", toast.Title)
		return nil
	}
	return err
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

func (t *toaster) remember(id string, keys []monitor.Key) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, known := t.keys[id]; !known {
		t.order = append(t.order, id)
	}
	t.keys[id] = keys
	if len(t.order) > remembered {
		delete(t.keys, t.order[0])
		t.order = t.order[1:]
	}
}

// act does what a person chose on a toast.
func (t *toaster) act(id, action string) {
	ctx, cancel := context.WithTimeout(context.Background(), actionTimeout)
	defer cancel()
	if action != notify.ActionAcknowledge {
		if err := t.show(ctx); err != nil {
			t.say("The window cannot be opened", err.Error())
		}
		return
	}
	t.mu.Lock()
	keys := t.keys[id]
	t.mu.Unlock()
	for _, key := range keys {
		if err := t.attached().Act(ctx, key, api.ActionAcknowledge, 0); err != nil {
			t.say("Acknowledging "+key.Name()+" did not work", err.Error())
			return
		}
	}
}
