//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/engine"
	"sentinel/monitor/source"
	"sentinel/platform/clock"

	"golang.org/x/sys/unix"
)

const latencyRounds = 300

// latency measures how long after a robot has closed its file the engine holds the new state, against a bare inotify
// watcher that reads the file.
func latency(ctx context.Context) ([]row, error) {
	folder, err := os.MkdirTemp("", "sentinel-bench-")
	if err != nil {
		return nil, fmt.Errorf("latency: %w", err)
	}
	defer os.RemoveAll(folder)
	bare, endBare, err := bareWatcher(filepath.Join(folder, "bare"))
	if err != nil {
		return nil, err
	}
	defer endBare()
	whole, endWhole, err := sentinelWatcher(ctx, filepath.Join(folder, "sentinel"))
	if err != nil {
		return nil, err
	}
	defer endWhole()

	var bares, wholes []float64
	for round := range latencyRounds {
		one, err := bare(round)
		if err != nil {
			return nil, err
		}
		other, err := whole(round)
		if err != nil {
			return nil, err
		}
		bares, wholes = append(bares, one), append(wholes, other)
	}
	ratio := median(wholes) / median(bares)
	return []row{{
		what:    "file closed → state applied, against a bare inotify watcher, medians",
		got:     fmt.Sprintf("%.2f×", ratio),
		against: fmt.Sprintf("%.0f µs against %.0f µs", median(wholes), median(bares)),
		bound:   "2×",
		held:    ratio <= 2,
	}}, nil
}

// A watcher lets a robot write once and returns the microseconds from the closed file until the watcher knew it.
type watcher func(round int) (float64, error)

// beat writes as robots do, and returns when it closed the file: the moment before, since a watcher may wake while the
// closing still goes on.
func beat(path, message string) (time.Time, error) {
	file, err := os.Create(path)
	if err != nil {
		return time.Time{}, fmt.Errorf("write as a robot: %w", err)
	}
	_, err = file.WriteString(message + "\n" + time.Now().Format("2006-01-02T15:04:05.000000"))
	closed := time.Now()
	if err := errors.Join(err, file.Close()); err != nil {
		return time.Time{}, fmt.Errorf("write as a robot: %w", err)
	}
	return closed, nil
}

func took(began, ended time.Time) float64 {
	return max(0, float64(ended.Sub(began).Nanoseconds())/1000)
}

func bareWatcher(folder string) (watcher, func(), error) {
	if err := os.Mkdir(folder, 0o755); err != nil {
		return nil, nil, fmt.Errorf("bare watcher: %w", err)
	}
	descriptor, err := unix.InotifyInit1(unix.IN_CLOEXEC)
	if err != nil {
		return nil, nil, fmt.Errorf("bare watcher: %w", err)
	}
	if _, err := unix.InotifyAddWatch(descriptor, folder, unix.IN_CLOSE_WRITE); err != nil {
		return nil, nil, fmt.Errorf("bare watcher: %w", err)
	}
	path := filepath.Join(folder, "heartbeat_status.txt")
	known := make(chan time.Time, 16)
	go func() {
		buffer := make([]byte, 4096)
		for {
			if n, err := unix.Read(descriptor, buffer); err != nil || n <= 0 {
				return
			}
			if _, err := os.ReadFile(path); err != nil {
				return
			}
			known <- time.Now()
		}
	}()
	write := func(round int) (float64, error) {
		closed, err := beat(path, "round "+strconv.Itoa(round))
		if err != nil {
			return 0, err
		}
		select {
		case at := <-known:
			return took(closed, at), nil
		case <-time.After(10 * time.Second):
			return 0, fmt.Errorf("the bare watcher missed round %d", round)
		}
	}
	return write, func() { _ = unix.Close(descriptor) }, nil
}

// sentinelWatcher joins source and engine as the agent does.
func sentinelWatcher(ctx context.Context, folder string) (watcher, func(), error) {
	if err := os.Mkdir(folder, 0o755); err != nil {
		return nil, nil, fmt.Errorf("watcher: %w", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	path := filepath.Join(folder, "heartbeat_status.txt")
	machine := func() monitor.Reading {
		now := clock.Now()
		return monitor.Reading{Wall: now.Wall, Steady: now.Steady, Asleep: now.Steady - now.Awake}
	}
	changed := make(chan time.Time, 64)
	rhythm := monitor.Rhythm{Interval: time.Minute, Grace: 15 * time.Second, MaxMisses: 4}
	e := engine.New(engine.Options{
		Clock:    machine,
		Watched:  []engine.Watched{{Key: "bench", Source: "bench", Expectation: engine.Expectation{Rhythm: rhythm}}},
		OnChange: func() { changed <- time.Now() },
	})
	go func() { _ = e.Run(ctx) }()
	s := source.NewFile(source.FileConfig{Name: "bench", Key: "bench", Path: path, Every: 2 * time.Second, Clock: machine},
		source.NewTicks(ctx), source.NewFolders(ctx, nil), slog.New(slog.DiscardHandler))
	go func() { _ = s.Run(ctx, e.Submit) }()

	applied := func(message string) (bool, error) {
		subject, err := e.Subject(ctx, "bench")
		if err != nil {
			return false, fmt.Errorf("ask the engine: %w", err)
		}
		return subject.Message == message, nil
	}
	write := func(round int) (float64, error) {
		message := "round " + strconv.Itoa(round)
		closed, err := beat(path, message)
		if err != nil {
			return 0, err
		}
		patience := time.After(10 * time.Second)
		for {
			select {
			case at := <-changed:
				// The signal may be of an earlier change.
				done, err := applied(message)
				if err != nil {
					return 0, err
				}
				if done {
					return took(closed, at), nil
				}
			case <-patience:
				return 0, fmt.Errorf("the engine missed round %d", round)
			}
		}
	}
	if _, err := write(-1); err != nil {
		cancel()
		return nil, nil, err
	}
	return write, cancel, nil
}
