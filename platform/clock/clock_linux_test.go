package clock_test

import (
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sentinel/platform/clock"
)

// The steady clock must be the one that counts suspended time: a reading lies
// between two readings of CLOCK_BOOTTIME.
func TestSteadyIsBootTime(t *testing.T) {
	read := func() time.Duration {
		var at unix.Timespec
		if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &at); err != nil {
			t.Fatal(err)
		}
		return time.Duration(at.Nano())
	}
	before, now, after := read(), clock.Now(), read()
	if now.Steady < before || now.Steady > after {
		t.Errorf("steady = %v, not between %v and %v", now.Steady, before, after)
	}
}
