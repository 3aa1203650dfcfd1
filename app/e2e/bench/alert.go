//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sentinel/monitor/alert"
)

const (
	alertRounds = 24
	alertWait   = 2 * time.Second
)

// alerts measures how long after a robot's silence is noticed, and the wait for more
// of its kind is over, a webhook on this machine is told. Each robot has a channel of
// its own: news of one would wait for news of the others.
func alerts(ctx context.Context, bin string) ([]row, error) {
	folder, err := os.MkdirTemp("", "sentinel-bench-")
	if err != nil {
		return nil, fmt.Errorf("alerts: %w", err)
	}
	defer os.RemoveAll(folder)
	late := make(chan float64, alertRounds)
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		arrived := time.Now()
		var m alert.Message
		if err := json.NewDecoder(r.Body).Decode(&m); err != nil || m.Kind != alert.Opened {
			return
		}
		late <- took(m.Incidents[0].Opened.Add(alertWait), arrived) / 1000
	}))
	defer hook.Close()
	url, end, err := startAlerting(ctx, filepath.Join(bin, "sentinelctl"), folder, hook.URL)
	if err != nil {
		return nil, err
	}
	defer end()

	client := &http.Client{}
	for n := range alertRounds {
		beat := fmt.Sprintf(`{"event":"ROBOT_HEARTBEAT","status":"healthy","timestamp":%q}`, time.Now().Format(time.RFC3339Nano))
		if err := postBeat(ctx, client, url+alertRobot(n), beat); err != nil {
			return nil, err
		}
		if err := pause(ctx, 170*time.Millisecond); err != nil {
			return nil, err
		}
	}
	var delays []float64
	patience := time.After(time.Minute)
	for len(delays) < alertRounds {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-patience:
			return nil, errors.New("alerts: the webhook was not told of all within a minute")
		case one := <-late:
			delays = append(delays, one)
		}
	}
	worst := slices.Max(delays)
	return []row{{
		what:    fmt.Sprintf("silence noticed, and %s for what belongs together → webhook told, worst of %d", alertWait, alertRounds),
		got:     fmt.Sprintf("%.0f ms", worst),
		against: fmt.Sprintf("median %.0f ms", median(delays)),
		bound:   "100 ms",
		held:    worst <= 100,
	}}, nil
}

func alertRobot(n int) string { return fmt.Sprintf("robot-%02d", n) }

// startAlerting starts the headless monitor with a channel for each robot, which are
// late soon, and returns where they post.
func startAlerting(ctx context.Context, program, folder, hook string) (url string, end func(), err error) {
	var settings strings.Builder
	fmt.Fprintf(&settings, "[defaults]\ninterval = \"1s\"\ngrace = \"1s\"\n[alerts]\ngroup_wait = %q\ndigest = \"\"\n", alertWait)
	for n := range alertRounds {
		fmt.Fprintf(&settings, "[[channel]]\nname = %q\nkind = \"webhook\"\nurl = %q\nkeys = [%[1]q]\n", alertRobot(n), hook)
	}
	url, end, err = startReceiver(ctx, program, folder, settings.String())
	return strings.TrimSuffix(url, "alpha"), end, err
}
