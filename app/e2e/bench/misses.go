//go:build linux

package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/engine"
	"sentinel/platform/clock"
)

const (
	missRounds   = 3
	missAccounts = 100_000
	missLate     = 1000 // of them miss a beat in a round, one every other millisecond
)

// misses measures how late a miss among 100,000 accounts is noticed, against timers of Go's that fire for the same
// instants.
func misses(ctx context.Context) ([]row, error) {
	var bares, noticed []float64
	for range missRounds {
		bares = append(bares, timers(missLate)...)
		late, err := missesOf(ctx)
		if err != nil {
			return nil, err
		}
		noticed = append(noticed, late...)
	}
	bare, own := percentile(bares, 0.99), percentile(noticed, 0.99)
	return []row{{
		what:    "a miss among 100,000 accounts noticed, against a bare timer, 99th percentiles of the delay",
		got:     fmt.Sprintf("%.2f×", own/bare),
		against: fmt.Sprintf("%.0f µs against %.0f µs", own, bare),
		bound:   "1.5×",
		held:    own/bare <= 1.5,
	}}, nil
}

func percentile(values []float64, p float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[int(float64(len(sorted)-1)*p)]
}

// instant is when the i-th miss is due, after a start.
func instant(i int) time.Duration { return time.Second + time.Duration(i)*2*time.Millisecond }

// timers returns by how many microseconds bare timers are late.
func timers(n int) []float64 {
	late := make([]float64, n)
	var firing sync.WaitGroup
	start := time.Now()
	for i := range n {
		firing.Add(1)
		due := start.Add(instant(i))
		time.AfterFunc(time.Until(due), func() {
			late[i] = took(due, time.Now())
			firing.Done()
		})
	}
	firing.Wait()
	return late
}

// missesOf returns by how many microseconds later than due the misses were known to whoever writes and tells them.
func missesOf(ctx context.Context) ([]float64, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	index := map[monitor.Key]int{}
	for i := range missLate {
		index[monitor.Key(fmt.Sprintf("late/ACC_%04d", i))] = i
	}
	e := engine.New(engine.Options{
		Clock: func() monitor.Reading {
			now := clock.Now()
			return monitor.Reading{Wall: now.Wall, Steady: now.Steady, Asleep: now.Steady - now.Awake}
		},
		Expect: func(key monitor.Key) engine.Expectation {
			if i, late := index[key]; late {
				return engine.Expectation{Rhythm: monitor.Rhythm{Interval: instant(i)}}
			}
			return engine.Expectation{Rhythm: monitor.Rhythm{Interval: time.Hour, MaxMisses: 1}}
		},
	})
	go func() { _ = e.Run(ctx) }()
	for from := range missAccounts / 1000 {
		var batch []engine.Arrived
		for i := range 1000 {
			batch = append(batch, arrived(monitor.Key(fmt.Sprintf("alpha/ACC_%06d", from*1000+i)), time.Now()))
		}
		if err := received(e, batch); err != nil {
			return nil, fmt.Errorf("misses: %w", err)
		}
	}
	for more := true; more; { // as the writer has long done
		_, more = e.Drain(ctx, true)
	}
	start := time.Now()
	var batch []engine.Arrived
	for key := range index {
		batch = append(batch, arrived(key, start))
	}
	if err := received(e, batch); err != nil {
		return nil, fmt.Errorf("misses: %w", err)
	}
	var late []float64
	for len(late) < missLate {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-e.Urgent():
		}
		drained, _ := e.Drain(ctx, false)
		now := time.Now()
		for _, t := range drained.Transitions {
			if i, ours := index[t.Incident.Key]; ours && t.Kind == monitor.Opened {
				late = append(late, took(start.Add(instant(i)), now))
			}
		}
	}
	return late, nil
}

// received posts and waits until it is known.
func received(e *engine.Engine, batch []engine.Arrived) error {
	known := make(chan struct{})
	if err := e.Receive(batch, func([]monitor.Receipt) { close(known) }); err != nil {
		return err
	}
	<-known
	return nil
}

func arrived(key monitor.Key, at time.Time) engine.Arrived {
	status := monitor.StatusActive
	if !strings.Contains(string(key), "/") {
		status = monitor.StatusHealthy
	}
	return engine.Arrived{Posting: monitor.Posting{
		Key: key, Source: monitor.SourceReceiver, At: at, Beat: monitor.Heartbeat{Status: status, SentAt: at},
	}}
}
