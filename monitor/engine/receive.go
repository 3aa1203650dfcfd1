package engine

import (
	"time"

	"sentinel/monitor"
)

// MaxSubjects bounds how many subjects may be made by what is posted.
const MaxSubjects = 1 << 20

// Receive takes postings over and returns at once. What they say holds before
// anything is answered that is asked later. Then keep is called, once, with
// what became of each, in order: by the engine's goroutine, so it must not
// block. To make the receipts durable, but for those that are refused, is its
// business. Postings of calls that follow one another keep their order.
//
// When the engine has stopped, Receive returns ErrStopped and keep is not
// called.
func (e *Engine) Receive(postings []Arrived, keep func([]monitor.Receipt)) error {
	if !e.posted.put(delivery{postings, keep}) {
		return ErrStopped
	}
	return nil
}

func (e *Engine) receiveAll(postings []Arrived) []monitor.Receipt {
	receipts := make([]monitor.Receipt, len(postings))
	for i := range postings {
		receipts[i] = e.receive(&postings[i])
	}
	return receipts
}

// Arrived is a posting with the fingerprint of its beat's content: of the very
// same content it is the same.
type Arrived struct {
	monitor.Posting
	Fingerprint uint64
}

func (e *Engine) receive(p *Arrived) monitor.Receipt {
	receipt := monitor.Receipt{Posting: p.Posting, Disposition: monitor.Kept}
	e.endPlay(p.Key)
	slot, known := e.slots[p.Key]
	if !known && p.Kind == monitor.PostLog {
		return receipt // a note of somebody who has never beaten
	}
	if !known {
		if len(e.slots) >= e.options.MaxSubjects {
			receipt.Disposition = monitor.Refused // it alone: those who are known go on
			return receipt
		}
		slot = e.add(newRecord(p.Key, e.termsOf(p.Key), e.reading.Steady))
	}
	if p.Remote {
		e.heardFromElsewhere()
	}
	old := e.records[slot]
	r := old.clone()
	f := r.addFeed(e.origin(p.Source, true))
	m := e.moment()
	at := m.now - max(0, e.options.Since(p.At))
	var changes []change
	switch p.Kind {
	case monitor.PostBeat:
		a := arrival{sent: packBeat(p.Beat).sent, at: at, fingerprint: p.Fingerprint}
		receipt.Disposition, changes = r.receiveBeat(f, p, a, e.sightings.has(sighting(p.Key, a)), m)
		if receipt.Disposition == monitor.Counted {
			e.sightings.add(sighting(p.Key, a))
		}
		receipt.Unexpected = receipt.Disposition == monitor.Counted && r.rare.unexpected != "" &&
			r.rare.unexpected != old.rare.unexpected
	case monitor.PostStart:
		r.rare.edit().run.started = at
		changes = r.settle(m)
	case monitor.PostLog:
		changes = r.settle(m)
	}
	e.queue(changes)
	if known && len(changes) == 0 && receipt.Disposition == monitor.Counted && sameForPeople(old, r) {
		e.publish(slot, r, stainBeaten)
	} else {
		e.publish(slot, r, stainChanged)
	}
	return receipt
}

// receiveBeat classifies a beat, and applies one that counts.
func (r *record) receiveBeat(f *feed, p *Arrived, a arrival, again bool, m moment) (monitor.Disposition, []change) {
	heartbeat := p.Beat
	newest := int64(unknownTime)
	if f.seen {
		newest = f.beat.sent
	}
	disposition, found := f.past.classify(a, newest, r.terms.rhythm.Interval, again)
	if disposition != monitor.Counted {
		return disposition, r.settle(m)
	}
	f.past.remember(a)
	r.nameClock(&heartbeat, a.at, found, m)
	silence := r.silence(m)
	if p.Source == monitor.SourcePing {
		r.endRun(a.at)
	}
	return disposition, r.applyBeat(f, heartbeat, m.now-a.at, silence, m)
}

// endRun notes how long the run took that goes on, if one does.
func (r *record) endRun(at time.Duration) {
	if started := r.rare.run.started; started != never {
		r.rare.edit().run = run{started: never, took: max(0, at-started)}
	}
}

// sameForPeople tells whether a beat changed nothing but what the next one
// changes again: such a state need not be saved before long, since the beat
// itself is kept.
func sameForPeople(old, r *record) bool {
	return old.level == r.level && old.verdict.liveness == r.verdict.liveness && old.missing == r.missing &&
		old.rare == r.rare && old.incident == nil && r.incident == nil
}

// TakeUp takes up a beat that an earlier run acknowledged, and perhaps did not
// save the effect of. It is called before Run, in the order of arrival.
func (e *Engine) TakeUp(receipt monitor.Receipt, fingerprint uint64) {
	p := receipt.Posting
	if p.Kind == monitor.PostLog {
		return
	}
	slot, known := e.slots[p.Key]
	if !known {
		slot = e.add(newRecord(p.Key, e.termsOf(p.Key), e.reading.Steady))
	}
	r := e.records[slot].clone()
	f := r.addFeed(e.origin(p.Source, true))
	ahead := p.At.After(e.reading.Wall)
	if ahead {
		e.noticeSetBack()
	}
	at := e.instantOf(p.At, ahead || e.earlier.ahead[p.Key])
	r.began = min(r.began, at)
	f.hold(at, never)
	a := arrival{sent: packBeat(p.Beat).sent, at: at, fingerprint: fingerprint}
	counts := receipt.Disposition == monitor.Counted || receipt.Disposition == monitor.Duplicate && e.unkept(f, p.Key, a)
	if p.Kind == monitor.PostBeat && counts {
		e.sightings.add(sighting(p.Key, a))
	}
	// Of what came after all that was saved, and is of the future, all have one instant.
	unordered := ahead && p.At.After(e.earlier.saved)
	switch {
	case !f.seen:
	case counts && f.past.follows(a, f.beat.sent, f.last):
		at = max(at, f.last)
	case at < f.last, at == f.last && !unordered, f.past.saved(a, f.last):
		return // its effect was saved
	}
	if started := r.rare.run.started; p.Kind == monitor.PostStart && started != never && (at-started).Abs() <= clocksApart {
		return // the same: its run goes on
	}
	var changes []change
	switch {
	case p.Kind == monitor.PostStart:
		r.rare.edit().run.started = at
	case counts:
		f.past.remember(a)
		if p.Source == monitor.SourcePing {
			r.endRun(at)
		}
		m := e.momentAt(at)
		// No beat counts that is older than the newest, but for a clock that was set back.
		found := f.seen && a.sent < f.beat.sent && a.sent != unknownTime
		r.nameClock(&p.Beat, at, found, m)
		changes = r.applyBeat(f, p.Beat, 0, r.silence(m), m)
	}
	e.queue(changes)
	e.publish(slot, r, stainChanged)
}

// unkept tells that a repetition is all that was kept of a beat: the disk
// refused it when it came first.
func (e *Engine) unkept(f *feed, key monitor.Key, a arrival) bool {
	older := f.seen && f.beat.sent != unknownTime && a.sent < f.beat.sent
	return a.sent != unknownTime && !older && !f.past.knows(a) && !e.sightings.has(sighting(key, a))
}

// Remember notes a beat whose effect was saved, so that it is known when it is
// sent once more. It is called before Run.
func (e *Engine) Remember(receipt monitor.Receipt, fingerprint uint64) {
	p := receipt.Posting
	if sent := packBeat(p.Beat).sent; p.Kind == monitor.PostBeat && sent != unknownTime {
		e.sightings.add(sighting(p.Key, arrival{sent: sent, fingerprint: fingerprint}))
	}
}

// excuse begins to watch after an absence of ours: the silence of who must
// reach us proves nothing then, once in a silence. Who was missing stays so. An
// absence that ends while silence is expected anyway leaves the excuse for the
// next: a laptop is closed several times in a night.
func (r *record) excuse(m moment) []change {
	for i := range r.feeds {
		if r.feeds[i].origin.pushed {
			r.feeds[i].release()
		}
	}
	expected := r.paused || marketAt(r.terms.sessions, m.wall).closed
	if r.pushed() && !r.missing && !r.excused {
		r.floor, r.excused = m.now, !expected
	}
	return r.settle(m)
}
