package agent

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/engine"
	"sentinel/monitor/history"
)

const (
	// writeEvery is how long the state of subjects may wait for the disk; what
	// happens to incidents does not wait.
	writeEvery = 10 * time.Second
	// beatenEvery is the same for those who only beat, and whose beats are
	// kept: a start takes up so much of them.
	beatenEvery = 5 * time.Minute
)

// write puts what the engine has to keep on disk, and then lets people be
// told. It ends with ctx, after a last round.
func (a *Agent) write(ctx context.Context) {
	var unwritten engine.Batch
	timer := time.NewTimer(writeEvery)
	timer.Stop()
	stale := a.engine.Stale()
	beaten := time.Now()
	for {
		select {
		case <-ctx.Done():
			a.flushAll(context.WithoutCancel(ctx), &unwritten)
			return
		case <-stale:
			stale = nil // until the timer: each beat would wake us
			timer.Reset(writeEvery)
			continue
		case <-a.engine.Urgent():
		case <-timer.C:
		}
		timer.Stop()
		stale = a.engine.Stale()
		written := a.flush(ctx, &unwritten, false)
		if written && (unwritten.Whole || time.Since(beaten) >= beatenEvery) {
			written = a.flushAll(ctx, &unwritten)
			beaten = time.Now()
		}
		if !written {
			timer.Reset(writeEvery)
		}
	}
}

// flushAll writes also the state of those who only beat. What was received up
// to now need then not be taken up at the next start.
func (a *Agent) flushAll(ctx context.Context, unwritten *engine.Batch) bool {
	unwritten.Whole = false // what comes after the mark may ask for another round
	mark, err := a.store.LastBeat(context.WithoutCancel(ctx))
	if a.flush(ctx, unwritten, true) && err == nil {
		_, err = a.store.Write(context.WithoutCancel(ctx), history.Changes{Watermark: mark})
		if err == nil {
			return true
		}
	}
	unwritten.Whole = true
	return false
}

// flush writes what waits, part by part.
func (a *Agent) flush(ctx context.Context, unwritten *engine.Batch, beaten bool) bool {
	for {
		batch, more := a.engine.Drain(ctx, beaten)
		a.keepSeen(ctx, batch.Seen)
		if !a.flushBatch(ctx, batch, unwritten) {
			return false
		}
		if !more {
			return true
		}
	}
}

// flushBatch writes one part and what was not written before. When the disk
// refuses, people are told all the same, and the rest is tried again. A write
// that has begun is not broken off by the end of the program: it would pass for
// a disk that refuses.
func (a *Agent) flushBatch(ctx context.Context, batch engine.Batch, unwritten *engine.Batch) bool {
	ctx = context.WithoutCancel(ctx)
	batch.Removed = append(stillRemoved(unwritten.Removed, batch.Subjects), batch.Removed...)
	batch.Subjects = append(unwritten.Subjects, batch.Subjects...)
	news := len(unwritten.Transitions)
	batch.Transitions = append(unwritten.Transitions, batch.Transitions...)
	batch.Away = newest(keptTurns, append(unwritten.Away, batch.Away...))
	batch.Turns = newest(keptTurns, append(unwritten.Turns, batch.Turns...))
	batch.Whole = batch.Whole || unwritten.Whole
	batch.Seen = nil // keepSeen has them
	if batch.Empty() {
		unwritten.Whole = batch.Whole
		return true
	}
	written, err := a.store.Write(ctx, history.Changes{
		Subjects: batch.Subjects, Removed: batch.Removed, Transitions: batch.Transitions, Turns: batch.Turns, Away: batch.Away,
	})
	if err != nil {
		a.refuses.Store(true)
		a.notices.set("disk", "The history cannot be written: "+err.Error())
		a.teller.take(batch.Transitions[news:])
		for i := range batch.Transitions {
			batch.Transitions[i].Snoozed = true // told already: only to be recorded
		}
		batch.Subjects = latest(batch.Subjects)
		*unwritten = batch
		return false
	}
	a.refuses.Store(false)
	a.notices.set("disk", "")
	*unwritten = engine.Batch{Whole: batch.Whole}
	a.teller.take(written[news:])
	if len(written) > 0 {
		a.changed.signal()
	}
	return true
}

// What waits for a disk that refuses is bounded; the oldest goes first.
const (
	keptTurns = 100_000
	keptSeen  = 10_000
)

func newest[T any](n int, list []T) []T { return list[max(0, len(list)-n):] }

// keepSeen keeps beats that were read from files and endpoints. Their
// subjects' state is written apart, so nothing but the history lacks those
// that cannot be kept.
func (a *Agent) keepSeen(ctx context.Context, seen []monitor.Receipt) {
	for i := range seen {
		seen[i].Posting.Raw = asRead(seen[i].Posting.Beat)
	}
	a.seen = newest(keptSeen, append(a.seen, seen...))
	if a.store.Append(context.WithoutCancel(ctx), a.seen) == nil {
		a.seen = nil
	}
}

// asRead is what is kept of a beat that was read: the fields of a heartbeat as
// robots post them.
func asRead(b monitor.Heartbeat) []byte {
	fields := struct {
		Status         string     `json:"status"`
		Message        string     `json:"message,omitempty"`
		Timestamp      *time.Time `json:"timestamp,omitempty"`
		SessionActive  *bool      `json:"session_active,omitempty"`
		OpenOrders     *int       `json:"open_orders,omitempty"`
		ActiveAccounts *int       `json:"active_accounts,omitempty"`
		ActiveTasks    *int       `json:"active_tasks,omitempty"`
	}{b.Status, b.Message, nil, b.SessionActive, b.OpenOrders, b.ActiveAccounts, b.ActiveTasks}
	if !b.SentAt.IsZero() {
		fields.Timestamp = &b.SentAt
	}
	raw, err := json.Marshal(fields)
	if err != nil { // a year that JSON cannot write
		return nil
	}
	return raw
}

// stillRemoved are the removed keys that nobody watches again.
func stillRemoved(removed []monitor.Key, later []monitor.SavedSubject) []monitor.Key {
	return slices.DeleteFunc(removed, func(key monitor.Key) bool {
		return slices.ContainsFunc(later, func(s monitor.SavedSubject) bool { return s.Key == key })
	})
}

// latest keeps the last state of each subject, so that what waits for a full
// disk stays as small as what is watched.
func latest(saved []monitor.SavedSubject) []monitor.SavedSubject {
	place := map[monitor.Key]int{}
	var kept []monitor.SavedSubject
	for _, one := range saved {
		if i, known := place[one.Key]; known {
			kept[i] = one
			continue
		}
		place[one.Key] = len(kept)
		kept = append(kept, one)
	}
	return kept
}
