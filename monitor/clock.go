package monitor

import "time"

// Reading is one look at the machine's clocks.
type Reading struct {
	Wall   time.Time     // what the clock on the wall says; a person or NTP may step it
	Steady time.Duration // since a fixed point; counts time asleep; never steps
	Asleep time.Duration // how much of Steady the machine has slept; only its growth means anything
}

// WallAt tells what the wall clock, as it goes now, said at an instant of
// Steady.
func (r Reading) WallAt(steady time.Duration) time.Time {
	return r.Wall.Add(steady - r.Steady)
}

// Clock reads the clocks. It may be called from any goroutine.
type Clock func() Reading

// ProcessClock is a Clock that knows no sleep: it counts from its making, by
// Go's monotonic clock.
func ProcessClock() Clock {
	start := time.Now()
	return func() Reading {
		now := time.Now()
		return Reading{Wall: now.Round(0), Steady: now.Sub(start)}
	}
}
