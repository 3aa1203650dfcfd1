package engine

import (
	"context"
	"encoding/json"
	"time"

	"sentinel/monitor"
)

// earlier is what is known of the clock of an earlier run, until we begin.
type earlier struct {
	saved time.Time            // when it last saved something
	ahead map[monitor.Key]bool // whose state is of the future, by our clock
}

// instantOf is when an earlier run's clock said a time. The time between is what
// the wall clock says. It was set back meanwhile, nobody knows how far, where
// what was kept is of the future, ahead: then the instant at which that run last
// saved stands for now. So all is at least as old as it was: a restart makes
// nothing younger.
func (e *Engine) instantOf(said time.Time, ahead bool) time.Duration {
	now := e.reading.Wall
	if ahead {
		now = e.earlier.saved
	}
	return e.reading.Steady - max(0, now.Sub(said))
}

// noticeSetBack notes that the wall clock was set back while nobody watched. By
// it, beats of before could pass for new ones at each start to come.
func (e *Engine) noticeSetBack() {
	e.stains.whole = true
	signal(e.urgent)
}

// restore takes up what an earlier run saved. Nothing is judged before the
// sources have looked. The latest that was saved is the latest that we know to
// have watched.
func (e *Engine) restore(saved []monitor.SavedSubject) {
	for _, one := range saved {
		if one.At.After(e.earlier.saved) {
			e.earlier.saved = one.At
		}
		if one.At.After(e.reading.Wall) {
			e.earlier.ahead[one.Key] = true
			e.noticeSetBack()
		}
	}
	watched := never
	for _, one := range saved {
		var s savedRecord
		if err := json.Unmarshal(one.State, &s); err != nil {
			e.log.Warn("what was kept of a subject cannot be read; it starts anew", "key", one.Key, "error", err)
			continue
		}
		then := e.instantOf(one.At, e.earlier.ahead[one.Key])
		e.add(e.restoreRecord(s, one.Key, then))
		watched = max(watched, then)
	}
	if watched != never {
		e.before = monitor.Reading{Wall: e.reading.WallAt(watched), Steady: watched}
	}
}

func (e *Engine) restoreRecord(s savedRecord, key monitor.Key, then time.Duration) *record {
	r := newRecord(key, e.termsOf(key), then+s.Began)
	r.floor, r.since = absolute(s.Floor, then), then+s.Since
	r.paused, r.missing, r.quiet, r.excused, r.level = s.Paused, s.Missing, s.Quiet, s.Excused, s.Level
	r.incident = s.Incident.restore(then)
	r.strip = strip{marks: marksOf(s.Strip), at: then + s.StripAt}
	x := r.rare.edit()
	x.blind, x.snoozed, x.unexpected = absolute(s.Blind, then), absolute(s.Snoozed, then), s.Unexpected
	x.trial = s.Trial.restore(then)
	if t := s.Test; t != nil {
		x.test = &testStatus{beat: t.Beat, source: t.Source, expires: then + t.Expires}
	}
	if s.Run != nil {
		x.run = run{started: absolute(s.Run.Started, then), took: s.Run.Took}
	}
	if s.SetBack != nil {
		x.setBack = setBack{at: then + s.SetBack.At, agreed: s.SetBack.Agreed}
	}
	r.rare.tidy()
	for _, f := range s.Feeds {
		restored := f.restore(e.origin(f.Source, f.Pushed), then)
		restored.hold(then, e.reading.Steady+e.options.Hold)
		r.feeds = append(r.feeds, restored)
	}
	return r
}

func (s savedFeed) restore(o *origin, then time.Duration) feed {
	f := feed{origin: o, seen: s.Seen, last: never, skew: s.Skew, unmoved: s.Unmoved}
	f.look = &look{failures: s.Failures, cause: s.Cause, why: s.Why, memo: s.Memo}
	if s.Seen {
		f.last, f.beat = then+s.Last, packBeat(s.Beat)
	}
	copy(f.past.recent[:], s.Recent)
	return f
}

func absolute(d *time.Duration, then time.Duration) time.Duration {
	if d == nil {
		return never
	}
	return then + *d
}

func (s *savedIncident) restore(then time.Duration) *incident {
	if s == nil {
		return nil
	}
	return &incident{
		id: s.ID, level: s.Level, cause: s.Cause, message: s.Message, orders: s.Orders,
		opened: then + s.Opened, gone: then + s.Gone, told: s.Told, acked: s.Acked, ackedBy: s.AckedBy,
		ackedAt: then + s.AckedAt, good: s.Good, test: s.Test, known: s.Known,
	}
}

// Memos returns what each source remembers, by the source's name.
func (e *Engine) Memos(ctx context.Context) (map[string][]byte, error) {
	memos := map[string][]byte{}
	err := e.do(ctx, func() error {
		for _, r := range e.records {
			if r == nil {
				continue
			}
			for i := range r.feeds {
				if f := &r.feeds[i]; f.looks().memo != nil {
					memos[f.origin.name] = f.looks().memo
				}
			}
		}
		return nil
	})
	return memos, err
}
