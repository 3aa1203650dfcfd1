package engine

import (
	"time"

	"sentinel/monitor"
)

// verdict is what holds of a subject at an instant. It is never changed once
// it was given.
type verdict struct {
	liveness monitor.Liveness
	level    monitor.Level
	cause    monitor.Cause
	why      string
	misses   int
	alarm    bool // worth an incident: critical, or a warning for another reason than being late
}

// calm is the verdict on nearly all subjects at nearly all times: one is enough.
var calm = &verdict{liveness: monitor.Alive, level: monitor.LevelOK}

func shared(v verdict) *verdict {
	if v == *calm {
		return calm
	}
	return &v
}

// sameAgain is why a subject is frozen that reaches us by itself.
const sameAgain = "it sends the very same heartbeat again and again"

// judge applies the rules of truth, the first that holds: paused, not seen or
// not observed, missing, stopped, market closed, and otherwise the worst of its
// status, its source and its lateness.
func (r *record) judge(now time.Duration, market market) verdict {
	if r.paused {
		return verdict{liveness: monitor.Paused, level: monitor.LevelOff}
	}
	if r.rare.blind != never && !r.missing {
		return verdict{
			liveness: monitor.Unobserved, level: monitor.LevelUnknown, cause: monitor.CauseUnreachable,
			why: "the network here is down",
		}
	}
	misses := r.missesAt(market.counted(r.judgedAt(now)))
	trouble, bad := r.trouble(now)
	bystander := r.bystander()
	f := r.freshest()
	stopped := r.saidGoodbye()
	gone := r.missing || !bystander && !stopped && misses > r.terms.rhythm.MaxMisses
	switch {
	case gone:
		return r.missingVerdict(f, misses, trouble)
	case stopped:
		return stoppedVerdict(f, market)
	case bystander, !r.seen() && (misses == 0 || market.closed):
		return r.newVerdict(trouble, bad)
	case market.closed:
		return quietVerdict(f)
	}
	return r.presentVerdict(f, misses, r.late(now, misses), trouble, bad)
}

// saidGoodbye tells whether the latest beat was a goodbye.
func (r *record) saidGoodbye() bool {
	f := r.freshest()
	return f != nil && f.seen && f.beat.status == monitor.StatusStopped
}

func (r *record) missingVerdict(f *feed, misses int, trouble look) verdict {
	v := verdict{
		liveness: monitor.Missing, level: monitor.LevelCritical, misses: misses,
		cause: monitor.CauseMissing, alarm: true,
	}
	switch {
	case trouble.cause != monitor.CauseNone:
		v.cause, v.why = trouble.cause, trouble.why
	case f != nil && f.unmoved && f.origin.pushed:
		v.cause, v.why = monitor.CauseFrozen, sameAgain
	case f != nil && f.unmoved:
		v.cause, v.why = monitor.CauseFrozen, f.looks().why
	case !r.seen():
		v.why = "never seen"
	case f.looks().why != "":
		v.why = f.looks().why
	}
	return v
}

// stoppedVerdict: a goodbye is worth a look only while the market is open.
func stoppedVerdict(f *feed, market market) verdict {
	v := verdict{liveness: monitor.Stopped, level: monitor.LevelWarning, cause: monitor.CauseStopped, why: f.beat.message(), alarm: true}
	if market.closed {
		v.level, v.alarm = monitor.LevelOff, false
	}
	return v
}

// quietVerdict: while the market is closed only a status that is critical in
// itself is worth a look.
func quietVerdict(f *feed) verdict {
	v := verdict{liveness: monitor.Quiet, level: monitor.LevelOff}
	if level, cause := monitor.StatusLevel(f.beat.status); level == monitor.LevelCritical {
		v.level, v.cause, v.alarm = level, cause, true
	} else {
		v.findClock(f)
	}
	return v
}

func (r *record) newVerdict(trouble look, bad bool) verdict {
	v := verdict{liveness: monitor.New, level: monitor.LevelUnknown}
	if !bad {
		return v
	}
	v.cause, v.why = trouble.cause, trouble.why
	if trouble.cause == monitor.CauseFabricated {
		v.level, v.alarm = monitor.LevelWarning, true
	}
	return v
}

// presentVerdict takes the worst of status, source and lateness; of equals the
// first.
func (r *record) presentVerdict(f *feed, misses int, late bool, trouble look, bad bool) verdict {
	v := verdict{liveness: monitor.Alive, level: monitor.LevelOK, misses: misses}
	if f.seen {
		v.level, v.cause = monitor.StatusLevel(f.beat.status)
		v.alarm = v.level >= monitor.LevelWarning
	}
	if late {
		v.liveness = monitor.Late
	}
	if bad {
		level := monitor.LevelUnknown
		if late || trouble.cause == monitor.CauseFabricated {
			level = monitor.LevelWarning
		}
		if level > v.level {
			v.level, v.cause, v.why = level, trouble.cause, trouble.why
			v.alarm = trouble.cause == monitor.CauseFabricated
		}
	}
	if late && v.level < monitor.LevelWarning {
		v.level, v.cause = monitor.LevelWarning, monitor.CauseMissing
		switch {
		case !r.seen():
			v.why = "never seen"
		case misses == 0:
			v.why = "a run has begun and not ended"
		}
	}
	v.findClock(f)
	return v
}

// findClock names a clock that cannot be right, where there is nothing worse to
// name. It changes no level.
func (v *verdict) findClock(f *feed) {
	if fault := f.beat.clockFault(); v.cause == monitor.CauseNone && fault != "" {
		v.cause, v.why = monitor.CauseClock, fault
	}
}

// late: it has missed a beat, or the end of a run.
func (r *record) late(now time.Duration, misses int) bool {
	ends := r.runDue()
	return misses > 0 || ends != never && now >= ends
}

// runDue is when a run that goes on should have ended; never when none does.
func (r *record) runDue() time.Duration {
	started := r.rare.run.started
	if started == never {
		return never
	}
	return max(started, r.floor) + r.terms.rhythm.Interval + r.terms.rhythm.Grace
}

// trouble returns how the looks of the feed went whose source fails, and
// whether it has failed often enough to count: from the second time in a row,
// and only while no other source of the subject is on time.
func (r *record) trouble(now time.Duration) (look, bool) {
	var worst look
	for i := range r.feeds {
		f := &r.feeds[i]
		l := f.looks()
		counts := l.failures >= 2 || l.cause == monitor.CauseFabricated
		switch {
		case counts && worst.cause == monitor.CauseNone:
			worst = *l
		case !counts && f.seen && r.missesSince(f.last, now) == 0:
			return look{}, false
		}
	}
	return worst, worst.cause != monitor.CauseNone
}

// judgedAt is the instant up to which silence counts: now, or the time when we
// were last able to look.
func (r *record) judgedAt(now time.Duration) time.Duration {
	at := now
	for i := range r.feeds {
		if l := r.feeds[i].looks(); l.held {
			at = min(at, l.heldAt)
		}
	}
	return at
}

// base is where counting starts: the last beat or the end of the latest period
// in which silence proved nothing, whichever is later.
func (r *record) base() time.Duration { return max(r.heard(), r.floor) }

// heard is the time of the last beat, or else when watching began.
func (r *record) heard() time.Duration {
	if f := r.freshest(); f != nil && f.seen {
		return f.last
	}
	return r.began
}

func (r *record) missesAt(at time.Duration) int { return r.missesSince(r.base(), at) }

// missesSince is the largest k ≥ 0 with k = 0 or at ≥ base + k·interval + grace.
func (r *record) missesSince(base, at time.Duration) int {
	rhythm := r.terms.rhythm
	over := at - base - rhythm.Grace
	if over < rhythm.Interval || rhythm.Interval <= 0 {
		return 0
	}
	return int(over / rhythm.Interval)
}

// nextChange is the instant at which time alone may change the verdict or end
// something; never when nothing waits.
func (r *record) nextChange(now time.Duration, market market) time.Duration {
	next := never
	sooner := func(at time.Duration) {
		if at != never && (next == never || at < next) {
			next = at
		}
	}
	held := false
	for i := range r.feeds {
		if l := r.feeds[i].looks(); l.held {
			held = true
			if r.rare.blind == never {
				sooner(l.holdEnds)
			}
		}
	}
	sooner(market.changes)
	counting := !r.paused && r.rare.blind == never && !r.bystander() && !market.closed &&
		r.verdict.liveness != monitor.Stopped
	if counting && !held {
		misses := time.Duration(r.missesAt(now))
		sooner(r.base() + (misses+1)*r.terms.rhythm.Interval + r.terms.rhythm.Grace)
		if ends := r.runDue(); ends > now {
			sooner(ends)
		}
	}
	if r.rare.test != nil {
		sooner(r.rare.test.expires)
	}
	sooner(r.rare.snoozed)
	return next
}
