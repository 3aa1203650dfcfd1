//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sentinel/app/e2e/desktop"
)

const (
	iconRounds   = 9
	windowRounds = 7
)

// A scene is a desktop in a folder of its own.
type scene struct{ *desktop.Desktop }

func stage(ctx context.Context) (*scene, func(), error) {
	home, err := os.MkdirTemp("", "sentinel-bench-")
	if err != nil {
		return nil, nil, fmt.Errorf("make a home folder: %w", err)
	}
	d, err := desktop.Start(ctx, home, desktop.Options{})
	if err != nil {
		return nil, nil, errors.Join(err, os.RemoveAll(home))
	}
	return &scene{d}, func() {
		_ = d.Close()
		_ = os.RemoveAll(home)
	}, nil
}

// launch starts one of the programs with a configuration.
func (s *scene) launch(ctx context.Context, bin, program, config string) (*desktop.Process, error) {
	path := filepath.Join(s.Home, "config.toml")
	if err := os.WriteFile(path, []byte("[listen]\naddress = \"\"\n"+config), 0o600); err != nil {
		return nil, fmt.Errorf("write the configuration: %w", err)
	}
	cmd := s.Command(ctx, filepath.Join(bin, program))
	cmd.Env = append(cmd.Env, "SENTINEL_CONFIG="+path, "SENTINEL_STATE_DIR="+filepath.Join(s.Home, "state"))
	return s.Launch(cmd)
}

// starts measures how long a person waits for the icon and for the window.
func starts(ctx context.Context, bin, empty string) ([]row, error) {
	s, end, err := stage(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	file := filepath.Join(s.Home, "logs", "heartbeat_status.txt")
	config := fmt.Sprintf("[[source]]\nname = \"vps\"\nkind = \"file\"\npath = %q\ninterval = \"1h\"\n", file)

	var icons []float64
	var tray *desktop.Process
	for range iconRounds {
		if tray != nil {
			tray.Kill()
		}
		registered, forget, err := s.Registrations()
		if err != nil {
			return nil, err
		}
		began := time.Now()
		if tray, err = s.launch(ctx, bin, "sentinel", config); err != nil {
			return nil, err
		}
		select {
		case at := <-registered:
			icons = append(icons, took(began, at)/1000)
		case <-time.After(desktop.Patience):
			return nil, fmt.Errorf("no icon; sentinel printed: %s", tray.Output())
		}
		forget()
	}
	icon := median(icons)

	var ours, bare []float64
	for range windowRounds {
		other, err := s.appears(ctx, func() (*desktop.Process, error) { return s.Launch(s.Command(ctx, empty)) })
		if err != nil {
			return nil, fmt.Errorf("empty window: %w", err)
		}
		one, err := s.appears(ctx, func() (*desktop.Process, error) { return nil, s.Activate(tray.PID()) })
		if err != nil {
			return nil, fmt.Errorf("window: %w; sentinel printed: %s", err, tray.Output())
		}
		ours, bare = append(ours, one), append(bare, other)
	}
	ratio := median(ours) / median(bare)
	return []row{
		{"start → icon shown, median", fmt.Sprintf("%.0f ms", icon), "", "150 ms", icon <= 150},
		{
			"click → window painted, against an empty Fyne window, medians", fmt.Sprintf("%.2f×", ratio),
			fmt.Sprintf("%.0f ms against %.0f ms", median(ours), median(bare)), "1.5×", ratio <= 1.5,
		},
	}, nil
}

// appears opens a window, returns the milliseconds until the middle of the screen is painted, and closes it.
func (s *scene) appears(ctx context.Context, open func() (*desktop.Process, error)) (float64, error) {
	began := time.Now()
	process, err := open()
	if err != nil {
		return 0, err
	}
	for painted := false; !painted; {
		if time.Since(began) > desktop.Patience {
			return 0, errors.New("no window appeared")
		}
		if painted, err = s.painted(); err != nil {
			return 0, err
		}
		if err := pause(ctx, time.Millisecond); err != nil {
			return 0, err
		}
	}
	elapsed := took(began, time.Now()) / 1000
	if process != nil {
		process.Kill()
	} else if err := s.closeWindow(ctx); err != nil {
		return 0, err
	}
	return elapsed, desktop.Until(ctx, "the window has gone", func() bool {
		painted, err := s.painted()
		return err == nil && !painted
	})
}

// painted looks beside the pointer, which rests in the middle of the screen.
func (s *scene) painted() (bool, error) { return s.Covered(600, 430) }

// closeWindow closes the one window whose title is Sentinel's.
func (s *scene) closeWindow(ctx context.Context) error {
	var windows []string
	err := desktop.Until(ctx, "the window is managed", func() bool {
		var err error
		windows, err = s.Windows(ctx, "Heartbeat Monitor")
		return err == nil && len(windows) > 0
	})
	if err != nil {
		return err
	}
	return s.CloseWindow(ctx, strings.TrimSpace(windows[0]))
}
