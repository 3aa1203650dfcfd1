package engine

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/engine/model"
)

// perform lets an action of the script happen.
func (l *life) perform(a model.Action) {
	if a.Robot >= 0 {
		r := l.robots[a.Robot]
		r.note(happening{action: a})
		l.performWith(r, a)
		return
	}
	for _, r := range l.robots {
		r.note(happening{action: a})
	}
	l.served = false
	l.settle(a.At)
	switch a.Kind {
	case model.Saves:
		l.keep(l.driver.save(l, true))
		l.forgetReceipts(a.At)
	case model.Steps:
		l.keep(l.driver.save(l, false))
		l.goAway(stepped, a)
	case model.Sleeps:
		l.goAway(slept, a)
	case model.Stalls:
		l.goAway(stalled, a)
	case model.Restarts, model.Crashes:
		l.restart(a)
	}
}

// settle lets the engine have looked within the last seconds, as one that runs
// has; then it may be away.
func (l *life) settle(at time.Duration) {
	if l.absence != present || at-l.looked > longestWait {
		l.look(at-time.Duration(l.seed+uint64(l.actions))%min(longestWait, at-l.looked+1), nil, nothing)
	}
	l.driver.approach(l, at)
}

func nothing(context.Context, model.Moment) error { return nil }

// goAway lets something happen that the engine has to notice by itself. Timers
// stand still meanwhile.
func (l *life) goAway(how absence, a model.Action) {
	l.clocks.Lock()
	defer l.clocks.Unlock()
	l.absence, l.notices = how, l.e.wake+a.Length
	l.step += a.Step
	l.gone += a.Length
	if how == slept {
		l.asleep += a.Length
	}
}

// restart ends the engine and begins another with what it saved.
func (l *life) restart(a model.Action) {
	l.look(a.At, nil, nothing)
	if l.fault != nil {
		return
	}
	l.driver.stop(l)
	l.keep(l.driver.save(l, a.Kind == model.Restarts))
	if a.Kind == model.Restarts {
		l.forgetReceipts(a.At)
	}
	l.step += a.Step
	l.gone += a.Length
	for i := range l.receipts {
		r := &l.receipts[i]
		if saved, known := l.kept[r.Posting.Key]; known && !saved.At.Before(r.Posting.At) {
			r.Posting.At = r.Posting.At.Add(30 * time.Microsecond) // another clock than the engine's gave it
		}
	}
	m := l.moment(a.At + a.Length)
	l.begin(m.Now)
	for _, r := range l.robots {
		if r.model != nil {
			r.model.Restart(-a.Step, m)
		}
	}
	l.compareAll(m.Now)
}

// forgetReceipts forgets those that a save has covered, and not the very latest:
// what is saved and what is kept elsewhere are not of one instant.
func (l *life) forgetReceipts(now time.Duration) {
	l.receipts = slices.DeleteFunc(l.receipts, func(r keptReceipt) bool { return r.at < now-time.Minute })
}

func (l *life) keep(b Batch) {
	for _, key := range b.Removed {
		delete(l.kept, key)
	}
	for _, one := range b.Subjects {
		l.kept[one.Key] = one
	}
}

func (l *life) performWith(r *robotLife, a model.Action) {
	key := r.terms.Key
	l.served = a.Kind != model.Posts && a.Kind != model.Looks
	switch a.Kind {
	case model.Posts:
		l.look(a.At, r, func(ctx context.Context, m model.Moment) error { return l.post(ctx, r, a, m) })
		return
	case model.Looks:
		l.look(a.At, r, func(_ context.Context, m model.Moment) error {
			l.report(key, a.Look, m)
			r.model.Look(a.Look, m)
			return nil
		})
		return
	}
	if a.Kind == model.Reloads {
		l.reload(r, a)
		return
	}
	if r.model == nil {
		return // nobody knows it
	}
	l.look(a.At, r, func(ctx context.Context, m model.Moment) error {
		switch a.Kind {
		case model.Pauses:
			r.model.Pause(m)
			return l.e.Pause(ctx, key)
		case model.Resumes:
			r.model.Resume(m)
			return l.e.Resume(ctx, key)
		case model.Knows:
			r.model.Acknowledge()
			return l.e.Acknowledge(ctx, key, "owner")
		case model.Snoozes:
			r.model.Snooze(a.Length, m)
			return l.e.Snooze(ctx, key, a.Length)
		}
		r.model.Forget(m)
		r.forgotten = !r.terms.Looked
		l.receipts = nil
		return l.e.Forget(ctx, key)
	})
	if r.forgotten {
		r.gone, r.model, r.next, r.forgotten = r.model, nil, notDue, false
	}
	l.keep(l.driver.save(l, false)) // what a person says is written at once
}

// reload lets another rhythm be expected of a robot; all are judged then.
func (l *life) reload(r *robotLife, a model.Action) {
	l.look(a.At, r, func(ctx context.Context, m model.Moment) error {
		r.terms.Rhythm, r.expected.Rhythm = a.Rhythm, a.Rhythm
		for _, one := range l.robots {
			if one.model != nil {
				one.next = a.At
			}
		}
		if r.model != nil {
			r.model.Expect(a.Rhythm, m)
		}
		o := l.options(nil)
		return l.e.Watch(ctx, o.Watched, l.expect, o.RecoverAfter)
	})
}

// post lets a robot post, and compares what becomes of it.
func (l *life) post(ctx context.Context, r *robotLife, a model.Action, m model.Moment) error {
	if r.model == nil {
		r.model = model.NewSubject(r.terms, m.Now)
		if r.gone != nil {
			r.model.Remember(r.gone)
		}
	}
	p := Arrived{
		Posting:     monitor.Posting{Key: r.terms.Key, Source: a.Source, Kind: a.Posting, Beat: beatOf(a.Said), At: l.driver.at()},
		Fingerprint: a.Said.Content,
	}
	l.mistake(r, a)
	receipt, err := l.driver.receive(ctx, l, p)
	if err != nil {
		return err
	}
	want := monitor.Kept
	switch a.Posting {
	case monitor.PostBeat:
		want = r.model.Post(a.Source, a.Said, m)
	case monitor.PostStart:
		r.model.Start(m)
	case monitor.PostLog:
		r.model.Log(m)
	}
	if got := receipt.Disposition; got != want {
		l.fail(m.Now, r, "the engine takes the beat as "+dispositions[got]+", the model as "+dispositions[want])
	}
	receipt.Posting.At = m.Wall
	l.receipts = append(l.receipts, keptReceipt{receipt, a.Said.Content, m.Now})
	if receipt.Disposition == monitor.Counted {
		l.ever = append(l.ever, keptReceipt{receipt, a.Said.Content, m.Now})
	}
	if len(l.receipts) > 4000 { // more than the minutes between two saves hold
		l.receipts = append(l.receipts[:0], l.receipts[2000:]...)
	}
	return nil
}

// mistake lets the model share the mistakes of the engine's sightings, and holds
// them to be as few as they say.
func (l *life) mistake(r *robotLife, a model.Action) {
	arrived := arrival{sent: a.Said.Sent, fingerprint: a.Said.Content}
	if a.Posting != monitor.PostBeat || a.Said.Sent == model.Unsent || !l.e.sightings.has(sighting(r.terms.Key, arrived)) {
		return
	}
	if r.model.Mistake(a.Said) {
		l.mistakes++
	}
	if l.mistakes > 10+l.actions/200 {
		l.fail(a.At, r, fmt.Sprintf("the engine knows %d of %d beats that have not been", l.mistakes, l.actions))
	}
}

var dispositions = [...]string{"counted", "duplicate", "older", "kept", "refused"}

// report lets a source report.
func (l *life) report(key monitor.Key, look model.Look, m model.Moment) {
	beat := beatOf(look.Said)
	if look.Test != 0 {
		beat.Test, beat.Expires = true, m.Wall.Add(look.Test)
	}
	l.e.Submit(monitor.Report{
		Source: string(key), Key: key, Outcome: look.Outcome, Beat: beat, Age: look.Age,
		At: l.driver.at(), Cause: look.Cause,
	})
}

func beatOf(said model.Said) monitor.Heartbeat {
	h := monitor.Heartbeat{Status: said.Status}
	if said.Sent != model.Unsent && said.Status != "" {
		h.SentAt = time.Unix(0, said.Sent).UTC()
	}
	if said.ClockFault {
		h.ClockFault = "it cannot be right"
	}
	return h
}
