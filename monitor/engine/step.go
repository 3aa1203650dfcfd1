package engine

import (
	"time"

	"sentinel/monitor"
)

// moment is what a step knows of time and of the rules for all subjects.
type moment struct {
	now          time.Duration
	before       time.Duration // the latest instant before at which we looked at the clocks
	wall         monitor.Reading
	recoverAfter int
}

// pass lets time pass: tests and snoozes end, holds run out, deadlines are
// judged. Of one instant it comes last, after what reached us: who beats at the
// end of a snooze is not told of as silent.
func (r *record) pass(m moment) []change {
	var changes []change
	for i := range r.feeds {
		if l := r.feeds[i].looks(); l.held && m.now >= l.holdEnds && r.rare.blind == never {
			r.feeds[i].release()
		}
	}
	if r.rare.snoozed != never && m.now >= r.rare.snoozed {
		changes = append(changes, r.unsnooze(m.now)...)
	}
	return append(changes, r.settle(m)...)
}

// apply applies what a source reports.
func (r *record) apply(report monitor.Report, age time.Duration, m moment) []change {
	f := &r.feeds[r.feedIndex(report.Source)]
	if report.Memo != nil {
		f.editLook().memo = report.Memo
	}
	silence := r.silence(m)
	if report.Outcome != monitor.Trouble || report.Cause != monitor.CauseUnreachable {
		f.release() // a look that reached nothing was none: networks are slow to wake
	}
	bystander := r.bystander()
	switch report.Outcome {
	case monitor.Beat:
		if report.Beat.Test {
			return r.applyTest(f, report, m)
		}
		return r.applyBeat(f, report.Beat, age, silence, m)
	case monitor.Unmoved, monitor.TestEnded:
		r.applyUnmoved(f, report, age, m)
	case monitor.Trouble:
		l := f.editLook()
		l.failures++
		l.cause, l.why = report.Cause, report.Why
		r.endTestOf(f.origin.name)
	case monitor.Absent:
		f.well(report.Why)
		r.endTestOf(f.origin.name)
	}
	if bystander && !r.bystander() {
		r.floor = m.now // nobody waited for it before
	}
	return r.settle(m)
}

// silence is what a beat ends: so many misses, and so many more that nobody was
// there to see, or that nobody expected.
type silence struct{ misses, unwatched int }

func (r *record) silence(m moment) silence {
	misses := r.missesAt(marketAt(r.terms.sessions, m.wall).counted(r.judgedAt(m.now)))
	return silence{misses: misses, unwatched: r.missesAt(m.now) - misses}
}

// applyBeat takes a beat in that ends a silence.
func (r *record) applyBeat(f *feed, heartbeat monitor.Heartbeat, age time.Duration, ended silence, m moment) []change {
	gone := r.saidGoodbye()
	expected := gone || r.paused || !r.seen()
	r.noteChange(heartbeat.Status)
	last := m.now - max(0, age)
	if f.seen {
		last = max(last, f.last)
	}
	f.seen, f.last, f.beat = true, last, packBeat(heartbeat)
	f.unmoved = false
	r.reopenSince(last, m)
	f.well("")
	f.skew = 0
	if !heartbeat.SentAt.IsZero() {
		f.skew = heartbeat.SentAt.Sub(m.wall.WallAt(last))
	}
	r.endTestOf(f.origin.name)
	goodbye := r.freshest() == f && r.saidGoodbye()
	r.excused = false
	r.missing = r.missing && !goodbye && r.silence(m).misses > r.terms.rhythm.MaxMisses

	if expected {
		ended = silence{} // the silence of who said so, or was not there yet, is none of its misses
	}
	mark := markOf(heartbeat.Status, ended.misses)
	rhythm := r.terms.rhythm
	r.strip = r.strip.beat(last, rhythm.Interval, ended.misses, ended.unwatched, rhythm.MaxMisses, mark)

	var changes []change
	if goodbye && !gone { // who says it twice, or by two sources, has gone once
		changes = r.close(m.now, monitor.EndStopped)
	}
	changes = append(changes, r.settle(m)...)
	return append(changes, r.credit(m.now, ended.misses == 0, m.recoverAfter)...)
}

// noteChange remembers a change of status that the state diagrams do not have,
// until the next change.
func (r *record) noteChange(to string) {
	f := r.freshest()
	if f == nil || !f.seen || f.beat.status == to {
		return
	}
	unexpected := ""
	if from := f.beat.status; !monitor.ExpectedChange(r.key.Kind(), from, to) {
		unexpected = from + " → " + to
	}
	if r.rare.unexpected != unexpected {
		r.rare.edit().unexpected = unexpected
	}
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
	f.well(report.Why)
	// A silence that was missing for another cause keeps it.
	f.unmoved = report.Cause == monitor.CauseFrozen && (f.unmoved || !r.missing)
	known := report.Beat.Status != "" || report.Beat.Message != ""
	if !f.seen && known {
		f.seen, f.last, f.beat = true, m.now-max(0, age), packBeat(report.Beat)
		r.reopenSince(f.last, m)
	}
	r.endTestOf(f.origin.name)
}

// applyTest shows a test status. It never moves last: misses go on underneath.
func (r *record) applyTest(f *feed, report monitor.Report, m moment) []change {
	f.well("")
	expires := m.now + report.Beat.Expires.Sub(m.wall.Wall)
	if expires > m.now {
		r.rare.edit().test = &testStatus{beat: report.Beat, source: f.origin.name, expires: expires}
	} else {
		r.endTestOf(f.origin.name)
	}
	return r.settle(m)
}

func (r *record) endTestOf(source string) {
	if r.rare.test != nil && r.rare.test.source == source {
		r.rare.edit().test = nil
	}
}

// settle judges the subject anew and lets its incidents follow.
func (r *record) settle(m moment) []change {
	if r.rare.test != nil && m.now >= r.rare.test.expires && !r.played() { // who only plays goes with it
		r.rare.edit().test = nil
	}
	market := marketAt(r.terms.sessions, m.wall)
	r.reopen(market, m.before)
	r.freeze(m.now)
	v := r.judge(m.now, market)
	if v != *r.verdict {
		r.verdict = shared(v)
	}
	if r.verdict.liveness == monitor.Missing {
		r.missing = true
	}
	changes := append(r.follow(m.now, m.wall), r.followTest(m.now, m.wall)...)
	if level := r.shownLevel(); level != r.level {
		r.level, r.since = level, m.now
	}
	r.rare.tidy()
	return changes
}

// freeze tells, of who must reach us, whether the silence is one in which the
// very same beat keeps coming. A silence that is missing keeps its cause.
func (r *record) freeze(now time.Duration) {
	if r.missing {
		return
	}
	for i := range r.feeds {
		f := &r.feeds[i]
		if !f.origin.pushed {
			continue
		}
		again := f.past.latest().again
		f.unmoved = again != never && now-again <= r.terms.rhythm.Interval+r.terms.rhythm.Grace
	}
}

// shownLevel is the level with a test status on top: a real critical outranks
// the test.
func (r *record) shownLevel() monitor.Level {
	if r.testShows() {
		level, _ := monitor.StatusLevel(r.rare.test.beat.Status)
		return level
	}
	return r.verdict.level
}

func (r *record) testShows() bool {
	return r.rare.test != nil && !r.paused && r.verdict.level < monitor.LevelCritical
}
