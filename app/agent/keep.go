package agent

import (
	"context"
	"time"

	"sentinel/monitor/history"
)

// openHistory opens the history, or one in memory: the watch begins in any case,
// and a person is told what is wrong.
func (a *Agent) openHistory(ctx context.Context) (*history.Store, error) {
	store, err := history.Open(ctx, a.options.StateDir)
	if err != nil {
		a.notices.set("history", "The history cannot be kept, and is lost when Sentinel ends: "+err.Error())
		return history.Fallback(ctx, a.options.StateDir)
	}
	store.OnNotice(func(text string) { a.notices.set("history", text) })
	return store, nil
}

// checkEvery is how often all of the history is looked at for damage, and
// checkFirst how long after the start for the first time.
const (
	checkEvery = 24 * time.Hour
	checkFirst = 10 * time.Minute
)

// checkHistory looks for damage that nobody would come across for long, until ctx
// ends.
func (a *Agent) checkHistory(ctx context.Context) {
	timer := time.NewTimer(checkFirst)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		if err := a.store.Check(ctx); err != nil && ctx.Err() == nil {
			a.log.Error("the history is not checked for damage", "error", err)
		}
		timer.Reset(checkEvery)
	}
}
