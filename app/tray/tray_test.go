package tray

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"sentinel/app/view"
	"sentinel/assets"
	"sentinel/monitor"
)

func TestFromStartToTrouble(t *testing.T) {
	onStage(t, func(s *stage) {
		if s.bar.icon() != "unknown" || s.bar.tooltip() != "Sentinel is starting" {
			t.Errorf("before the monitor: %q, %q", s.bar.icon(), s.bar.tooltip())
		}
		m := newFakeMonitor(well)
		s.tray.Attach(m)
		pass(spacing)
		want := []string{
			"[vps is alive]", "Open Heartbeat Monitor", "Set test status", "Waiting", "Login", "Trade", "Profit", "Error",
			"Snooze", "15 min", "1 hour", "4 hours", "until 8:00", "[End snooze]", "Settings file", "Quit Sentinel",
		}
		if s.bar.icon() != "ok" || s.bar.tooltip() != "vps is alive" || !slices.Equal(s.bar.menu(), want) {
			t.Errorf("all well: %q, %q, %q", s.bar.icon(), s.bar.tooltip(), s.bar.menu())
		}
		m.set(silentSince(time.Now().Add(-4*time.Minute - 12*time.Second)))
		pass(spacing)
		want = append([]string{"[vps has been silent for 4 min]", "⬣ vps silent for 4 min"}, want[1:]...)
		if s.bar.icon() != "critical" || s.bar.tooltip() != "vps silent for 4 min" || !slices.Equal(s.bar.menu(), want) {
			t.Errorf("in trouble: %q, %q, %q", s.bar.icon(), s.bar.tooltip(), s.bar.menu())
		}
		// Time alone changes the words, at the right moment.
		pass(48 * time.Second)
		if s.bar.tooltip() != "vps silent for 5 min" {
			t.Errorf("48 s later: %q", s.bar.tooltip())
		}
		m.set(well)
		pass(spacing)
		if s.bar.icon() != "ok" || s.bar.menu()[1] != "Open Heartbeat Monitor" {
			t.Errorf("recovered: %q, %q", s.bar.icon(), s.bar.menu())
		}
	})
}

// Where nothing can be set before the tray is ready, all is set then.
func TestATrayThatIsReadyLate(t *testing.T) {
	onStage(t, func(s *stage) {
		s.tray.Attach(newFakeMonitor(well))
		pass(time.Second)
		if s.bar.icon() != "ok" || s.bar.tooltip() != "vps is alive" {
			t.Errorf("got %q, %q", s.bar.icon(), s.bar.tooltip())
		}
	}, func(b *fakeBar) { b.early = false })
}

func TestQuietWhileAllIsWell(t *testing.T) {
	onStage(t, func(s *stage) {
		m := newFakeMonitor(well)
		s.tray.Attach(m)
		pass(10 * time.Second)
		s.bar.callsSince()
		m.questions()
		pass(time.Hour)
		if n := s.bar.callsSince(); n != 0 {
			t.Errorf("the bar was touched %d times though nothing changed", n)
		}
		if asked, most := m.questions(), int(time.Hour/askEvery); asked > most {
			t.Errorf("the monitor was asked %d times in an hour of silence, at most %d are borne", asked, most)
		}
	})
}

func TestAtMostFourTimesASecond(t *testing.T) {
	onStage(t, func(s *stage) {
		m := newFakeMonitor(well)
		s.tray.Attach(m)
		pass(10 * time.Second)
		s.bar.tooltipsSince()
		for i := range 1000 { // a change each 10 ms, for 10 s
			n := i
			m.set(func(time.Time) []monitor.Subject {
				return []monitor.Subject{{Key: "vps", Level: monitor.LevelCritical, Liveness: monitor.Alive, Cause: monitor.CauseError, Message: strings.Repeat("x", n%30)}}
			})
			pass(10 * time.Millisecond)
		}
		if n := s.bar.tooltipsSince(); n > 41 {
			t.Errorf("the tooltip was set %d times in 10 s", n)
		}
		m.set(well)
		pass(spacing)
		if s.bar.tooltip() != "vps is alive" {
			t.Errorf("the last change was lost: %q", s.bar.tooltip())
		}
	})
}

func TestAMonitorThatStandsStill(t *testing.T) {
	for name, stall := range map[string]func(*fakeMonitor){
		"hangs": func(m *fakeMonitor) { m.stall(true, nil) },
		"fails": func(m *fakeMonitor) { m.stall(false, errors.New("the monitor has stopped")) },
	} {
		t.Run(name, func(t *testing.T) {
			onStage(t, func(s *stage) {
				m := newFakeMonitor(well)
				s.tray.Attach(m)
				pass(10 * time.Second)
				stall(m)
				pass(stallAfter / 2)
				if s.bar.icon() != "ok" {
					t.Errorf("too early: %q", s.bar.icon())
				}
				pass(stallAfter/2 + askEvery + spacing)
				if s.bar.icon() != "stalled" || s.bar.tooltip() != "I don't know: the monitor stands still" {
					t.Errorf("stalled: %q, %q", s.bar.icon(), s.bar.tooltip())
				}
				m.stall(false, nil)
				pass(stallAfter + askEvery + spacing)
				if s.bar.icon() != "ok" {
					t.Errorf("it answers again: %q", s.bar.icon())
				}
			})
		})
	}
}

func TestClicks(t *testing.T) {
	onStage(t, func(s *stage) {
		s.bar.click(s.T, "Trade")
		if got, want := s.heard(), "The test status could not be set: Sentinel is still starting; try again in a moment."; got != want {
			t.Errorf("before the monitor: %q", got)
		}
		m := newFakeMonitor(silentSince(time.Now().Add(-time.Hour)))
		s.tray.Attach(m)
		pass(time.Second)
		s.bar.tapped()
		pass(time.Millisecond)
		for _, label := range []string{"⬣ vps silent for 1 h", "Open Heartbeat Monitor", "Settings file", "Trade", "Error", "15 min", "End snooze"} {
			s.bar.click(s.T, label)
		}
		if got, want := s.heard(), "show; show; show; settings"; got != want {
			t.Errorf("did %q, want %q", got, want)
		}
		if got, want := m.did(), "test trade; test error; snooze 15m0s; snooze 0s"; got != want {
			t.Errorf("did %q, want %q", got, want)
		}
		m.stall(false, errors.New("the folder logs cannot be written"))
		s.bar.click(s.T, "Profit")
		if got, want := s.heard(), "The test status could not be set: the folder logs cannot be written"; got != want {
			t.Errorf("said %q, want %q", got, want)
		}
		s.bar.click(s.T, "Quit Sentinel")
		<-s.bar.quit
	})
}

func TestWithoutAHost(t *testing.T) {
	onStage(t, func(s *stage) {
		hosts := make(chan bool)
		go s.tray.WatchHost(s.Context(), hosts, func(context.Context) string { return "no panel shows icons" })
		const (
			title = "Sentinel watches without its tray icon: no panel shows icons"
			lost  = "notice " + title + "; " + title + "; show"
		)
		for _, step := range []struct {
			host bool
			wait time.Duration
			want string
		}{
			{false, hostGrace - time.Second, ""},
			{true, time.Hour, ""}, // the panel was only slow
			{false, hostGrace + time.Second, lost},
			{false, time.Hour, ""}, // told once
			{true, time.Hour, "notice "},
			{false, hostGrace + time.Second, lost},
		} {
			hosts <- step.host
			pass(step.wait)
			if got := s.heard(); got != step.want {
				t.Errorf("after %v for %v: %q, want %q", step.host, step.wait, got, step.want)
			}
		}
		close(hosts)
	})
}

// Every icon that the words may ask for is in the set.
func TestIconsExist(t *testing.T) {
	t.Parallel()
	for _, level := range monitor.Levels {
		for _, change := range []func(*monitor.Subject){
			func(*monitor.Subject) {},
			func(s *monitor.Subject) { s.Test = true },
			func(s *monitor.Subject) { s.Acknowledged = true },
		} {
			s := monitor.Subject{Key: "vps", Level: level, Liveness: monitor.Alive}
			change(&s)
			model := view.Model{Page: monitor.Select([]monitor.Subject{s}, monitor.Query{})}
			for _, stalled := range []time.Duration{0, time.Minute} {
				model.Stalled = stalled
				if icon := view.Icon(model); !slices.Contains(assets.IconNames(), icon) {
					t.Errorf("there is no icon %q", icon)
				}
			}
		}
	}
}
