package agent

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/history"
)

const (
	// groupWait is how long a message waits for others, so that several at
	// once become one.
	groupWait = 2 * time.Second
	// tellTimeout bounds how long a desktop may take to show a message.
	tellTimeout = 10 * time.Second
	// tellAgain is the pause after a desktop that did not take a message: it
	// may still be starting.
	tellAgain = 30 * time.Second
	// stale is the age from which a message that did not get out is history,
	// not news.
	stale = time.Hour
)

// teller tells people of transitions: after they were written, in groups, and
// marks them told afterwards, so that a crash repeats a message rather than
// losing it.
type teller struct {
	tell    func(ctx context.Context, group []monitor.Transition) error
	store   *history.Store
	log     *slog.Logger
	notices *notices

	mu      sync.Mutex
	shows   func(monitor.Transition, time.Time) bool // whether the desktop tells of it at that time; nil: of all
	waiting []monitor.Transition
	told    []int64 // to be marked so
	wake    chan struct{}
	marked  chan struct{} // holds a signal when there is something to mark
}

func newTeller(tell func(context.Context, []monitor.Transition) error, store *history.Store, log *slog.Logger,
	notices *notices,
) *teller {
	return &teller{tell: tell, store: store, log: log, notices: notices, wake: make(chan struct{}, 1), marked: make(chan struct{}, 1)}
}

// take queues what was written.
func (t *teller) take(transitions []monitor.Transition) {
	for _, one := range transitions {
		t.log.Info("incident "+string(one.Kind), "key", one.Incident.Key, "level", one.Incident.Level,
			"cause", one.Incident.Cause, "message", one.Incident.Message, "told", !one.Snoozed)
	}
	news := slices.DeleteFunc(slices.Clone(transitions), func(one monitor.Transition) bool { return one.Snoozed })
	if len(news) == 0 {
		return
	}
	t.mu.Lock()
	t.waiting = append(t.waiting, news...)
	t.mu.Unlock()
	signal(t.wake)
}

// show says of what the desktop is to tell from now on.
func (t *teller) show(shows func(monitor.Transition, time.Time) bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.shows = shows
}

// run tells until ctx ends; what still waits then is told at the next start.
func (t *teller) run(ctx context.Context) {
	var marking sync.WaitGroup
	marking.Go(func() { t.keepMarking(ctx) })
	defer marking.Wait()
	var again <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.wake:
		case <-again:
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(groupWait):
		}
		again = nil
		if !t.out(ctx) {
			again = time.After(tellAgain)
		}
	}
}

// takeUntold takes up what an earlier run wrote and did not get out. It is
// called before this run writes anything, which would be told twice.
func (t *teller) takeUntold(ctx context.Context) {
	untold, err := t.store.Untold(ctx)
	if err != nil {
		t.log.Error("what was not told cannot be read", "error", err)
		return
	}
	over, err := t.over(ctx)
	if err != nil {
		t.log.Error("the incidents that have ended cannot be read", "error", err)
	}
	var news, past []monitor.Transition
	for _, one := range untold {
		if over[one.Incident.ID] && one.Kind != monitor.Recovered {
			past = append(past, one) // that it began is no news when it has ended
		} else {
			news = append(news, one)
		}
	}
	t.mark(past)
	t.markAll(ctx)
	t.take(news)
}

// over are the incidents that have ended, by their IDs.
func (t *teller) over(ctx context.Context) (map[string]bool, error) {
	ended, err := t.store.Incidents(ctx, history.IncidentQuery{Limit: closedIncidents})
	over := make(map[string]bool, len(ended))
	for _, one := range ended {
		over[one.ID] = true
	}
	return over, err
}

// out tells what waits and is still news; false when the desktop did not take
// it. It waits on then, and stays untold for the next start.
func (t *teller) out(ctx context.Context) bool {
	t.mu.Lock()
	waiting, shows := t.waiting, t.shows
	t.waiting = nil
	t.mu.Unlock()
	news := slices.DeleteFunc(slices.Clone(waiting), func(one monitor.Transition) bool {
		return time.Since(one.At) >= stale || shows != nil && !shows(one, time.Now())
	})
	if t.tell != nil && len(news) > 0 {
		limited, cancel := context.WithTimeout(ctx, tellTimeout)
		err := t.tell(limited, news)
		cancel()
		if err != nil {
			t.notices.set("tell", "A message did not reach the desktop: "+err.Error())
			t.mu.Lock()
			t.waiting = append(waiting, t.waiting...)
			t.mu.Unlock()
			return false
		}
		t.notices.set("tell", "")
	}
	t.mark(waiting)
	return true
}

// mark notes that people were told. A disk that hangs must not keep them from
// being told of what comes next, so another goroutine puts it there.
func (t *teller) mark(group []monitor.Transition) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, one := range group {
		if one.ID != 0 {
			t.told = append(t.told, one.ID)
		}
	}
	signal(t.marked)
}

// keepMarking marks what people were told, until ctx ends.
func (t *teller) keepMarking(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			t.markAll(ctx)
			return
		case <-t.marked:
			t.markAll(ctx)
		}
	}
}

func (t *teller) markAll(ctx context.Context) {
	t.mu.Lock()
	told := t.told
	t.told = nil
	t.mu.Unlock()
	if err := t.store.MarkTold(context.WithoutCancel(ctx), told...); err != nil {
		t.log.Error("a message may be repeated after a restart", "error", err)
	}
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
