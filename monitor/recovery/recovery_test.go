package recovery

import (
	"strings"
	"testing"
	"time"

	"sentinel/monitor"
)

func TestRuling(t *testing.T) {
	now := time.Date(2026, 1, 20, 9, 0, 0, 0, time.UTC)
	zero, two := 0, 2
	later := now.Add(time.Hour)
	plan := Plan{After: 5 * time.Minute, Budget: 3, Window: time.Hour, Pause: 10 * time.Minute}
	silent := monitor.Subject{Key: "alpha", Liveness: monitor.Missing, Cause: monitor.CauseMissing, Level: monitor.LevelCritical, Since: now.Add(-10 * time.Minute)}
	ago := func(minutes ...int) (tries []time.Time) {
		for _, m := range minutes {
			tries = append(tries, now.Add(-time.Duration(m)*time.Minute))
		}
		return tries
	}
	for name, test := range map[string]struct {
		change func(*Guard, *State)
		reason string // empty: it may be tried
		until  time.Time
	}{
		"all holds":            {func(*Guard, *State) {}, "", time.Time{}},
		"it is alive":          {func(_ *Guard, s *State) { s.Robot.Liveness, s.Robot.Cause = monitor.Alive, monitor.CauseNone }, "not silent", time.Time{}},
		"it is late":           {func(_ *Guard, s *State) { s.Robot.Liveness = monitor.Late }, "not silent", time.Time{}},
		"it has an error":      {func(_ *Guard, s *State) { s.Robot.Liveness, s.Robot.Cause = monitor.Alive, monitor.CauseError }, "not silent", time.Time{}},
		"it is frozen":         {func(_ *Guard, s *State) { s.Robot.Cause = monitor.CauseFrozen }, "not silent", time.Time{}},
		"its endpoint is gone": {func(_ *Guard, s *State) { s.Robot.Cause = monitor.CauseUnreachable }, "not silent", time.Time{}},
		"it plays a test":      {func(_ *Guard, s *State) { s.Robot.Test = true }, "not silent", time.Time{}},
		"it is paused":         {func(_ *Guard, s *State) { s.Robot.Liveness = monitor.Paused }, "paused", time.Time{}},
		"it is snoozed":        {func(_ *Guard, s *State) { s.Robot.SnoozedUntil = &later }, "snoozed", later},
		"too early":            {func(_ *Guard, s *State) { s.Robot.Since = now.Add(-time.Minute) }, "not been missing for 5m", now.Add(4 * time.Minute)},
		"orders are open":      {func(_ *Guard, s *State) { s.OpenOrders = &two }, "2 open orders", time.Time{}},
		"orders are not known": {func(_ *Guard, s *State) { s.OpenOrders = nil }, "nobody knows", time.Time{}},
		"orders do not matter": {func(g *Guard, s *State) { g.Plan.AnyOrders, s.OpenOrders = true, &two }, "", time.Time{}},
		"market closed":        {func(g *Guard, s *State) { g.Plan.MarketOpen, s.Robot.OpensAt = true, &later }, "market is closed", later},
		"market no matter":     {func(_ *Guard, s *State) { s.Robot.OpensAt = &later }, "", time.Time{}},
		"just tried":           {func(g *Guard, _ *State) { g.Tries = ago(3) }, "less than 10m", now.Add(7 * time.Minute)},
		"tried twice":          {func(g *Guard, _ *State) { g.Tries = ago(50, 30) }, "", time.Time{}},
		"spent":                {func(g *Guard, _ *State) { g.Tries = ago(50, 30, 15) }, "3 tries within 1h", time.Time{}},
		"spent long ago":       {func(g *Guard, _ *State) { g.Tries = ago(80, 70, 60) }, "", time.Time{}},
	} {
		g, s := &Guard{Plan: plan}, State{Robot: silent, OpenOrders: &zero}
		test.change(g, &s)
		r := g.Rule(s, now)
		if r.Try != (test.reason == "") || !strings.Contains(r.Reason, test.reason) || !r.Until.Equal(test.until) || r.Spent != (name == "spent") {
			t.Errorf("%s: %+v, want %q until %s", name, r, test.reason, test.until)
		}
	}
}

// However often it is asked, it allows no more than the budget.
func TestBudgetHolds(t *testing.T) {
	now := time.Date(2026, 1, 20, 9, 0, 0, 0, time.UTC)
	zero := 0
	g := &Guard{Plan: Plan{Budget: 3, Window: time.Hour, Pause: time.Minute}}
	s := State{Robot: monitor.Subject{Liveness: monitor.Missing, Cause: monitor.CauseMissing, Since: now}, OpenOrders: &zero}
	tries := 0
	day := func() {
		for range 24 * 60 * 60 {
			now = now.Add(time.Second)
			if g.Rule(s, now).Try {
				g.Tried(now)
				tries++
			}
		}
	}
	if day(); tries != 3 {
		t.Errorf("%d tries in a day", tries)
	}
	g.Rule(State{Robot: monitor.Subject{Liveness: monitor.Alive}}, now)
	if day(); tries != 6 {
		t.Errorf("%d tries after it had beaten", tries)
	}
}
