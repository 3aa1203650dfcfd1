package robots

import (
	"math/rand/v2"
	"time"

	"sentinel/monitor"
)

// The sizes of what goes wrong.
const (
	ahead     = 7 * time.Hour         // of a clock in another zone
	setBack   = time.Hour             // of a clock at the end of summer
	floodPace = 50 * time.Millisecond // between two beats of a flood
	floodTime = 5 * time.Second       // of a flood
)

// subject is a robot or an account that is made up.
type subject struct {
	number   int // by order of making
	robot    string
	account  string   // "" for a robot
	parent   *subject // an account's robot
	accounts int      // of a robot
	random   *rand.Rand

	next time.Time // when it beats again

	status string
	orders int
	tasks  int

	troubled bool      // it goes wrong at times
	fate     int       // which fault comes next
	fault    Fault     // the one it has
	turns    time.Time // when the next fault begins, or this one ends
	jumped   bool      // Jumps: it has
	last     *Beat     // Freezes: the one that is sent again
	held     []Beat    // Delays, Reorders: made, and not arrived yet
}

func (s *subject) key() monitor.Key {
	if s.account == "" {
		return monitor.Key(s.robot)
	}
	return monitor.Key(s.robot + "/" + s.account)
}

// begin takes the next fault up.
func (s *subject) begin() {
	faults := accountFaults
	if s.account == "" {
		faults = robotFaults
	}
	s.fault = faults[s.fate%len(faults)]
	s.fate++
	s.jumped, s.last = false, nil
}

// silent tells whether nothing is to be heard of it: with its robot an account
// falls silent too.
func (s *subject) silent() bool {
	return s.fault == Stops || s.parent != nil && s.parent.fault == Stops
}

// pace is how long it waits for its next beat: about an interval.
func (s *subject) pace(interval time.Duration) time.Duration {
	if s.fault == Floods {
		return floodPace
	}
	return interval - interval/40 + s.within(interval/20)
}

// lasts is how long the fault that has begun goes on.
func (s *subject) lasts(interval time.Duration) time.Duration {
	if s.fault == Floods {
		return floodTime
	}
	return s.spell(interval, 6, 12)
}

// spell is a time of so many intervals.
func (s *subject) spell(interval time.Duration, least, most int) time.Duration {
	return time.Duration(least+s.random.IntN(most-least+1)) * interval
}

func (s *subject) within(length time.Duration) time.Duration {
	return time.Duration(s.random.Int64N(int64(max(length, 1))))
}

// beat makes the next beat.
func (s *subject) beat() *Beat {
	if s.fault == Freezes && s.last != nil {
		return s.last
	}
	s.status = s.change()
	at := s.next
	switch s.fault {
	case RunsAhead:
		at = at.Add(ahead)
	case IsSetBack:
		at = at.Add(-setBack)
	}
	b := NewBeat(s.account, s.status, at)
	if s.account == "" {
		s.tasks = max(0, s.tasks+s.random.IntN(3)-1)
		b.ActiveAccounts, b.ActiveTasks = new(s.accounts), new(s.tasks)
	} else {
		s.trade()
		b.SessionValid, b.OpenOrders = new(s.status != monitor.StatusExpired), new(s.orders)
	}
	b.Message = s.message()
	s.last = &b
	return s.last
}

// change is the status that it goes on to.
func (s *subject) change() string {
	if s.account == "" {
		goal := monitor.StatusHealthy
		if s.fault == Fails {
			goal = monitor.StatusUnhealthy
		}
		return toward(monitor.KindRobot, s.status, goal)
	}
	goal := s.status
	switch {
	case s.fault == Fails:
		goal = monitor.StatusError
	case s.fault == Expires:
		goal = monitor.StatusExpired
	case s.fault == Jumps && (s.jumped || s.status == monitor.StatusIdle):
		s.jumped = true
		return monitor.StatusError // whatever the diagram says
	case s.fault == Jumps:
		goal = monitor.StatusIdle
	case s.status == monitor.StatusIdle:
		if s.random.IntN(4) == 0 {
			goal = monitor.StatusActive
		}
	case s.status != monitor.StatusActive || s.random.IntN(10) > 0:
		goal = monitor.StatusActive
	default:
		goal = monitor.StatusIdle
	}
	return toward(monitor.KindAccount, s.status, goal)
}

// trade opens and closes orders while the account is active. One that is idle
// has none; one in trouble keeps what it had.
func (s *subject) trade() {
	switch s.status {
	case monitor.StatusActive:
		s.orders = min(max(0, s.orders+s.random.IntN(3)-1), 5)
	case monitor.StatusIdle:
		s.orders = 0
	}
}

func (s *subject) message() string {
	switch s.status {
	case monitor.StatusError:
		return "Margin too low for EURUSD"
	case monitor.StatusUnhealthy:
		return "Connection to the broker lost"
	}
	return ""
}
