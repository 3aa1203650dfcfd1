package monitor

import "time"

// SavedSubject is what the engine wants kept of a subject over a restart.
// State is opaque to everyone else.
type SavedSubject struct {
	Key   Key
	At    time.Time // the wall clock when it was saved
	State []byte
}

// Rhythm is what is expected of a subject.
type Rhythm struct {
	Interval  time.Duration // how often a beat is expected
	Grace     time.Duration // how much later still counts as on time
	MaxMisses int           // how many misses are borne: the threshold
}
