package recovery

import (
	"fmt"
	"time"

	"sentinel/monitor"
)

// Plan says under which conditions a robot may be started again.
type Plan struct {
	After      time.Duration // it has been missing for so long
	AnyOrders  bool          // also while orders are open, or nobody knows whether; else only when none are known to be
	MarketOpen bool          // only while its market is open
	Budget     int           // so many tries within Window, and then no more until a person looks
	Window     time.Duration
	Pause      time.Duration // between two tries
}

// State is what is known of the robot now.
type State struct {
	Robot      monitor.Subject
	OpenOrders *int // of its accounts together; nil: not known of all
}

// Ruling is what a Guard says.
type Ruling struct {
	Try    bool
	Spent  bool      // the budget is spent: a person has to look
	Until  time.Time // when to ask again; zero: when something changes
	Reason string    // why there is no try; empty with Try
}

// Guard holds a plan to its budget: once that is spent nothing is tried before
// the robot has beaten. Tries are the latest, oldest first.
type Guard struct {
	Plan  Plan
	Tries []time.Time
	spent bool // the budget was spent, and the robot has not beaten since
}

// Rule says whether the robot may be started again now.
func (g *Guard) Rule(s State, now time.Time) Ruling {
	r := s.Robot
	if r.Liveness == monitor.Alive {
		g.spent = false
	}
	switch {
	case r.Liveness == monitor.Paused:
		return Ruling{Reason: "it is paused"}
	case r.Liveness != monitor.Missing || r.Cause != monitor.CauseMissing || r.Test:
		return Ruling{Reason: "it is not silent"}
	case r.SnoozedUntil != nil:
		return Ruling{Until: *r.SnoozedUntil, Reason: "it is snoozed"}
	case g.Plan.MarketOpen && r.OpensAt != nil:
		return Ruling{Until: *r.OpensAt, Reason: "its market is closed"}
	}
	if at := r.Since.Add(g.Plan.After); now.Before(at) {
		return Ruling{Until: at, Reason: fmt.Sprintf("it has not been missing for %s", g.Plan.After)}
	}
	if reason := g.orders(s); reason != "" {
		return Ruling{Reason: reason}
	}
	g.forget(now)
	n := len(g.Tries)
	if g.spent = g.spent || n >= g.Plan.Budget; g.spent {
		return Ruling{Spent: true, Reason: fmt.Sprintf("%d tries within %s did not help", g.Plan.Budget, g.Plan.Window)}
	}
	if n > 0 {
		if at := g.Tries[n-1].Add(g.Plan.Pause); now.Before(at) {
			return Ruling{Until: at, Reason: fmt.Sprintf("the latest try was less than %s ago", g.Plan.Pause)}
		}
	}
	return Ruling{Try: true}
}

// orders says why open orders forbid a try; empty when they do not.
func (g *Guard) orders(s State) string {
	switch {
	case g.Plan.AnyOrders:
		return ""
	case s.OpenOrders == nil:
		return "nobody knows whether it has open orders"
	case *s.OpenOrders > 0:
		return fmt.Sprintf("it has %d open orders", *s.OpenOrders)
	}
	return ""
}

// Tried notes that a try begins.
func (g *Guard) Tried(now time.Time) { g.Tries = append(g.Tries, now) }

// forget drops the tries that the budget does not count any more. A clock that
// was set back keeps them longer, which is the safe side.
func (g *Guard) forget(now time.Time) {
	for len(g.Tries) > 0 && now.Sub(g.Tries[0]) >= g.Plan.Window {
		g.Tries = g.Tries[1:]
	}
}
