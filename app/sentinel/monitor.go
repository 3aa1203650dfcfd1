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
	page, err := m.Page(ctx, monitor.Query{Limit: monitor.MaxLimit})
	if err != nil {
		return view.Model{}, err
	}
	return view.Model{
		Page: page, At: time.Now(), Waiting: m.Waiting(), Notices: m.Notices(), TestSource: m.TestSource(),
	}, nil
}

// SetTest implements tray.Monitor.
func (m watchedMonitor) SetTest(ctx context.Context, status string) error {
	return m.Agent.SetTest(ctx, api.TestStatus{Type: status})
}

// Snooze implements tray.Monitor: of what needs attention, and of all that is
// snoozed when length is 0, as far as one page holds them.
func (m watchedMonitor) Snooze(ctx context.Context, length time.Duration) error {
	page, err := m.Page(ctx, monitor.Query{Limit: monitor.MaxLimit})
	if err != nil {
		return err
	}
	for _, subject := range page.Subjects {
		if length == 0 && subject.SnoozedUntil == nil {
			continue
		}
		if err := m.Act(ctx, subject.Key, api.ActionSnooze, length); err != nil {
			return err
		}
	}
	return nil
}
