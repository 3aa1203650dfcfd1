package agent

import (
	"context"
	"fmt"
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

// hangs is how long the disk may take for one write. After that it passes for
// one that hangs, as a dead share does: people are told without it.
const hangs = 10 * time.Second

// writer puts what the engine has to keep on disk, and then lets people be
// told; when the disk refuses or hangs, they are told all the same. It belongs
// to the goroutine of its run.
type writer struct {
	*Agent
	unwritten engine.Batch // what waits for the disk
	late      *write       // one that the disk holds up; nil: none

	seen []monitor.Receipt // beats that were read, and wait for the disk
}

// write is one that was begun.
type write struct {
	batch engine.Batch
	news  int // the first of its transitions that nobody was told of before
	done  chan outcome
}

type outcome struct {
	transitions []monitor.Transition // with their IDs
	err         error
}

func newWriter(a *Agent) *writer { return &writer{Agent: a} }

// run ends with ctx, after a last round.
func (w *writer) run(ctx context.Context) {
	timer := time.NewTimer(writeEvery)
	timer.Stop()
	stale := w.engine.Stale()
	beaten := time.Now()
	for {
		select {
		case <-ctx.Done():
			w.flushAll(context.WithoutCancel(ctx))
			return
		case <-stale:
			stale = nil // until the timer: each beat would wake us
			timer.Reset(writeEvery)
			continue
		case <-w.engine.Urgent():
		case <-timer.C:
		}
		timer.Stop()
		stale = w.engine.Stale()
		written := w.flush(ctx, false)
		if written && (w.unwritten.Whole || time.Since(beaten) >= beatenEvery) {
			written = w.flushAll(ctx)
			beaten = time.Now()
		}
		if !written {
			timer.Reset(writeEvery)
		}
	}
}

// flushAll writes also the state of those who only beat. What was received up
// to now need then not be taken up at the next start.
func (w *writer) flushAll(ctx context.Context) bool {
	w.unwritten.Whole = false // what comes after the mark may ask for another round
	mark, err := w.store.LastBeat(context.WithoutCancel(ctx))
	if w.flush(ctx, true) && err == nil && w.write(ctx, &write{}, history.Changes{Watermark: mark}) {
		return true
	}
	w.unwritten.Whole = true
	return false
}

// flush writes what waits, part by part.
func (w *writer) flush(ctx context.Context, beaten bool) bool {
	w.takeLate()
	for {
		batch, more := w.engine.Drain(ctx, beaten)
		written := w.flushBatch(ctx, batch)
		w.keepSeen(ctx, batch.Seen)
		w.mirror.take(batch.Seen)
		if w.waking != nil {
			w.waking.take(batch.Away)
		}
		if !written {
			return false
		}
		if !more {
			return true
		}
	}
}

// flushBatch writes one part and what was not written before.
func (w *writer) flushBatch(ctx context.Context, batch engine.Batch) bool {
	news := len(w.unwritten.Transitions)
	w.unwritten = joined(w.unwritten, batch)
	if w.unwritten.Empty() {
		return w.late == nil
	}
	if w.late != nil {
		w.tellUnwritten(&w.unwritten, news)
		return false
	}
	job := &write{batch: w.unwritten, news: news}
	w.unwritten = engine.Batch{Whole: job.batch.Whole}
	return w.write(ctx, job, changesOf(job.batch))
}

func changesOf(b engine.Batch) history.Changes {
	return history.Changes{Subjects: b.Subjects, Removed: b.Removed, Transitions: b.Transitions, Turns: b.Turns, Away: b.Away}
}

// write writes, and waits for the disk, but not for ever. What has begun is not
// broken off by the end of the program: it would pass for a disk that refuses.
func (w *writer) write(ctx context.Context, job *write, changes history.Changes) bool {
	job.done = make(chan outcome, 1)
	go func() {
		transitions, err := w.store.Write(context.WithoutCancel(ctx), changes)
		job.done <- outcome{transitions, err}
	}()
	patience := time.NewTimer(hangs)
	defer patience.Stop()
	select {
	case o := <-job.done:
		if o.err != nil {
			w.refused(o.err)
			w.tellUnwritten(&job.batch, job.news)
			w.unwritten = joined(job.batch, w.unwritten)
			return false
		}
		w.accepted()
		w.tell(o.transitions[job.news:])
		w.desk.taken(o.transitions[:job.news]) // without their IDs
		if len(o.transitions) > 0 {
			w.changed.signal()
		}
		return true
	case <-patience.C:
		w.refused(fmt.Errorf("the disk has not answered for %s", hangs))
		w.tell(job.batch.Transitions[job.news:])
		w.late = job
		return false
	}
}

// takeLate takes up a write that the disk held up, once it has ended.
func (w *writer) takeLate() {
	if w.late == nil {
		return
	}
	select {
	case o := <-w.late.done:
		job := w.late
		w.late = nil
		if o.err == nil {
			w.accepted()
			w.desk.taken(o.transitions)
			w.changed.signal()
			return
		}
		for i := range job.batch.Transitions {
			job.batch.Transitions[i].Snoozed = true
		}
		w.unwritten = joined(job.batch, w.unwritten)
	default:
	}
}

// tell lets people be told.
func (w *writer) tell(transitions []monitor.Transition) {
	for _, one := range transitions {
		w.log.Info("incident "+string(one.Kind), "key", one.Incident.Key, "level", one.Incident.Level,
			"cause", one.Incident.Cause, "message", one.Incident.Message, "told", !one.Snoozed)
	}
	w.desk.take(transitions)
}

// tellUnwritten lets people be told of what cannot be written now. It is only
// to be recorded then.
func (w *writer) tellUnwritten(batch *engine.Batch, news int) {
	w.tell(batch.Transitions[news:])
	for i := range batch.Transitions {
		batch.Transitions[i].Snoozed = true
	}
}

func (w *writer) refused(why error) {
	w.refuses.Store(true)
	w.notices.set("disk", "The history cannot be written: "+why.Error())
}

func (w *writer) accepted() {
	w.refuses.Store(false)
	w.notices.set("disk", "")
}

// What waits for a disk that refuses is bounded; the oldest goes first.
const keptTurns = 100_000

func newest[T any](n int, list []T) []T { return list[max(0, len(list)-n):] }

// joined is what waits, with what has come since, but for the beats that were
// read, which keepSeen keeps.
func joined(waiting, later engine.Batch) engine.Batch {
	return engine.Batch{
		Subjects:    latest(waiting.Subjects, later.Subjects),
		Removed:     append(stillRemoved(waiting.Removed, later.Subjects), later.Removed...),
		Transitions: append(waiting.Transitions, later.Transitions...),
		Turns:       newest(keptTurns, append(waiting.Turns, later.Turns...)),
		Away:        newest(keptTurns, append(waiting.Away, later.Away...)),
		Whole:       waiting.Whole || later.Whole,
	}
}

// stillRemoved are the removed keys that nobody watches again.
func stillRemoved(removed []monitor.Key, later []monitor.SavedSubject) []monitor.Key {
	return slices.DeleteFunc(removed, func(key monitor.Key) bool {
		return slices.ContainsFunc(later, func(s monitor.SavedSubject) bool { return s.Key == key })
	})
}

// latest keeps the last state of each subject, so that what waits for a full
// disk stays as small as what is watched.
func latest(waiting, later []monitor.SavedSubject) []monitor.SavedSubject {
	if len(waiting) == 0 {
		return later
	}
	place := map[monitor.Key]int{}
	var kept []monitor.SavedSubject
	for _, one := range slices.Concat(waiting, later) {
		if i, known := place[one.Key]; known {
			kept[i] = one
			continue
		}
		place[one.Key] = len(kept)
		kept = append(kept, one)
	}
	return kept
}
