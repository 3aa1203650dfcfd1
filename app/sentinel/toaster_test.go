package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
	"sentinel/platform/notify"
)

// screen is a notifier that remembers what it was to show.
type screen struct {
	shown  []notify.Toast
	action func(id, action string)
	err    error
}

func (s *screen) Notify(_ context.Context, toast notify.Toast) error {
	s.shown = append(s.shown, toast)
	return s.err
}
func (s *screen) Withdraw(context.Context, string) error { return nil }
func (s *screen) OnAction(f func(id, action string))     { s.action = f }
func (s *screen) Close() error                           { return nil }

// desk is a monitor that remembers what it was to do.
type desk struct {
	done []string
	err  error
}

func (d *desk) Subject(context.Context, monitor.Key) (monitor.Subject, error) {
	return monitor.Subject{}, api.ErrNotFound
}

func (d *desk) Act(_ context.Context, key monitor.Key, action string, _ time.Duration) error {
	d.done = append(d.done, fmt.Sprint(action, " ", key))
	return d.err
}

func opened(id string, key monitor.Key) monitor.Transition {
	return monitor.Transition{Kind: monitor.Opened, Incident: monitor.Incident{
		ID: id, Key: key, Level: monitor.LevelCritical, Cause: monitor.CauseMissing,
	}}
}

func TestToastsAndTheirActions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, d := &screen{}, &desk{}
		toasts := newToaster(s, slog.New(slog.DiscardHandler))
		toasts.show = func(context.Context) error { d.done = append(d.done, "show"); return nil }
		toasts.attach(d)

		if err := toasts.tell(t.Context(), []monitor.Transition{opened("1", "alpha/ACC_001"), opened("2", "alpha/ACC_002")}); err != nil {
			t.Fatal(err)
		}
		if len(s.shown) != 1 {
			t.Fatalf("%d toasts for two transitions at once", len(s.shown))
		}
		toast := s.shown[0]
		if toast.Title != "2 accounts of alpha went silent: ACC_001, ACC_002" || toast.Urgency != notify.Critical || !toast.Acknowledge || len(toast.IconPNG) == 0 {
			t.Errorf("got %q, urgency %v, acknowledge %v, icon %d bytes", toast.Title, toast.Urgency, toast.Acknowledge, len(toast.IconPNG))
		}
		s.action(toast.ID, notify.ActionAcknowledge)
		synctest.Wait()
		s.action(toast.ID, notify.ActionOpen)
		synctest.Wait()
		if got, want := strings.Join(d.done, "; "), "acknowledge alpha/ACC_001; acknowledge alpha/ACC_002; show"; got != want {
			t.Errorf("did %q, want %q", got, want)
		}

		d.err = errors.New("the monitor has stopped")
		s.action(toast.ID, notify.ActionAcknowledge)
		synctest.Wait()
		if last := s.shown[len(s.shown)-1]; last.Title != "Acknowledging ACC_001 did not work" || last.Body != "The monitor has stopped." {
			t.Errorf("said %q, %q", last.Title, last.Body)
		}
	})
}

func TestWhatCannotBeShown(t *testing.T) {
	t.Parallel()
	s := &screen{err: notify.ErrNoServer}
	toasts := newToaster(s, slog.New(slog.DiscardHandler))
	toasts.attach(&desk{})
	group := []monitor.Transition{opened("1", "vps")}
	if err := toasts.tell(t.Context(), group); !errors.Is(err, notify.ErrNoServer) {
		t.Errorf("without a server: %v", err)
	}
	s.err = fmt.Errorf("asking the server: %w", context.DeadlineExceeded)
	if err := toasts.tell(t.Context(), group); err != nil {
		t.Errorf("a slow server may still show it, so it counts as told: %v", err)
	}
	s.shown = nil
	group[0].Snoozed = true
	if err := toasts.tell(t.Context(), group); err != nil || len(s.shown) != 0 {
		t.Errorf("snoozed: %v, %d toasts", err, len(s.shown))
	}
}

func TestRememberedToastsAreBounded(t *testing.T) {
	t.Parallel()
	toasts := newToaster(&screen{}, slog.New(slog.DiscardHandler))
	for i := range 10 * remembered {
		toasts.remember(fmt.Sprint(i), []monitor.Key{"vps"})
	}
	if len(toasts.keys) != remembered || len(toasts.order) != remembered {
		t.Errorf("%d toasts are remembered, want %d", len(toasts.keys), remembered)
	}
}
