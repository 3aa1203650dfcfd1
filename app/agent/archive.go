package agent

import (
	"context"
	"errors"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/history"
)

const (
	// tidyEvery is how often the history is made small. It is also noted then
	// that somebody watched: after a crash nobody knows more.
	tidyEvery = 5 * time.Minute
	// shortAbsence is how long nobody may have watched before it is worth a
	// note.
	shortAbsence = time.Minute
	// importLasts is how long after one part of a file another one may come.
	importLasts = 10 * time.Minute
)

// archive keeps the history small, until ctx ends.
func (a *Agent) archive(ctx context.Context) {
	ticker := time.NewTicker(tidyEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-a.paces.wanted:
			if err := a.compare(ctx); err != nil && ctx.Err() == nil {
				a.log.Error("nobody knows who gets slower", "error", err)
			}
		case <-ticker.C:
			a.tidy(ctx)
		}
	}
}

// tidy packs the beats that no start needs any more, sums up the days that have
// ended, and removes the beats that are too old to be kept. What it cannot do
// now it does the next time.
func (a *Agent) tidy(ctx context.Context) {
	if _, err := a.store.Write(ctx, history.Changes{}); err != nil {
		return // of a disk that refuses the writer tells
	}
	if a.store.Salvaging() {
		return // not all is there yet
	}
	if err := errors.Join(a.compact(ctx), a.sumUp(ctx)); err != nil && ctx.Err() == nil {
		a.log.Error("old heartbeats stay as they are", "error", err)
	}
}

func (a *Agent) compact(ctx context.Context) error {
	mark, err := a.store.Watermark(ctx)
	if err != nil {
		return err
	}
	_, err = a.store.Compact(ctx, mark-rememberedBeats)
	return err
}

// sumUp removes beats only once their days are summed up, and neither while a
// file is imported part by part: its days would be those of the first parts.
func (a *Agent) sumUp(ctx context.Context) error {
	now := time.Now()
	if last := a.imported.Load(); last != nil && now.Sub(*last) < importLasts {
		return nil
	}
	n, err := a.store.SumUp(ctx, now, func(key monitor.Key) monitor.Rhythm { return a.rhythmOf(ctx, key) })
	if n > 0 {
		a.paces.again()
	}
	if err != nil {
		return err
	}
	return a.prune(ctx, now)
}

// prune removes what is older than the settings want it to be kept. What a clock
// says that has just been set wrongly is no reason.
func (a *Agent) prune(ctx context.Context, now time.Time) error {
	believed, err := a.store.Believes(ctx, now)
	if err != nil || !believed {
		return err
	}
	a.mu.Lock()
	keep := a.config.History
	a.mu.Unlock()
	if keep.Beats != 0 {
		_, err = a.store.Prune(ctx, now.Add(-keep.Beats))
	}
	if keep.Summaries != 0 {
		err = errors.Join(err, a.store.PruneSummaries(ctx, now.Add(-keep.Summaries)))
	}
	if keep.Incidents != 0 {
		err = errors.Join(err, a.store.PruneIncidents(ctx, now.Add(-keep.Incidents)))
	}
	return errors.Join(err, a.store.PruneLetters(ctx, now))
}
