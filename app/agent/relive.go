package agent

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/history"
)

// Past is a time that a monitor lives through at once, second by second, for
// demonstrations: robots post, fall silent and recover, and a history comes of
// it as if it had been watched.
type Past struct {
	From, Until time.Time
	// Step returns what robots posted in the second that ends now, as of now.
	Step func(now time.Time) []monitor.Posting
	// Progress is told how much is done, from 0 to 1.
	Progress func(share float64)
}

const (
	// aSecond is how far the clock of a past goes at once: by more the engine
	// would think that it was asleep.
	aSecond = time.Second
	// keepEvery is how often what happened in a past is put on disk.
	keepEvery = 10 * time.Minute
	// packEvery is how often its beats are packed and its days summed up.
	packEvery = 24 * time.Hour
)

// Relive lives through a past, into a state folder that has no history yet: what
// is made up must not stand beside what was.
func Relive(ctx context.Context, o Options, past Past) error {
	if _, err := os.Lstat(filepath.Join(o.StateDir, history.FileName)); !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%s has a history already, and what is made up does not belong in it: name another folder with --state-dir", o.StateDir)
	}
	clock := &pastClock{began: past.From}
	o.Clock, o.Since = clock.read, clock.since
	a, err := New(ctx, o)
	if err != nil {
		return err
	}
	r := &reliving{Agent: a, past: past, clock: clock}
	return errors.Join(r.run(ctx), a.Close())
}

// pastClock goes only when it is told to.
type pastClock struct {
	began time.Time
	gone  atomic.Int64
}

func (c *pastClock) read() monitor.Reading {
	gone := time.Duration(c.gone.Load())
	return monitor.Reading{Wall: c.began.Add(gone), Steady: gone}
}

func (c *pastClock) since(at time.Time) time.Duration { return c.read().Wall.Sub(at) }

// reliving is a past that is under way.
type reliving struct {
	*Agent
	past     Past
	clock    *pastClock
	receipts []monitor.Receipt // that wait for the disk
}

func (r *reliving) run(ctx context.Context) error {
	engineCtx, stop := context.WithCancel(context.WithoutCancel(ctx))
	var owning sync.WaitGroup
	owning.Go(func() { _ = r.engine.Run(engineCtx) })
	defer owning.Wait()
	defer stop()
	length := r.past.Until.Sub(r.past.From)
	for gone := aSecond; gone <= length; gone += aSecond {
		if err := ctx.Err(); err != nil {
			return err
		}
		r.clock.gone.Store(int64(gone))
		if err := r.step(ctx, r.past.From.Add(gone)); err != nil {
			return err
		}
		if gone%keepEvery == 0 {
			r.past.Progress(float64(gone) / float64(length))
			if err := r.keep(ctx, false); err != nil {
				return err
			}
		}
		if gone%packEvery == 0 {
			if err := r.pack(ctx, r.past.From.Add(gone)); err != nil {
				return err
			}
		}
	}
	return r.keep(ctx, true)
}

func (r *reliving) step(ctx context.Context, now time.Time) error {
	// Whoever asks lets it look at the clock: it must not miss a second.
	if _, err := r.engine.Summary(ctx); err != nil {
		return err
	}
	postings := r.past.Step(now)
	if len(postings) == 0 {
		return nil
	}
	taken := make(chan []monitor.Receipt, 1)
	if err := r.engine.Receive(arrivals(postings), func(receipts []monitor.Receipt) { taken <- receipts }); err != nil {
		return err
	}
	receipts, _ := withoutRefused(<-taken)
	r.receipts = append(r.receipts, receipts...)
	return nil
}

// keep puts on disk what has happened; with all also the state of those who only
// beat, so that the next start takes nothing up. Nobody is told of the past.
func (r *reliving) keep(ctx context.Context, all bool) error {
	if err := r.store.Append(ctx, r.receipts); err != nil {
		return err
	}
	r.receipts = nil
	mark, err := r.store.LastBeat(ctx)
	if err != nil {
		return err
	}
	for more := true; more; {
		batch, rest := r.engine.Drain(ctx, all)
		written, err := r.store.Write(ctx, changesOf(batch))
		if err != nil {
			return err
		}
		if n := len(written); n > 0 {
			if err := r.store.KeepAlerts(ctx, history.Alerts{Upto: written[n-1].ID}); err != nil {
				return err
			}
		}
		more = rest
	}
	if !all {
		return nil
	}
	_, err = r.store.Write(ctx, history.Changes{Watermark: mark})
	return err
}

func (r *reliving) pack(ctx context.Context, now time.Time) error {
	mark, err := r.store.LastBeat(ctx)
	if err != nil {
		return err
	}
	if _, err := r.store.Compact(ctx, mark-rememberedBeats); err != nil {
		return err
	}
	_, err = r.store.SumUp(ctx, now, func(key monitor.Key) monitor.Rhythm { return r.rhythmOf(ctx, key) })
	return err
}
