package engine

import "time"

// begin is the end of the time in which nobody watched before the start.
// Nothing was judged before; the instant before this one is the latest at which
// an earlier run watched.
func (e *Engine) begin() {
	e.reading = e.options.Clock()
	e.begun, e.earlier = true, earlier{}
	known := openings{}
	for slot, old := range e.records {
		if old != nil {
			r := old.clone()
			r.reopenUnseen(e.reading, known)
			changes := r.excuse(e.moment())
			e.commit(int32(slot), r, changes)
			if r.excused && !old.excused {
				signal(e.urgent) // not to be given time again after a crash
			}
		}
	}
	e.worked()
}

// worked is called after work that grows with the number of subjects, and may
// take longer than oversleep: we were there meanwhile.
func (e *Engine) worked() { e.wake = e.options.Clock().Steady }

// tick reads the clocks and notices that we were away, and that the wall clock
// was set.
func (e *Engine) tick() {
	e.before = e.reading
	e.reading = e.options.Clock()
	slept := e.reading.Asleep - e.before.Asleep
	asleep := slept > doze
	if e.wallSet() {
		e.stains.whole = true
		signal(e.urgent)
	}
	overslept := e.reading.Steady > e.wake+oversleep
	e.wake = e.reading.Steady // more may follow at once
	switch {
	case asleep || overslept:
		e.log.Info("was away; looking at all sources before judging", "slept", slept.Round(time.Second),
			"for", (e.reading.Steady - e.before.Steady).Round(time.Second))
		e.noteAway(asleep)
		e.holdAll(e.before.Steady, asleep)
		e.options.OnGap()
		e.worked()
	case e.wallSet():
		if e.reading.Wall.Sub(e.before.Wall) > e.reading.Steady-e.before.Steady {
			e.noteAway(false) // from the times that the clock skipped nobody has seen anything
		}
		e.takeWallSet()
		e.worked()
	}
}

// wallSet tells whether the wall clock was set, and not only corrected a little.
func (e *Engine) wallSet() bool {
	apart := e.reading.Wall.Sub(e.before.Wall) - (e.reading.Steady - e.before.Steady)
	return apart.Abs() > wallStep
}

// takeWallSet asks the calendars anew, and has all records written anew: over a
// restart, the wall clock says how long ago they were saved.
func (e *Engine) takeWallSet() {
	known := openings{}
	for slot, old := range e.records {
		if old != nil {
			r := old.clone()
			r.reopenUnseen(e.reading, known)
			changes := r.settle(e.moment())
			e.commit(int32(slot), r, changes)
		}
	}
}

// holdAll holds all subjects as they were at an instant; who must reach us is
// given time instead. A hold that runs is prolonged only by sleep: on a machine
// that starves us all the time, judgement must come nevertheless.
func (e *Engine) holdAll(at time.Duration, asleep bool) {
	known := openings{}
	for slot, old := range e.records {
		if old == nil {
			continue
		}
		r := old.clone()
		for i := range r.feeds {
			if f := &r.feeds[i]; !f.origin.pushed && (!f.looks().held || asleep) {
				f.hold(at, e.reading.Steady+e.options.Hold)
			}
		}
		r.reopenUnseen(e.reading, known)
		changes := r.excuse(e.moment())
		e.commit(int32(slot), r, changes)
	}
}
