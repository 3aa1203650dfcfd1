package engine

import (
	"time"

	"sentinel/monitor"
)

// moment is what a step knows of time and of the rules for all subjects.
type moment struct {
	now          time.Duration
	wall         monitor.Reading
	recoverAfter int
}

// pass lets time pass: tests and snoozes end, holds run out, deadlines are
// judged.
func (r *record) pass(m moment) []change {
	var changes []change
	for i := range r.feeds {
		if f := &r.feeds[i]; f.held && m.now >= f.holdEnds && r.blind == never {
			f.held = false
		}
	}
	if r.snoozed != never && m.now >= r.snoozed {
		changes = append(changes, r.unsnooze(m.now)...)
	}
	return append(changes, r.settle(m)...)
}

// apply applies what a source reports.
func (r *record) apply(report monitor.Report, age time.Duration, m moment) []change {
	f := r.feed(report.Source)
	if report.Memo != nil {
		f.memo = report.Memo
	}
	misses := r.missesAt(r.judgedAt(m.now)) // of a time in which nobody looked, none
	unwatched := r.missesAt(m.now) - misses
	if report.Outcome != monitor.Trouble || report.Cause != monitor.CauseUnreachable {
		f.held = false // a look that reached nothing was none: networks are slow to wake
	}
	bystander := r.bystander()
	switch report.Outcome {
	case monitor.Beat:
		if report.Beat.Test {
			return r.applyTest(f, report, m)
		}
		return r.applyBeat(f, report, age, misses, unwatched, m)
	case monitor.Unmoved, monitor.TestEnded:
		r.applyUnmoved(f, report, age, m)
	case monitor.Trouble:
		f.failures++
		f.cause, f.why = report.Cause, report.Why
		r.endTestOf(f.source)
	case monitor.Absent:
		f.failures, f.cause, f.why = 0, monitor.CauseNone, report.Why
		r.endTestOf(f.source)
	}
	if bystander && !r.bystander() {
		r.floor = m.now // nobody waited for it before
	}
	return r.settle(m)
}

// applyBeat takes a beat in that ends a silence of so many misses, and of so
// many more that nobody was there to see.
func (r *record) applyBeat(f *feed, report monitor.Report, age time.Duration, misses, unwatched int, m moment) []change {
	expected := r.verdict.liveness == monitor.Stopped || r.paused || !r.seen()
	last := m.now - max(0, age)
	if f.seen {
		last = max(last, f.last)
	}
	f.seen, f.last, f.beat = true, last, report.Beat
	f.failures, f.cause, f.why, f.unmoved = 0, monitor.CauseNone, "", false
	f.skew = 0
	if !report.Beat.SentAt.IsZero() {
		f.skew = report.Beat.SentAt.Sub(m.wall.WallAt(last))
	}
	r.endTestOf(f.source)
	goodbye := report.Beat.Status == monitor.StatusStopped
	r.missing = !goodbye && r.missesAt(m.now) > r.rhythm.MaxMisses

	if expected {
		misses, unwatched = 0, 0 // the silence of who said so, or was not there yet, is none of its misses
	}
	mark := markOf(report.Beat.Status, misses)
	r.strip = r.strip.beat(last, r.rhythm.Interval, misses, unwatched, r.rhythm.MaxMisses, mark)

	var changes []change
	if goodbye {
		changes = r.close(m.now, monitor.EndStopped)
	}
	changes = append(changes, r.settle(m)...)
	return append(changes, r.credit(m.now, misses == 0, m.recoverAfter)...)
}

func markOf(status string, misses int) byte {
	if level, _ := monitor.StatusLevel(status); level == monitor.LevelCritical {
		return monitor.MarkTrouble
	}
	if misses > 0 {
		return monitor.MarkLate
	}
	return monitor.MarkOnTime
}

// applyUnmoved: the source can be read and says nothing new. What it says is
// taken in only when nothing was known: over a restart the bytes are the same,
// and the earlier last stands.
func (r *record) applyUnmoved(f *feed, report monitor.Report, age time.Duration, m moment) {
	f.failures, f.cause = 0, monitor.CauseNone
	// A silence that was missing for another cause keeps it.
	f.unmoved = report.Cause == monitor.CauseFrozen && (f.unmoved || !r.missing)
	f.why = report.Why
	known := report.Beat.Status != "" || report.Beat.Message != ""
	if !f.seen && known {
		f.seen, f.last, f.beat = true, m.now-max(0, age), report.Beat
	}
	r.endTestOf(f.source)
}

// applyTest shows a test status. It never moves last: misses go on underneath.
func (r *record) applyTest(f *feed, report monitor.Report, m moment) []change {
	f.failures, f.cause, f.why = 0, monitor.CauseNone, ""
	expires := m.now + report.Beat.Expires.Sub(m.wall.Wall)
	if expires > m.now {
		r.test = &testStatus{beat: report.Beat, source: f.source, expires: expires}
	} else {
		r.endTestOf(f.source)
	}
	return r.settle(m)
}

func (r *record) endTestOf(source string) {
	if r.test != nil && r.test.source == source {
		r.test = nil
	}
}

// settle judges the subject anew and lets its incidents follow.
func (r *record) settle(m moment) []change {
	if r.test != nil && m.now >= r.test.expires {
		r.test = nil
	}
	r.verdict = r.judge(m.now)
	if r.verdict.liveness == monitor.Missing {
		r.missing = true
	}
	changes := append(r.follow(m.now, m.wall), r.followTest(m.now, m.wall)...)
	if level := r.shownLevel(); level != r.level {
		r.level, r.since = level, m.now
	}
	return changes
}

// shownLevel is the level with a test status on top: a real critical outranks
// the test.
func (r *record) shownLevel() monitor.Level {
	if r.testShows() {
		level, _ := monitor.StatusLevel(r.test.beat.Status)
		return level
	}
	return r.verdict.level
}

func (r *record) testShows() bool {
	return r.test != nil && !r.paused && r.verdict.level < monitor.LevelCritical
}
