//go:build desktop && linux

package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"sentinel/app/e2e/desktop"
)

// windowTitle is part of the title of Sentinel's window.
const windowTitle = "Heartbeat Monitor"

// A scene is a desktop with Sentinel's folders on it.
type scene struct {
	*testing.T
	*desktop.Desktop
	ctx    context.Context
	config string // path of the configuration
	status string // path of the robot's status file

	configured bool // whether there is a configuration
}

// stage starts a desktop. When the test fails, what all programs printed is shown.
func stage(t *testing.T, o desktop.Options) *scene {
	t.Helper()
	home := t.TempDir()
	d, err := desktop.Start(t.Context(), home, o)
	if err != nil {
		t.Fatal(err)
	}
	s := &scene{
		T: t, Desktop: d, ctx: t.Context(),
		config: filepath.Join(home, "sentinel", "config.toml"),
		status: filepath.Join(home, "logs", "heartbeat_status.txt"),
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(d.Output())
			s.picture("failed-" + strings.ReplaceAll(t.Name(), "/", "-"))
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// picture keeps a screenshot, when SENTINEL_SCREENSHOTS names a folder for them.
func (s *scene) picture(name string) {
	folder := os.Getenv("SENTINEL_SCREENSHOTS")
	if folder == "" {
		return
	}
	// The test's own context may have ended.
	if err := s.Screenshot(context.WithoutCancel(s.ctx), filepath.Join(folder, name+".png")); err != nil {
		s.Error(err)
	}
}

// must ends the test on an error.
func (s *scene) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// until waits for a condition, given as text for the report.
func (s *scene) until(what string, ok func() bool) {
	s.Helper()
	s.must(desktop.Until(s.ctx, what, ok))
}

// configure writes the configuration. The API gets a free port, so that nothing else on this machine is in the way.
func (s *scene) configure(text string) {
	s.Helper()
	s.must(os.MkdirAll(filepath.Dir(s.config), 0o700))
	s.configured = true
	s.must(os.WriteFile(s.config, []byte("[listen]\naddress = \"\"\n"+text), 0o600))
}

// program prepares one of the built programs, with this scene's folders.
func (s *scene) program(name string, args ...string) *exec.Cmd {
	s.Helper()
	path, err := filepath.Abs(filepath.Join("..", "..", "bin", name))
	s.must(err)
	cmd := s.Command(context.WithoutCancel(s.ctx), path, args...)
	cmd.Env = append(cmd.Env, "SENTINEL_STATE_DIR="+filepath.Join(s.Home, "state"))
	if s.configured {
		cmd.Env = append(cmd.Env, "SENTINEL_CONFIG="+s.config)
	}
	return cmd
}

// start starts one of the built programs.
func (s *scene) start(name string, args ...string) *desktop.Process {
	s.Helper()
	process, err := s.Launch(s.program(name, args...))
	s.must(err)
	return process
}

// tray starts the tray program and waits for its icon.
func (s *scene) tray() *desktop.Process {
	s.Helper()
	process := s.start("sentinel")
	s.until("the tray shows the icon", func() bool { return s.Registered(process.PID()) })
	return process
}

// control runs sentinelctl and returns what it printed to stdout and its exit status.
func (s *scene) control(args ...string) (string, int) {
	s.Helper()
	cmd := s.program("sentinelctl", args...)
	output, err := cmd.Output()
	if err != nil && cmd.ProcessState == nil {
		s.Fatal(err)
	}
	return string(output), cmd.ProcessState.ExitCode()
}

func (s *scene) item(tray *desktop.Process) desktop.Item {
	s.Helper()
	item, err := s.Item(tray.PID())
	s.must(err)
	return item
}

// tooltip waits until the tooltip contains all the texts and returns the item.
func (s *scene) tooltip(tray *desktop.Process, texts ...string) desktop.Item {
	s.Helper()
	var item desktop.Item
	err := desktop.Until(s.ctx, fmt.Sprintf("the tooltip says %q", texts), func() bool {
		var err error
		item, err = s.Item(tray.PID())
		return err == nil && !slices.ContainsFunc(texts, func(text string) bool { return !strings.Contains(item.Tooltip, text) })
	})
	if err != nil {
		s.Fatalf("%v; it says %q", err, item.Tooltip)
	}
	return item
}

// toasts waits until there were as many notifications and returns them.
func (s *scene) toasts(count int) []desktop.Toast {
	s.Helper()
	var toasts []desktop.Toast
	err := desktop.Until(s.ctx, fmt.Sprintf("%d notifications were shown", count), func() bool {
		var err error
		toasts, err = s.Toasts(s.ctx)
		return err == nil && len(toasts) >= count
	})
	if err != nil || len(toasts) != count {
		s.Fatalf("%d notifications, expected %d: %+v (%v)", len(toasts), count, toasts, err)
	}
	return toasts
}

// window waits for Sentinel's window and returns it with its process.
func (s *scene) window() (id string, pid int) {
	s.Helper()
	s.until("the window is there", func() bool {
		windows, err := s.Windows(s.ctx, windowTitle)
		if err != nil || len(windows) == 0 {
			return false
		}
		id = windows[len(windows)-1]
		pid, err = s.WindowPID(s.ctx, id)
		return err == nil
	})
	return id, pid
}

// ended waits until a process and its window are gone.
func (s *scene) ended(pid int) {
	s.Helper()
	s.until("the window has gone", func() bool {
		windows, err := s.Windows(s.ctx, windowTitle)
		return err == nil && len(windows) == 0 && syscall.Kill(pid, 0) != nil
	})
}

// robot writes the status file as the seed's robots do, with plain Python that overwrites it in place.
const robot = `
import datetime, os, sys
status_file = sys.argv[1]
os.makedirs(os.path.dirname(status_file), exist_ok=True)
with open(status_file, "w") as f:
    f.write(f"{sys.argv[2]}\n{datetime.datetime.now().isoformat()}")
`

func (s *scene) beat(path, message string) {
	s.Helper()
	output, err := s.Command(s.ctx, "python3", "-c", robot, path, message).CombinedOutput()
	if err != nil {
		s.Fatalf("%v: %s", err, output)
	}
}
