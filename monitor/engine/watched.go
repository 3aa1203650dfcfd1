package engine

import (
	"slices"
	"time"

	"sentinel/monitor"
)

// builtInRhythm is what is expected of who posts, when nobody says.
var builtInRhythm = monitor.Rhythm{Interval: 120 * time.Second, Grace: 15 * time.Second, MaxMisses: 1}

// watch makes the records agree with what is watched.
func (e *Engine) watch(watched []Watched) {
	named := map[monitor.Key]bool{}
	clear(e.terms) // all records get new ones; the old ones hold old calendars
	for _, w := range watched {
		named[w.Key] = true
		expected := e.shareTerms(terms{rhythm: w.Rhythm, sessions: w.Sessions, builtIn: w.BuiltIn})
		var r *record
		e.endPlay(w.Key)
		slot, known := e.slots[w.Key]
		if known {
			r = e.records[slot].clone()
		} else {
			r = newRecord(w.Key, expected, e.reading.Steady)
			signal(e.urgent)
		}
		r.addFeed(e.origin(w.Source, false))
		r.feeds = slices.DeleteFunc(r.feeds, func(f feed) bool {
			return !f.origin.pushed && !slices.ContainsFunc(watched, func(o Watched) bool { return o.Key == w.Key && o.Source == f.origin.name })
		})
		changes := append(r.expect(expected, e.moment()), e.settle(r)...)
		if !known {
			slot = e.add(r)
		}
		e.commit(slot, r, changes)
	}
	for slot, r := range e.records {
		if r != nil && !named[r.key] {
			e.unwatch(int32(slot))
		}
	}
	e.watchNetwork(watched)
}

// unwatch leaves of a subject that the configuration does not name what it
// posts itself; nothing, when it does not. Who only plays goes on to, but not
// what an earlier run left of that.
func (e *Engine) unwatch(slot int32) {
	if e.begun && e.records[slot].played() {
		return
	}
	r := e.records[slot].clone()
	r.feeds = slices.DeleteFunc(r.feeds, func(f feed) bool { return !f.origin.pushed })
	if len(r.feeds) == 0 {
		e.remove(slot)
		return
	}
	changes := append(r.expect(e.termsOf(r.key), e.moment()), e.settle(r)...)
	e.commit(slot, r, changes)
}

// expect lets something else be expected of a subject from now on. Who is missing
// stays so, but for one whose whole silence the new rule bears, with what a
// closed market or an absence of ours would excuse: by that rule he never was.
// Then the trouble ends, if it was only that, with the rule that it broke: nobody
// recovered.
func (r *record) expect(t *terms, m moment) []change {
	if r.quiet && marketAt(r.terms.sessions, m.wall).closed && !marketAt(t.sessions, m.wall).closed {
		r.floor = max(r.floor, m.now) // the rules opened its market: that grants an interval as any opening does
	}
	r.terms = t
	if !r.missing || r.missesSince(r.heard(), r.judgedAt(m.now)) > t.rhythm.MaxMisses {
		return nil
	}
	r.missing = false
	if r.judge(m.now, marketAt(t.sessions, m.wall)).alarm {
		return nil
	}
	return r.close(m.now, monitor.EndRemoved)
}

// settle judges a record anew, once the engine has begun to judge.
func (e *Engine) settle(r *record) []change {
	if !e.begun {
		return nil
	}
	return r.settle(e.moment())
}

// termsOf is what is expected of who posts.
func (e *Engine) termsOf(key monitor.Key) *terms {
	x := e.options.Expect(key)
	return e.shareTerms(terms{rhythm: x.Rhythm, sessions: x.Sessions})
}

// add begins to know a subject.
func (e *Engine) add(r *record) int32 {
	slot := e.place(r)
	e.index.replace(slot, r)
	return slot
}

func (e *Engine) remove(slot int32) {
	r := e.records[slot].clone()
	changes := r.close(e.reading.Steady, monitor.EndRemoved)
	changes = append(changes, r.endTrial(e.reading.Steady, monitor.EndTest)...)
	e.queue(changes)
	key := r.key
	if !r.played() {
		e.turns = append(e.turns, monitor.Turn{Key: key, At: *utc(e.reading.Wall), Level: monitor.LevelOff, Liveness: monitor.Stopped})
		e.stains.whole = true
	}
	e.index.replace(slot, nil)
	e.waiting.set(slot, never)
	e.drop(slot, key)
	e.stains.clean(slot)
	e.stains.removed = append(e.stains.removed, key)
	e.changed()
	signal(e.stale)
}
