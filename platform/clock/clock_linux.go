package clock

import (
	"time"

	"golang.org/x/sys/unix"
)

// counters reads CLOCK_BOOTTIME, which counts suspended time, and
// CLOCK_MONOTONIC, which does not. Both are slewed alike by a time server, so
// their difference is the time asleep alone.
func counters() (steady, awake time.Duration) {
	awake = read(unix.CLOCK_MONOTONIC)
	return max(read(unix.CLOCK_BOOTTIME), awake), awake
}

// read gives 0 for a clock that the kernel lacks; Linux has had both since
// 2.6.39.
func read(clock int32) time.Duration {
	var at unix.Timespec
	if err := unix.ClockGettime(clock, &at); err != nil {
		return 0
	}
	return time.Duration(at.Nano())
}
