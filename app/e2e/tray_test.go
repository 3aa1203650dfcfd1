//go:build desktop && linux

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"sentinel/app/e2e/desktop"
)

// steady is a file that stays on time for the whole test after one beat.
func steady(path string) string {
	return strings.Replace(quick(path), `interval = "2s"`, `interval = "10m"`, 1)
}

// steadyTray stages a tray with one robot alive.
func steadyTray(t *testing.T, o desktop.Options) (*scene, *desktop.Process) {
	t.Helper()
	s := stage(t, o)
	s.configure(steady(s.status))
	s.beat(s.status, "✅ Login successful")
	tray := s.tray()
	s.tooltip(tray, "vps is alive")
	return s, tray
}

func TestTrayAndWindowLiveApart(t *testing.T) {
	t.Parallel()
	s, tray := steadyTray(t, desktop.Options{})

	s.must(s.Activate(tray.PID()))
	window, pid := s.window()
	s.must(s.CloseWindow(s.ctx, window))
	s.ended(pid)
	s.tooltip(tray, "vps is alive")

	s.must(s.Activate(tray.PID()))
	_, pid = s.window()
	s.must(syscall.Kill(pid, syscall.SIGKILL))
	s.ended(pid)
	s.tooltip(tray, "vps is alive")

	// A second start shows the first one's window, and ends.
	status, err := s.start("sentinel").Wait()
	s.must(err)
	if status != 0 {
		t.Errorf("a second start exits %d", status)
	}
	_, pid = s.window()

	// The window does not outlive the tray.
	s.must(tray.Signal(syscall.SIGTERM))
	if status, err := tray.Wait(); err != nil || status != 0 {
		t.Errorf("after SIGTERM the tray exits %d: %v", status, err)
	}
	s.ended(pid)
}

// A second start brings a window that is open already to the front.
func TestSecondStartRaisesTheWindow(t *testing.T) {
	t.Parallel()
	s, tray := steadyTray(t, desktop.Options{})
	s.must(s.Activate(tray.PID()))
	window, _ := s.window()
	other, err := s.Launch(s.Command(s.ctx, "xmessage", "-title", "In front", "something else"))
	s.must(err)
	s.until("another window has the focus", func() bool {
		fronts, err := s.Windows(s.ctx, "In front")
		if err != nil || len(fronts) == 0 {
			return false
		}
		return s.Focus(s.ctx, fronts[0]) == nil && s.Focused(s.ctx) == fronts[0]
	})
	if status, err := s.start("sentinel").Wait(); err != nil || status != 0 {
		t.Errorf("a second start exits %d: %v", status, err)
	}
	s.until("the window has the focus", func() bool { return s.Focused(s.ctx) == window })
	if windows, err := s.Windows(s.ctx, windowTitle); err != nil || len(windows) != 1 {
		t.Errorf("there are the windows %v: %v", windows, err)
	}
	other.Kill()
}

// Where no tray shows icons the window opens by itself, and Sentinel says why.
func TestWithoutTrayHostTheWindowOpens(t *testing.T) {
	t.Parallel()
	s := stage(t, desktop.Options{NoTray: true})
	s.configure(steady(s.status))
	s.beat(s.status, "✅ Login successful")
	process := s.start("sentinel")
	s.window()
	s.until("Sentinel says that there is no tray", func() bool { return strings.Contains(strings.ToLower(process.Output()), "tray") })
	s.picture("no-tray")
}

func TestMenu(t *testing.T) {
	t.Parallel()
	s, tray := steadyTray(t, desktop.Options{})
	before, err := os.ReadFile(s.status)
	s.must(err)
	plain := s.item(tray)

	s.must(s.Choose(tray.PID(), "Set test status", "Trade"))
	test := s.tooltip(tray, "TEST")
	if test.Icon == plain.Icon {
		t.Errorf("a test status does not show in the icon")
	}
	during, err := os.ReadFile(s.status)
	s.must(err)
	if !strings.Contains(string(during), "Trade executed") || !strings.Contains(string(during), `"test"`) {
		t.Errorf("the file of a test status holds %q", during)
	}

	// A robot that writes meanwhile ends the test: its beat is the truth.
	s.beat(s.status, "🔄 Waiting for signals...")
	s.until("the test has gone from the tooltip", func() bool { return !strings.Contains(s.item(tray).Tooltip, "TEST") })
	if now := s.item(tray); now.Icon != plain.Icon {
		t.Errorf("after the test the icon is not as before; the tooltip is %q", now.Tooltip)
	}
	if string(before) == string(during) {
		t.Errorf("the test status left the file as it was")
	}

	entries, err := s.Menu(tray.PID())
	s.must(err)
	var labels []string
	for _, entry := range entries {
		labels = append(labels, entry.Label)
	}
	for _, label := range []string{"Open", "Set test status", "Snooze", "Settings file", "Quit"} {
		if !strings.Contains(strings.Join(labels, "\n"), label) {
			t.Errorf("the menu has no %q: %q", label, labels)
		}
	}

	s.must(s.Choose(tray.PID(), "Quit"))
	if status, err := tray.Wait(); err != nil || status != 0 {
		t.Errorf("after Quit the tray exits %d: %v", status, err)
	}
}

// A snooze is silence by wish: the trouble is shown and not told.
func TestSnooze(t *testing.T) {
	t.Parallel()
	s := stage(t, desktop.Options{})
	s.configure(quick(s.status))
	s.beat(s.status, "✅ Login successful")
	tray := s.tray()
	s.tooltip(tray, "vps silent")
	s.toasts(1)
	s.must(s.Choose(tray.PID(), "Snooze", "1 hour"))
	s.until("the snooze holds", func() bool {
		output, _ := s.control("status", "vps", "--json")
		return strings.Contains(strings.ReplaceAll(output, " ", ""), `"snoozed_until":"2`)
	})
	s.beat(s.status, "❌ Error occurred")
	s.tooltip(tray, "Error occurred")
	s.tooltip(tray, "vps silent")
	s.toasts(1)
}

// The state outlives the tray: an outage that was told of is not told again, and not forgotten.
func TestRestartRemembers(t *testing.T) {
	t.Parallel()
	s := stage(t, desktop.Options{})
	s.configure(quick(s.status))
	s.beat(s.status, "✅ Login successful")
	tray := s.tray()
	s.toasts(1)
	s.must(tray.Signal(syscall.SIGKILL))
	<-tray.Done()

	tray = s.tray()
	s.tooltip(tray, "vps silent")
	s.beat(s.status, "✅ Login successful")
	toasts := s.toasts(2)
	if toasts[1].Urgency == "critical" {
		t.Errorf("after the restart the outage was told of again: %+v", toasts[1])
	}
	if _, err := os.Stat(filepath.Join(s.Home, "state", "sentinel.db")); err != nil {
		t.Error(err)
	}
}
