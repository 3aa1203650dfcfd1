package agent

import (
	"context"
	"log/slog"
	"time"

	"sentinel/monitor/statusfile"
)

// tests gives back what test statuses had replaced, when they end.
type tests struct {
	stateDir string
	log      *slog.Logger
	notices  *notices
	wake     chan struct{}
}

func newTests(stateDir string, log *slog.Logger, notices *notices) *tests {
	return &tests{stateDir: stateDir, log: log, notices: notices, wake: make(chan struct{}, 1)}
}

// look says that a test may have begun.
func (t *tests) look() {
	select {
	case t.wake <- struct{}{}:
	default:
	}
}

// run restores until ctx ends. The wall clock decides, as it stands in the
// file, so that a long wait is looked at again now and then.
func (t *tests) run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.wake:
		case <-timer.C:
		}
		restored, err := statusfile.Restore(t.stateDir, time.Now())
		for _, path := range restored {
			t.log.Info("a test status has ended; what was there before is back", "file", path)
		}
		timer.Stop()
		if err != nil {
			t.notices.set("test", "A test status could not be taken back: "+err.Error())
			timer.Reset(restoreAgain)
			continue
		}
		t.notices.set("test", "")
		if next, some := statusfile.NextExpiry(t.stateDir); some {
			timer.Reset(min(max(time.Until(next), 0)+10*time.Millisecond, restoreAgain))
		}
	}
}

// restoreAgain bounds how late a test can end after a step of the clock, and
// is the pause after a failure.
const restoreAgain = time.Minute
