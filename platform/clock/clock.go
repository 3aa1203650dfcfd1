// Package clock reads the machine's clocks: what the wall says, and two
// clocks that nobody can step, one that counts time asleep and one that does
// not.
//
// A monitor waits on the steady clock: a laptop that slept, or a wall clock
// that was set, then raises no false alarm. Every function may be called from
// any goroutine; a reading costs two system calls.
package clock

import "time"

// Reading is one look at the machine's clocks.
type Reading struct {
	// Wall is the time of day. A person or a time server may step it. It holds
	// no monotonic part, so Sub and Equal compare what the wall said.
	Wall time.Time
	// Steady counts from a fixed point, on most systems the boot. It goes on
	// while the machine is suspended and never steps with the wall clock.
	Steady time.Duration
	// Awake counts from the same point without the time suspended, where the
	// system can tell; elsewhere it equals Steady. Only its growth means
	// anything: Steady less Awake grows by what the machine has slept, within
	// the coarseness of the system's clocks (about 16 ms on Windows).
	Awake time.Duration
}

// Now reads the clocks.
func Now() Reading {
	steady, awake := counters()
	return Reading{Wall: time.Now().Round(0), Steady: steady, Awake: awake}
}
