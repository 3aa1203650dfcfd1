package agent

import (
	"context"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/history"
)

const (
	// tidyEvery is how often the history is made small. It is also noted then
	// that somebody watched: after a crash nobody knows more.
	tidyEvery = 5 * time.Minute
	// keepBeats is how long each beat is kept.
	keepBeats = 30 * 24 * time.Hour
	// shortAbsence is how long nobody may have watched before it is worth a
	// note.
	shortAbsence = time.Minute
)

// archive keeps the history small, until ctx ends.
func (a *Agent) archive(ctx context.Context) {
	ticker := time.NewTicker(tidyEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		a.tidy(ctx)
	}
}

// tidy packs the beats that no start needs any more, sums up the days that have
// ended, and removes the beats that are too old to be kept. What it cannot do now it does the next time.
func (a *Agent) tidy(ctx context.Context) {
	if _, err := a.store.Write(ctx, history.Changes{}); err != nil {
		return // of a disk that refuses the writer tells
	}
	mark, err := a.store.Watermark(ctx)
	if err == nil {
		_, err = a.store.Compact(ctx, mark-rememberedBeats)
	}
	if err == nil {
		_, err = a.store.SumUp(ctx, time.Now(), func(key monitor.Key) monitor.Rhythm { return a.rhythmOf(ctx, key) })
	}
	if err == nil {
		_, err = a.store.Prune(ctx, time.Now().Add(-keepBeats))
	}
	if err != nil && ctx.Err() == nil {
		a.log.Error("old heartbeats stay as they are", "error", err)
	}
}
