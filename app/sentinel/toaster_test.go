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

	"sentinel/app/agent"
	"sentinel/monitor"
	"sentinel/monitor/alert"
	"sentinel/monitor/api"
	"sentinel/platform/notify"
)

// screen is a notifier that remembers what it was to show, and what still is.
type screen struct {
	shown  []notify.Toast
	gone   []string
	action func(id, action string)
	err    error
}

func (s *screen) Notify(_ context.Context, toast notify.Toast) error {
	s.shown = append(s.shown, toast)
	return s.err
}

func (s *screen) Withdraw(_ context.Context, id string) error {
	s.gone = append(s.gone, id)
	return nil
}
func (s *screen) OnAction(f func(id, action string)) { s.action = f }
func (s *screen) Close() error                       { return nil }

// desk is a monitor that remembers what it was to do.
type desk struct {
	done []string
	err  error
}

func (d *desk) Subject(context.Context, monitor.Key) (monitor.Subject, error) {
	return monitor.Subject{}, api.ErrNotFound
}

func (d *desk) Act(_ context.Context, key monitor.Key, action string, length time.Duration) error {
	what := fmt.Sprint(action, " ", key)
	if length > 0 {
		what += " " + length.String()
	}
	d.done = append(d.done, what)
	return d.err
}

func silent(id string, key monitor.Key) monitor.Incident {
	return monitor.Incident{
		ID: id, Key: key, Kind: key.Kind(), Robot: key.Robot(), Account: key.Account(), Level: monitor.LevelCritical, Cause: monitor.CauseMissing,
		Opened: time.Now(),
	}
}

func over(i monitor.Incident, end monitor.IncidentEnd) monitor.Incident {
	closed := i.Opened.Add(time.Minute)
	i.Closed, i.End = &closed, end
	return i
}

func message(kind alert.Kind, incidents ...monitor.Incident) alert.Message {
	return alert.Message{ID: "m", Kind: kind, At: time.Now(), Incidents: incidents}
}

// inToaster runs a story with a toaster of a screen and a monitor.
func inToaster(t *testing.T, story func(t *testing.T, toasts *toaster, s *screen, d *desk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s, d := &screen{}, &desk{}
		toasts := newToaster(s, slog.New(slog.DiscardHandler))
		toasts.show = func(context.Context) error { d.done = append(d.done, "show"); return nil }
		toasts.attach(d)
		story(t, toasts, s, d)
	})
}

func (t *toaster) mustShow(test *testing.T, kind alert.Kind, incidents ...monitor.Incident) {
	test.Helper()
	if err := t.Show(test.Context(), message(kind, incidents...), false); err != nil {
		test.Fatal(err)
	}
	synctest.Wait()
}

func TestToastsAndTheirActions(t *testing.T) {
	inToaster(t, func(t *testing.T, toasts *toaster, s *screen, d *desk) {
		toasts.mustShow(t, alert.Opened, silent("1", "alpha/ACC_001"), silent("2", "alpha/ACC_002"))
		if len(s.shown) != 1 {
			t.Fatalf("%d toasts for one message", len(s.shown))
		}
		toast := s.shown[0]
		if toast.Title != "2 accounts of alpha went silent: ACC_001, ACC_002" || toast.Urgency != notify.Critical || !toast.Acknowledge || toast.Snooze == "" || len(toast.IconPNG) == 0 {
			t.Errorf("got %q, urgency %v, acknowledge %v, snooze %q, icon %d bytes", toast.Title, toast.Urgency, toast.Acknowledge, toast.Snooze, len(toast.IconPNG))
		}
		for _, action := range []string{notify.ActionAcknowledge, notify.ActionSnooze, notify.ActionOpen} {
			s.action(toast.ID, action)
			synctest.Wait()
		}
		if got, want := strings.Join(d.done, "; "), "acknowledge alpha/ACC_001; acknowledge alpha/ACC_002; snooze alpha/ACC_001 1h0m0s; snooze alpha/ACC_002 1h0m0s; show"; got != want {
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

// A toast goes when somebody knows of all that it tells, or all of it has ended.
func TestToastsDoNotPileUp(t *testing.T) {
	one, two, three := silent("1", "alpha/ACC_001"), silent("2", "alpha/ACC_002"), silent("3", "bravo")
	inToaster(t, func(t *testing.T, toasts *toaster, s *screen, d *desk) {
		toasts.mustShow(t, alert.Opened, one, two)
		toasts.mustShow(t, alert.Opened, three)
		toasts.Settle("alpha/ACC_001")
		synctest.Wait()
		if len(s.gone) != 0 {
			t.Fatalf("gone are %q while it tells of another", s.gone)
		}
		s.action("1", notify.ActionAcknowledge) // who is left
		synctest.Wait()
		toasts.Settle("alpha/ACC_002")
		synctest.Wait()
		if strings.Join(s.gone, " ") != "1" || strings.Join(d.done, "; ") != "acknowledge alpha/ACC_002" {
			t.Errorf("gone are %q, done was %q", s.gone, d.done)
		}
		toasts.mustShow(t, alert.Recovered, over(three, monitor.EndRecovered))
		if len(s.gone) != 1 || s.shown[2].ID != "3" || s.shown[2].Acknowledge || s.shown[2].Snooze != "" {
			t.Errorf("a recovery takes the place of its trouble: gone are %q, shown %+v", s.gone, s.shown[2])
		}
		toasts.mustShow(t, alert.Opened, one)
		toasts.mustShow(t, alert.Recovered, over(one, monitor.EndPaused))
		if strings.Join(s.gone, " ") != "1 1" || len(s.shown) != 4 {
			t.Errorf("paused: gone are %q, shown %d", s.gone, len(s.shown))
		}
	})
}

func TestSoundIsThatOfTheLevel(t *testing.T) {
	inToaster(t, func(t *testing.T, toasts *toaster, s *screen, _ *desk) {
		warning := silent("2", "bravo")
		warning.Level, warning.Cause = monitor.LevelWarning, monitor.CauseDegraded
		for _, i := range []monitor.Incident{silent("1", "alpha"), warning} {
			if err := toasts.Show(t.Context(), message(alert.Opened, i), true); err != nil {
				t.Fatal(err)
			}
		}
		toasts.mustShow(t, alert.Opened, silent("3", "charlie"))
		for n, want := range []notify.Sound{notify.SoundCritical, notify.SoundWarning, notify.SoundNone} {
			if got := s.shown[n]; got.Sound != want || (len(got.SoundWAV) > 0) != (want != notify.SoundNone) {
				t.Errorf("toast %d sounds %v with %d bytes", n, got.Sound, len(got.SoundWAV))
			}
		}
	})
}

func TestWhatCannotBeShown(t *testing.T) {
	inToaster(t, func(t *testing.T, toasts *toaster, s *screen, _ *desk) {
		s.err = notify.ErrNoServer
		m := message(alert.Opened, silent("1", "vps"))
		if err := toasts.Show(t.Context(), m, false); !errors.Is(err, notify.ErrNoServer) {
			t.Errorf("without a server: %v", err)
		}
		s.err = fmt.Errorf("asking the server: %w", context.DeadlineExceeded)
		if err := toasts.Show(t.Context(), m, false); !errors.Is(err, agent.ErrUnanswered) {
			t.Errorf("a slow server may still show it: %v", err)
		}
	})
}

func TestRememberedToastsAreBounded(t *testing.T) {
	t.Parallel()
	toasts := newToaster(&screen{}, slog.New(slog.DiscardHandler))
	for i := range 10 * remembered {
		toasts.remember(fmt.Sprint(i), []monitor.Key{"vps"})
	}
	if len(toasts.toasts) != remembered {
		t.Errorf("%d toasts are remembered, want %d", len(toasts.toasts), remembered)
	}
}
