package clock

import (
	"time"

	"golang.org/x/sys/unix"
)

// counters reads CLOCK_MONOTONIC_RAW, which is mach_continuous_time and goes
// on in sleep, and CLOCK_UPTIME_RAW, which is mach_absolute_time and stands
// still. CLOCK_MONOTONIC is not taken: it is made from the time of day less
// the boot time, and can jump for a moment while the wall clock is being set.
func counters() (steady, awake time.Duration) {
	awake = read(unix.CLOCK_UPTIME_RAW)
	return max(read(unix.CLOCK_MONOTONIC_RAW), awake), awake
}

func read(clock int32) time.Duration {
	var at unix.Timespec
	if err := unix.ClockGettime(clock, &at); err != nil {
		return 0
	}
	return time.Duration(at.Nano())
}
