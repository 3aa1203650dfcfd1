package agent

import (
	"context"
	"slices"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/engine"
	"sentinel/monitor/history"
)

// writeEvery is how long the state of subjects may wait for the disk; what
// happens to incidents does not wait.
const writeEvery = 10 * time.Second

// write puts what the engine has to keep on disk, and then lets people be
// told. It ends with ctx, after a last round.
func (a *Agent) write(ctx context.Context) {
	var unwritten engine.Batch
	timer := time.NewTimer(writeEvery)
	timer.Stop()
	armed := false
	for {
		select {
		case <-ctx.Done():
			a.flush(context.WithoutCancel(ctx), &unwritten)
			return
		case <-a.engine.Stale():
			if !armed {
				timer.Reset(writeEvery)
				armed = true
			}
			continue
		case <-a.engine.Urgent():
		case <-timer.C:
		}
		armed = false
		timer.Stop()
		if !a.flush(ctx, &unwritten) {
			timer.Reset(writeEvery)
			armed = true
		}
	}
}

// flush writes what waits. When the disk refuses, people are told all the
// same, and the rest is tried again. A write that has begun is not broken off
// by the end of the program: it would pass for a disk that refuses.
func (a *Agent) flush(ctx context.Context, unwritten *engine.Batch) bool {
	batch := a.engine.Drain(ctx)
	ctx = context.WithoutCancel(ctx)
	batch.Removed = append(stillRemoved(unwritten.Removed, batch.Subjects), batch.Removed...)
	batch.Subjects = append(unwritten.Subjects, batch.Subjects...)
	news := len(unwritten.Transitions)
	batch.Transitions = append(unwritten.Transitions, batch.Transitions...)
	if batch.Empty() {
		return true
	}
	written, err := a.store.Write(ctx, history.Changes{
		Subjects: batch.Subjects, Removed: batch.Removed, Transitions: batch.Transitions,
	})
	if err != nil {
		a.notices.set("disk", "The history cannot be written: "+err.Error())
		a.teller.take(batch.Transitions[news:])
		for i := range batch.Transitions {
			batch.Transitions[i].Snoozed = true // told already: only to be recorded
		}
		*unwritten = engine.Batch{Subjects: latest(batch.Subjects), Removed: batch.Removed, Transitions: batch.Transitions}
		return false
	}
	a.notices.set("disk", "")
	*unwritten = engine.Batch{}
	a.teller.take(written[news:])
	if len(written) > 0 {
		a.changed.signal()
	}
	return true
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
