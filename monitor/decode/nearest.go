package decode

import "time"

// Nearest returns the reading of a local time that lies nearest to the instant
// at which it was received. When summer time ends an hour comes twice, and a
// robot whose times have no zone says the same times twice: taken for what it
// had said before, it would pass for a robot that stands still.
func Nearest(sent, received time.Time) time.Time {
	nearest := sent
	for _, shift := range []time.Duration{30 * time.Minute, time.Hour} {
		for _, other := range []time.Time{sent.Add(shift), sent.Add(-shift)} {
			if sameClock(other, sent) && other.Sub(received).Abs() < nearest.Sub(received).Abs() {
				nearest = other
			}
		}
	}
	return nearest
}

func sameClock(a, b time.Time) bool {
	const clock = "2006-01-02T15:04:05.999999999"
	return a.Format(clock) == b.Format(clock)
}
