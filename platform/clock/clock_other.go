//go:build !linux && !darwin && !windows

package clock

import "time"

// start is the fixed point of a system whose boot clock we do not know.
var start = time.Now()

// counters counts from the start of the process, by Go's monotonic clock.
func counters() (steady, awake time.Duration) {
	steady = time.Since(start)
	return steady, steady
}
