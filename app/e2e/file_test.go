//go:build desktop && linux

package e2e

import (
	"context"
	"strings"
	"testing"
	"time"

	"sentinel/app/e2e/desktop"
)

// quick is a file whose silence shows within seconds: late after 3 s, missing after 5 s.
func quick(path string) string {
	return `
[[source]]
name = "vps"
kind = "file"
path = "` + path + `"
every = "500ms"
interval = "2s"
grace = "1s"
max_misses = 1
`
}

// The main job: a robot's file appears, falls silent, and comes back.
func TestFileGoesStaleAndRecovers(t *testing.T) {
	t.Parallel()
	s := stage(t, desktop.Options{})
	s.configure(quick(s.status))
	tray := s.tray()

	s.beat(s.status, "🔄 Waiting for signals...")
	alive := s.tooltip(tray, "vps is alive")

	late := s.tooltip(tray, "vps", "late")
	if late.Icon == alive.Icon {
		t.Errorf("the icon of a late robot is that of one alive")
	}
	missing := s.tooltip(tray, "vps silent")
	if missing.Icon == late.Icon || missing.Icon == alive.Icon {
		t.Errorf("the icon of a missing robot is not its own")
	}
	first := s.toasts(1)[0]
	if !strings.Contains(first.Summary, "vps") || first.Urgency != "critical" {
		t.Errorf("the notification is %+v", first)
	}
	if output, status := s.control("status"); status != 2 || !strings.HasPrefix(output, "SENTINEL CRITICAL") {
		t.Errorf("sentinelctl status exits %d and says %q", status, output)
	}

	stop := s.beating()
	back := s.tooltip(tray, "vps is alive")
	if back.Icon != alive.Icon {
		t.Errorf("the icon of a recovered robot is not that of one alive")
	}
	second := s.toasts(2)[1]
	if !strings.Contains(second.Summary, "vps") || second.Urgency == "critical" {
		t.Errorf("the notification of the recovery is %+v", second)
	}
	// Beats that come in time tell nothing more. The next silence is the third notification and nothing came before.
	stop()
	third := s.toasts(3)[2]
	if third.Urgency != "critical" {
		t.Errorf("the third notification is %+v", third)
	}
}

// beating lets the robot beat twice an interval, until the returned function is called.
func (s *scene) beating() (stop func()) {
	ctx, cancel := context.WithCancel(s.ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			output, err := s.Command(ctx, "python3", "-c", robot, s.status, "✅ Login successful").CombinedOutput()
			if err != nil && ctx.Err() == nil {
				s.Errorf("the robot: %v: %s", err, output)
			}
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	}()
	stop = func() {
		cancel()
		<-done
	}
	s.Cleanup(stop)
	return stop
}

// The built-in source needs no configuration: the file in the folder that Sentinel was started in.
func TestDefaultFileIsWatched(t *testing.T) {
	t.Parallel()
	s := stage(t, desktop.Options{})
	tray := s.tray()
	s.beat(s.status, "💰 Trade executed")
	s.tooltip(tray, "default is alive")
	if output, status := s.control("status"); status != 0 || !strings.HasPrefix(output, "SENTINEL OK") {
		t.Errorf("sentinelctl status exits %d and says %q", status, output)
	}
}

// A robot that says error is told of at once, by its own words, harmless to the notification server.
func TestErrorIsTold(t *testing.T) {
	t.Parallel()
	s := stage(t, desktop.Options{})
	s.configure(strings.Replace(quick(s.status), `interval = "2s"`, `interval = "10m"`, 1))
	tray := s.tray()
	s.beat(s.status, "❌ Margin <b>call</b> $(touch pwned) & worse")
	s.tooltip(tray, "vps", "Margin <b>call</b>")
	toast := s.toasts(1)[0]
	if text := toast.Summary + "\n" + toast.Body; !strings.Contains(text, "Margin") || !strings.Contains(text, "call") {
		t.Errorf("the notification is %+v", toast)
	}
	s.beat(s.status, "🔄 Waiting for signals...")
	s.tooltip(tray, "vps is alive")
	s.toasts(2)
}
