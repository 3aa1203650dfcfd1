//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"sentinel/app/e2e/desktop"
)

const (
	idleSubjects = 100
	idleFor      = 20 * time.Second
	settleFor    = 5 * time.Second
	samplePeriod = 10 * time.Millisecond
)

// idle measures the tray program at rest: 100 robots on time, the window closed.
func idle(ctx context.Context, bin string) ([]row, error) {
	d, end, err := stage(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	tray, err := d.launch(ctx, bin, "sentinel", robots(d.Home))
	if err != nil {
		return nil, err
	}
	if err := desktop.Until(ctx, "the tray knows all robots", func() bool {
		item, err := d.Item(tray.PID())
		return err == nil && strings.Contains(item.Tooltip, "100 robots alive")
	}); err != nil {
		return nil, fmt.Errorf("%w; it printed: %s", err, tray.Output())
	}
	if err := pause(ctx, settleFor); err != nil {
		return nil, err
	}
	before, err := switches(tray.PID())
	if err != nil {
		return nil, err
	}
	wakes, err := wakeUps(ctx, tray.PID())
	if err != nil {
		return nil, err
	}
	after, err := switches(tray.PID())
	if err != nil {
		return nil, err
	}
	own, err := statusNumber(fmt.Sprintf("/proc/%d/status", tray.PID()), "RssAnon")
	if err != nil {
		return nil, err
	}
	resident, err := statusNumber(fmt.Sprintf("/proc/%d/status", tray.PID()), "VmRSS")
	if err != nil {
		return nil, err
	}
	perSecond := float64(after-before) / idleFor.Seconds()
	wakesPerSecond := float64(wakes) / idleFor.Seconds()
	return []row{
		{"tray, 100 subjects: memory of its own (RssAnon)", fmt.Sprintf("%.1f MB", mb(own)), "", "12 MB", mb(own) <= 12},
		{"the same: resident (VmRSS)", fmt.Sprintf("%.1f MB", mb(resident)), "", "32 MB", mb(resident) <= 32},
		{"the same: wake-ups a second (bursts of activity)", fmt.Sprintf("%.2f", wakesPerSecond), "", "1", wakesPerSecond <= 1},
		{"the same: context switches a second", fmt.Sprintf("%.2f", perSecond), "", "10", perSecond <= 10},
	}, nil
}

func mb(kb int64) float64 { return float64(kb) / 1024 }

// robots writes 100 status files in ten folders and returns the configuration that watches them.
func robots(home string) string {
	var config strings.Builder
	for i := range idleSubjects {
		path := filepath.Join(home, "logs", strconv.Itoa(i/10), fmt.Sprintf("robot-%d.txt", i))
		fmt.Fprintf(&config, "[[source]]\nname = \"robot-%d\"\nkind = \"file\"\npath = %q\ninterval = \"1h\"\n", i, path)
		// A file that cannot be written shows in the count of robots.
		_ = os.MkdirAll(filepath.Dir(path), 0o755)
		_, _ = beat(path, "✅ Login successful")
	}
	return config.String()
}

// wakeUps counts how often the process woke from rest within idleFor: moments of activity with rest between them.
func wakeUps(ctx context.Context, pid int) (int, error) {
	last, err := switches(pid)
	if err != nil {
		return 0, err
	}
	tick := time.NewTicker(samplePeriod)
	defer tick.Stop()
	ended := time.After(idleFor)
	count, active := 0, false
	for {
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-ended:
			return count, nil
		case <-tick.C:
		}
		now, err := switches(pid)
		if err != nil {
			return 0, err
		}
		if now != last && !active {
			count++
		}
		active = now != last
		last = now
	}
}

// switches is how often the threads of a process have been switched, of their own will or not.
func switches(pid int) (int64, error) {
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", pid))
	if err != nil || len(tasks) == 0 {
		return 0, fmt.Errorf("the tray has ended (%v)", err)
	}
	var sum int64
	for _, task := range tasks {
		for _, name := range []string{"voluntary_ctxt_switches", "nonvoluntary_ctxt_switches"} {
			n, err := statusNumber(task, name)
			if err != nil {
				return 0, err
			}
			sum += n
		}
	}
	return sum, nil
}

// statusNumber reads one number of a status file under /proc.
func statusNumber(path, name string) (int64, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return 0, fmt.Errorf("read %s: %w", name, err)
	}
	for line := range strings.Lines(string(data)) {
		key, value, _ := strings.Cut(line, ":")
		if key == name {
			n, err := strconv.ParseInt(strings.Fields(value)[0], 10, 64)
			if err != nil {
				return 0, fmt.Errorf("read %s: %w", name, err)
			}
			return n, nil
		}
	}
	return 0, fmt.Errorf("%s has no %s", path, name)
}

func pause(ctx context.Context, length time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(length):
		return nil
	}
}
