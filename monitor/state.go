package monitor

import (
	"encoding"
	"fmt"
)

// Liveness says how a subject's silence compares with what is expected of it.
type Liveness string

// The livenesses.
const (
	New        Liveness = "new"        // never seen
	Alive      Liveness = "alive"      // on time
	Late       Liveness = "late"       // 1 ≤ misses ≤ threshold
	Missing    Liveness = "missing"    // misses > threshold
	Paused     Liveness = "paused"     // its owner said not to watch
	Quiet      Liveness = "quiet"      // market closed: silence is expected
	Stopped    Liveness = "stopped"    // it said goodbye
	Unobserved Liveness = "unobserved" // we could not look
)

// Level says what a person needs to know of a subject. Levels are ordered: a
// greater one is worse, so that the overall level is the greatest of all.
type Level uint8

// The levels, from the least to the most urgent.
const (
	LevelOff Level = iota
	LevelOK
	LevelUnknown
	LevelWarning
	LevelCritical
)

// Levels lists all levels, the worst first.
var Levels = []Level{LevelCritical, LevelWarning, LevelUnknown, LevelOK, LevelOff}

var levelNames = [...]string{"off", "ok", "unknown", "warning", "critical"}

var (
	_ encoding.TextMarshaler   = Level(0)
	_ encoding.TextUnmarshaler = (*Level)(nil)
)

// String returns the level's name as the API writes it.
func (l Level) String() string {
	if int(l) < len(levelNames) {
		return levelNames[l]
	}
	return fmt.Sprintf("level(%d)", uint8(l))
}

// MarshalText writes the level's name.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads a level's name.
func (l *Level) UnmarshalText(text []byte) error {
	for i, name := range levelNames {
		if name == string(text) {
			*l = Level(i)
			return nil
		}
	}
	return fmt.Errorf("level %q: want one of off, ok, unknown, warning, critical", text)
}

// Cause says why a level is not ok; empty when there is nothing to say.
type Cause string

// The causes.
const (
	CauseNone        Cause = ""
	CauseMissing     Cause = "missing"     // silent past the threshold, or late
	CauseError       Cause = "error"       // its status is error
	CauseUnhealthy   Cause = "unhealthy"   // its status is unhealthy
	CauseDegraded    Cause = "degraded"    // its status is degraded
	CauseExpired     Cause = "expired"     // its session expired
	CauseWarning     Cause = "warning"     // its status is warning
	CauseUnreachable Cause = "unreachable" // no answer from its source
	CauseUnreadable  Cause = "unreadable"  // an answer or a file without a status in it
	CauseFabricated  Cause = "fabricated"  // an endpoint that invents fresh answers
	CauseFrozen      Cause = "frozen"      // an endpoint whose answer does not move
	CauseStopped     Cause = "stopped"     // it said goodbye in its session
	CauseClock       Cause = "clock"       // its clock cannot be right; a finding, never a level
)

// Statuses of status files and endpoints: what a message means.
const (
	StatusWaiting = "waiting"
	StatusLogin   = "login"
	StatusTrade   = "trade"
	StatusProfit  = "profit"
	StatusError   = "error"
	StatusWarning = "warning"
	StatusBusy    = "busy"
	StatusCustom  = "custom"
	StatusStopped = "stopped"
)

// Statuses of robots and accounts that post their heartbeats themselves; an
// account may also report StatusError.
const (
	StatusHealthy   = "healthy"
	StatusDegraded  = "degraded"
	StatusUnhealthy = "unhealthy"
	StatusActive    = "active"
	StatusIdle      = "idle"
	StatusExpired   = "expired"
)

// StatusLevel returns the level that a reported status means by itself, with
// the cause to name when it is not ok. Unknown statuses are ok: a robot may say
// what it likes.
func StatusLevel(status string) (Level, Cause) {
	switch status {
	case StatusError:
		return LevelCritical, CauseError
	case StatusUnhealthy:
		return LevelCritical, CauseUnhealthy
	case StatusExpired:
		return LevelCritical, CauseExpired
	case StatusDegraded:
		return LevelWarning, CauseDegraded
	case StatusWarning:
		return LevelWarning, CauseWarning
	}
	return LevelOK, CauseNone
}
