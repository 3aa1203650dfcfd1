package decode

import (
	"fmt"
	"time"
)

const (
	tolerance  = 5 * time.Second  // between clocks that agree
	zoneStep   = 15 * time.Minute // what zones differ by
	zoneSteps  = 56               // 14 hours
	cannotRead = "its time cannot be read"
)

// ClockFault says why the time sent is not to be believed, as a sentence, and
// "" when nothing speaks against it. sent is the robot's own time, modTime that
// of the file, now when it was read. Being behind is no fault, but by a whole
// number of quarters of an hour it is: then a zone is wrong. Zero times are not
// compared.
func ClockFault(sent, modTime, now time.Time) string {
	if sent.IsZero() {
		return ""
	}
	if !now.IsZero() && sent.Sub(now) > tolerance {
		return fmt.Sprintf("its time is %s ahead of this computer's clock: check the clock and the time zone of both", roughly(sent.Sub(now)))
	}
	if modTime.IsZero() {
		return ""
	}
	if steps, ok := zoneOffset(sent.Sub(modTime)); ok && steps != 0 {
		side := "behind"
		if steps > 0 {
			side = "ahead of"
		}
		return fmt.Sprintf("its time is %s %s the file's: set the source's timezone to the robot's",
			roughly((time.Duration(steps) * zoneStep).Abs()), side)
	}
	return ""
}

// zoneOffset says how many steps of zones a difference is; not ok when it is
// none.
func zoneOffset(difference time.Duration) (steps int, ok bool) {
	rounded := difference.Round(zoneStep)
	steps = int(rounded / zoneStep)
	return steps, steps >= -zoneSteps && steps <= zoneSteps && (difference-rounded).Abs() <= tolerance
}

// roughly writes a duration as people say it: its two largest units.
func roughly(d time.Duration) string {
	d = d.Abs()
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%d days", int(d.Hours()/24))
	case d >= time.Hour:
		if minutes := int(d.Minutes()) % 60; minutes != 0 {
			return fmt.Sprintf("%d h %d min", int(d.Hours()), minutes)
		}
		return fmt.Sprintf("%d h", int(d.Hours()))
	case d >= time.Minute:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	}
	if d < time.Second {
		return "less than 1 s"
	}
	return fmt.Sprintf("%d s", int(d.Seconds()))
}
