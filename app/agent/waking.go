package agent

import (
	"context"
	"sync"
	"time"

	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/alert"
	"sentinel/monitor/api"
	"sentinel/monitor/config"
)

const (
	// longAsleep is from when on a person at this desktop wants to hear what
	// happened while the machine was asleep.
	longAsleep = 30 * time.Minute
	// judgedAfter is how long after waking all sources have looked, and who must
	// reach us had time to.
	judgedAfter = time.Minute
)

// waking says at this desktop, after the machine was asleep, what happened
// meanwhile: once, and nothing when nothing did.
type waking struct {
	*Agent
	wake chan struct{}

	mu   sync.Mutex
	away monitor.Absence // the latest, those that follow closely joined; zero: none that is to be told
}

func newWaking(a *Agent) *waking { return &waking{Agent: a, wake: make(chan struct{}, 1)} }

// take is given the times in which nobody watched, in order.
func (w *waking) take(away []monitor.Absence) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, one := range away {
		if !one.Slept {
			continue
		}
		if !w.away.Began.IsZero() {
			one.Began = w.away.Began // it fell asleep again before that was told
		}
		w.away = one
		signal(w.wake)
	}
}

// run tells until ctx ends.
func (w *waking) run(ctx context.Context) {
	timer := time.NewTimer(0)
	timer.Stop()
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.wake:
			timer.Reset(judgedAfter)
		case <-timer.C:
			if err := w.tell(ctx); err != nil && ctx.Err() == nil {
				w.log.Error("what happened while this machine was asleep is not told yet", "error", err)
				timer.Reset(judgedAfter)
			}
		}
	}
}

// told notes that an absence is dealt with, unless another has followed it.
func (w *waking) told(away monitor.Absence) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.away == away {
		w.away = monitor.Absence{}
	}
}

func (w *waking) tell(ctx context.Context) error {
	w.mu.Lock()
	away := w.away
	w.mu.Unlock()
	if away.Ended.Sub(away.Began) < longAsleep {
		w.told(away)
		return nil
	}
	now := time.Now()
	meanwhile, err := w.Incidents(ctx, api.IncidentQuery{State: "all", From: away.Began, To: now})
	if err != nil {
		return err
	}
	w.told(away)
	text := view.Awake(away, meanwhile, now)
	if text == "" {
		return nil
	}
	for _, c := range w.channels() {
		if c.Kind == config.KindDesktop {
			w.desk.say(c.Name, alert.Status, text)
		}
	}
	return nil
}
