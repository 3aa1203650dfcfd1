package trend

import (
	"time"

	"sentinel/monitor"
)

// reason says why time is left out.
type reason uint8

const (
	counted reason = iota // it is not
	unseen
	unobserved
	paused
	quiet
	stopped
	reasons
)

// state is how a subject fares, as far as sums of time care. Before its first
// turn a subject is not known.
type state struct {
	level  monitor.Level
	reason reason
}

var unknown = state{monitor.LevelUnknown, unseen}

// stateOf reads a turn. A level that nobody knows, of a newer program or a
// damaged file, is unknown.
func stateOf(t monitor.Turn) state {
	s := state{level: t.Level}
	if s.level > monitor.LevelCritical {
		s.level = monitor.LevelUnknown
	}
	switch {
	case t.Liveness == monitor.New:
		s.reason = unseen
	case t.Liveness == monitor.Unobserved:
		s.reason = unobserved
	case t.Liveness == monitor.Paused:
		s.reason = paused
	case t.Liveness == monitor.Quiet:
		s.reason = quiet
	case t.Liveness == monitor.Stopped, s.level == monitor.LevelOff:
		s.reason = stopped
	}
	return s
}

// down tells whether the time is that of an outage.
func (s state) down() bool { return s.reason == counted && s.level == monitor.LevelCritical }

// excuses tells whether silence proves nothing in such time, so that counting
// misses starts anew after it. A subject that was not seen yet is waited for
// all the same.
func (s state) excuses() bool {
	return s.reason == unobserved || s.reason == paused || s.reason == quiet
}

// outage follows whether one goes on.
type outage bool

// turn takes in the next state and tells whether an outage began. Time in which
// nobody could look, and a critical level that does not count, leave it open.
func (o *outage) turn(to state) (began bool) {
	switch {
	case to.down():
		began = !bool(*o)
		*o = true
	case to.reason != unobserved && to.level != monitor.LevelCritical:
		*o = false
	}
	return began
}

func milliseconds(n int64) time.Duration { return time.Duration(n) * time.Millisecond }
