package engine

import (
	"time"

	"sentinel/monitor"
)

// verdict is what holds of a subject at an instant.
type verdict struct {
	liveness monitor.Liveness
	level    monitor.Level
	cause    monitor.Cause
	why      string
	misses   int
	alarm    bool // worth an incident: critical, or a warning for another reason than being late
}

// judge applies the rules of truth, the first that holds: paused, not seen or
// not observed, missing, stopped, and otherwise the worst of its status, its
// source and its lateness.
func (r *record) judge(now time.Duration) verdict {
	if r.paused {
		return verdict{liveness: monitor.Paused, level: monitor.LevelOff}
	}
	if r.blind != never && !r.missing {
		return verdict{
			liveness: monitor.Unobserved, level: monitor.LevelUnknown, cause: monitor.CauseUnreachable,
			why: "the network here is down",
		}
	}
	f := r.freshest()
	if f != nil && f.seen && f.beat.Status == monitor.StatusStopped {
		return verdict{
			liveness: monitor.Stopped, level: monitor.LevelWarning, cause: monitor.CauseStopped,
			why: f.beat.Message, alarm: true,
		}
	}
	misses := r.missesAt(r.judgedAt(now))
	trouble, bad := r.trouble(now)
	bystander := r.bystander()
	switch {
	case r.missing, !bystander && misses > r.rhythm.MaxMisses:
		return r.missingVerdict(f, misses, trouble)
	case bystander, !r.seen() && misses == 0:
		return r.newVerdict(trouble, bad)
	}
	return r.presentVerdict(f, misses, trouble, bad)
}

func (r *record) missingVerdict(f *feed, misses int, trouble feed) verdict {
	v := verdict{
		liveness: monitor.Missing, level: monitor.LevelCritical, misses: misses,
		cause: monitor.CauseMissing, alarm: true,
	}
	switch {
	case trouble.cause != monitor.CauseNone:
		v.cause, v.why = trouble.cause, trouble.why
	case f != nil && f.unmoved:
		v.cause, v.why = monitor.CauseFrozen, f.why
	case !r.seen():
		v.why = "never seen"
	case f.why != "":
		v.why = f.why
	}
	return v
}

func (r *record) newVerdict(trouble feed, bad bool) verdict {
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
func (r *record) presentVerdict(f *feed, misses int, trouble feed, bad bool) verdict {
	v := verdict{liveness: monitor.Alive, level: monitor.LevelOK, misses: misses}
	if f.seen {
		v.level, v.cause = monitor.StatusLevel(f.beat.Status)
		v.alarm = v.level >= monitor.LevelWarning
	}
	late := misses > 0
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
		if !r.seen() {
			v.why = "never seen"
		}
	}
	if v.cause == monitor.CauseNone && f.beat.ClockFault != "" {
		v.cause, v.why = monitor.CauseClock, f.beat.ClockFault
	}
	return v
}

// trouble returns the feed whose source fails, and whether it has failed
// often enough to count: from the second time in a row, and only while no
// other source of the subject is on time.
func (r *record) trouble(now time.Duration) (feed, bool) {
	var worst feed
	for _, f := range r.feeds {
		counts := f.failures >= 2 || f.cause == monitor.CauseFabricated
		switch {
		case counts && worst.cause == monitor.CauseNone:
			worst = f
		case !counts && f.seen && r.missesSince(f.last, now) == 0:
			return feed{}, false
		}
	}
	return worst, worst.cause != monitor.CauseNone
}

// judgedAt is the instant up to which silence counts: now, or the time when we
// were last able to look.
func (r *record) judgedAt(now time.Duration) time.Duration {
	at := now
	for _, f := range r.feeds {
		if f.held {
			at = min(at, f.heldAt)
		}
	}
	return at
}

// base is where counting starts: the last beat or the end of the latest period
// in which silence proved nothing, whichever is later.
func (r *record) base() time.Duration {
	base := r.began
	if f := r.freshest(); f != nil && f.seen {
		base = f.last
	}
	return max(base, r.floor)
}

func (r *record) missesAt(at time.Duration) int { return r.missesSince(r.base(), at) }

// missesSince is the largest k ≥ 0 with k = 0 or at ≥ base + k·interval + grace.
func (r *record) missesSince(base, at time.Duration) int {
	over := at - base - r.rhythm.Grace
	if over < r.rhythm.Interval || r.rhythm.Interval <= 0 {
		return 0
	}
	return int(over / r.rhythm.Interval)
}

// nextChange is the instant at which time alone may change the verdict or end
// something; never when nothing waits.
func (r *record) nextChange(now time.Duration) time.Duration {
	next := never
	sooner := func(at time.Duration) {
		if at != never && (next == never || at < next) {
			next = at
		}
	}
	held := false
	for _, f := range r.feeds {
		if f.held {
			held = true
			if r.blind == never {
				sooner(f.holdEnds)
			}
		}
	}
	counting := !r.paused && r.blind == never && !r.bystander() && r.verdict.liveness != monitor.Stopped
	if counting && !held && !r.missing {
		misses := time.Duration(r.missesAt(now))
		sooner(r.base() + (misses+1)*r.rhythm.Interval + r.rhythm.Grace)
	}
	if r.test != nil {
		sooner(r.test.expires)
	}
	if r.snoozed != never {
		sooner(r.snoozed)
	}
	return next
}
