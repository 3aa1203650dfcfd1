package engine

import (
	"slices"
	"time"

	"sentinel/monitor"
)

// past is what is remembered of the beats of a pushed feed, to tell a fresh one
// from a repetition and from one that comes late.
type past struct {
	recent [4]uint32 // marks of the latest beats that counted, the newest first
	strays *strays   // nil: none since the latest beat that counted
}

// strays are the beats that did not count. It is never changed once it is shared.
type strays struct {
	sent  int64         // of the latest one older than the newest, by the robot's clock; unknownTime: none
	at    time.Duration // when that was taken
	again time.Duration // when the very same beat was last taken again; never: it was not
}

// latest returns the strays, for reading.
func (p *past) latest() strays {
	if p.strays == nil {
		return strays{sent: unknownTime, again: never}
	}
	return *p.strays
}

// arrival is one beat as it arrived.
type arrival struct {
	sent        int64 // unknownTime: unknown
	at          time.Duration
	fingerprint uint64 // of its content
}

// mark stands for time and content of a beat.
func (a arrival) mark() uint32 {
	h := a.fingerprint ^ uint64(a.sent)*0x9e3779b97f4a7c15
	return max(1, uint32(h^h>>32))
}

// classify tells what a beat is. The very same beat again (the same time and
// content as one that counted) counts once; again says that an older one is one
// of those. One older than the newest is for the history, unless two such in a
// row advance as their receipts do: then the robot's clock was set back, and
// setBack is true.
func (p *past) classify(a arrival, newest int64, interval time.Duration, again bool) (d monitor.Disposition, setBack bool) {
	known := p.latest()
	switch {
	case a.sent == unknownTime: // a ping is what it is: nothing tells two apart
		return monitor.Counted, false
	case again && a.sent < newest && !p.knows(a):
		return monitor.Duplicate, false // of long ago: it says nothing of what the robot does now
	case p.knows(a):
		known.again = a.at
		p.strays = &known
		return monitor.Duplicate, false
	case newest == unknownTime, a.sent >= newest:
		return monitor.Counted, false
	case known.advances(a, interval):
		return monitor.Counted, true
	}
	known.sent, known.at = a.sent, a.at
	p.strays = &known
	return monitor.Older, false
}

// knows tells whether it is the very same as one of the latest beats that counted.
func (p *past) knows(a arrival) bool { return slices.Contains(p.recent[:], a.mark()) }

// saved tells whether a kept beat is the one that the saved state ends with, at
// last. The two times are of two clocks, and differ by a little. So a beat that
// says its own time is known by that, and a ping by what it says as well: one
// that failed right after one that did not is another.
func (p *past) saved(a arrival, last time.Duration) bool {
	if a.sent == unknownTime {
		return a.at <= last+clocksApart && a.mark() == p.recent[0]
	}
	return p.knows(a)
}

// follows tells whether a kept beat came after the one that the saved state ends
// with, though by the wall clock it seems to have come at the same time, or a
// little before: the robot says that it is newer.
func (p *past) follows(a arrival, newest int64, last time.Duration) bool {
	return a.sent != unknownTime && newest != unknownTime && a.sent > newest && a.at > last-clocksApart && !p.knows(a)
}

// clocksApart is how much the times may differ that a beat has in the engine and
// where it is kept: the one is of the steady clock, the other of that on the wall.
const clocksApart = time.Second

// advances tells whether the robot's clock went on between two beats as ours
// did: a late delivery of old beats comes at another pace.
func (s strays) advances(a arrival, interval time.Duration) bool {
	if s.sent == unknownTime {
		return false
	}
	theirs, ours := time.Duration(a.sent-s.sent), a.at-s.at
	return theirs > 0 && ours > 0 && (theirs-ours).Abs() <= min(paceTolerance, interval/4)
}

// paceTolerance is how much two receipts may be delayed differently.
const paceTolerance = 5 * time.Second

// remember notes a beat that counted.
func (p *past) remember(a arrival) {
	copy(p.recent[1:], p.recent[:])
	p.recent[0] = a.mark()
	p.strays = nil
}
