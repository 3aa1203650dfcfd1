package main

import (
	"context"
	"time"

	"sentinel/app/agent"
	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/api"
)

// watchedMonitor is an agent as the tray sees it.
type watchedMonitor struct{ *agent.Agent }

// Model implements tray.Monitor.
func (m watchedMonitor) Model(ctx context.Context) (view.Model, error) {
	s, err := m.Snapshot(ctx)
	if err != nil {
		return view.Model{}, err
	}
	return view.Model{
		Page: monitor.Select(s.Subjects(), monitor.Query{Limit: monitor.MaxLimit}),
		At:   time.Now(), Waiting: m.Waiting(), Notices: m.Notices(), TestSource: m.TestSource(),
	}, nil
}

// SetTest implements tray.Monitor.
func (m watchedMonitor) SetTest(ctx context.Context, status string) error {
	return m.Agent.SetTest(ctx, api.TestStatus{Type: status})
}

// Snooze implements tray.Monitor.
func (m watchedMonitor) Snooze(ctx context.Context, length time.Duration) error {
	s, err := m.Snapshot(ctx)
	if err != nil {
		return err
	}
	for _, subject := range s.Subjects() {
		if length == 0 && subject.SnoozedUntil == nil {
			continue
		}
		if err := m.Act(ctx, subject.Key, api.ActionSnooze, length); err != nil {
			return err
		}
	}
	return nil
}
