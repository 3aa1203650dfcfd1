package decode

import (
	"fmt"
	"time"
)

// SkewFault says why the clock of a robot that reports by itself cannot be
// right, with a guess at the reason, when it was so far ahead of ours (behind,
// when negative) as its heartbeat came; "" when nothing speaks against it. A
// heartbeat may come late, so being behind is no fault, but by a whole number
// of quarters of an hour it is.
func SkewFault(skew time.Duration) string {
	steps, zone := zoneOffset(skew)
	side := "behind"
	if skew > 0 {
		side = "ahead"
	}
	switch {
	case zone && steps != 0 && (time.Duration(steps)*zoneStep).Abs() == time.Hour:
		return fmt.Sprintf("clock 1 h %s: looks like a time zone or daylight saving time", side)
	case zone && steps != 0:
		return fmt.Sprintf("clock %s %s: looks like a time zone", roughly((time.Duration(steps) * zoneStep).Abs()), side)
	case skew > 24*time.Hour:
		return fmt.Sprintf("clock %s ahead: looks like a wrong date", roughly(skew))
	case skew > tolerance:
		return fmt.Sprintf("clock %s ahead: set the robot's clock", roughly(skew))
	}
	return ""
}
