package trend

import "sentinel/monitor"

// rhythm is a monitor.Rhythm in milliseconds.
type rhythm struct{ interval, grace int64 }

func rhythmOf(r monitor.Rhythm) rhythm {
	return rhythm{interval: r.Interval.Milliseconds(), grace: r.Grace.Milliseconds()}
}

// due is how many beats were due in [from, to).
func (r rhythm) due(from, to int64) int {
	if r.interval <= 0 {
		return 0
	}
	return int(floorDiv(to-1, r.interval) - floorDiv(from-1, r.interval))
}

func floorDiv(a, b int64) int64 {
	quotient := a / b
	if a%b < 0 {
		quotient--
	}
	return quotient
}

// silence is the time since a subject's last beat, as far as is known.
type silence struct {
	beaten  bool
	last    int64 // the last beat
	spoiled bool  // some of the time since was left out

	waits   bool
	base    int64 // misses are counted from here: the last beat, or the end of the latest excuse
	excused bool  // an absence has moved base, and it has not beaten since
}

// misses is how many misses fall into [from, to).
func (s silence) misses(from, to int64, r rhythm) int {
	return s.missesBy(to-1, r) - s.missesBy(from-1, r)
}

// missesBy is the largest k ≥ 0 with k = 0 or at ≥ base + k·interval + grace.
func (s silence) missesBy(at int64, r rhythm) int {
	over := at - s.base - r.grace
	if !s.waits || r.interval <= 0 || over < r.interval {
		return 0
	}
	return int(over / r.interval)
}

// beat ends the silence and tells how long it was; whole is false where there
// was no beat before, or not all of the time counts.
func (s *silence) beat(at int64) (gap int64, whole bool) {
	gap, whole = at-s.last, s.beaten && !s.spoiled
	*s = silence{beaten: true, last: at, waits: true, base: at}
	return gap, whole
}

func (s *silence) spoil() { s.spoiled = true }

// turn moves base to the end of time that excuses silence; for an absence once
// in a silence. Who was never seen is waited for from the first turn on.
func (s *silence) turn(at int64, from, to state) {
	switch {
	case !s.waits && to.reason == unseen:
		s.waits, s.base = true, at
	case !from.excuses() || from.reason == to.reason:
	case from.reason != unobserved:
		s.waits, s.base = true, at
	case !s.excused:
		s.waits, s.base, s.excused = true, at, true
	}
}
