package monitor

import "time"

// Turn is a change of how a subject fares: from At on, until its next turn, it
// has this level and liveness. The engine tells of no time in which no monitor
// ran or the machine was asleep; the history reads back such time as turns to
// unobserved and back.
type Turn struct {
	Key      Key
	At       time.Time
	Level    Level
	Liveness Liveness
	Cause    Cause // why the level is not ok; empty otherwise
}

// Absence is a time in which nobody watched: no monitor ran, the machine slept, or
// the clock skipped it.
type Absence struct {
	Began, Ended time.Time
	Slept        bool // the machine did; the history does not keep that
}
