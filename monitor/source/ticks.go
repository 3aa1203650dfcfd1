package source

import (
	"context"
	"sync"
	"time"
)

// minPeriod is the shortest period that a poll may have.
const minPeriod = 10 * time.Millisecond

// Ticks tells sources when to poll. Polls of equal period share one timer, and
// all timers count from the same instant, so a period of 10 s ticks together
// with every fifth tick of 2 s: the machine wakes once for both.
//
// A Ticks may be used from any goroutine.
type Ticks struct {
	ctx   context.Context
	start time.Time

	mu    sync.Mutex
	beats map[time.Duration]*metronome
}

// metronome is one period's timer and those who wait for it.
type metronome struct {
	waiting map[chan time.Time]struct{}
	stop    context.CancelFunc
}

// NewTicks returns a Ticks that ticks until ctx ends.
func NewTicks(ctx context.Context) *Ticks {
	return &Ticks{ctx: ctx, start: time.Now(), beats: make(map[time.Duration]*metronome)}
}

// Every returns a channel that receives the time once every period (at least
// 10 ms), and a function that ends that. A tick that nobody has taken when the
// next one comes is not repeated: a slow receiver delays nobody.
func (t *Ticks) Every(period time.Duration) (<-chan time.Time, func()) {
	period = max(period, minPeriod)
	ticks := make(chan time.Time, 1)
	t.mu.Lock()
	defer t.mu.Unlock()
	m := t.beats[period]
	if m == nil {
		ctx, stop := context.WithCancel(t.ctx)
		m = &metronome{waiting: make(map[chan time.Time]struct{}), stop: stop}
		t.beats[period] = m
		go t.run(ctx, m, period)
	}
	m.waiting[ticks] = struct{}{}
	return ticks, func() { t.leave(m, period, ticks) }
}

// leave takes one receiver off, and the timer with the last.
func (t *Ticks) leave(m *metronome, period time.Duration, ticks chan time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(m.waiting, ticks)
	if len(m.waiting) == 0 {
		m.stop()
		if t.beats[period] == m {
			delete(t.beats, period)
		}
	}
}

func (t *Ticks) run(ctx context.Context, m *metronome, period time.Duration) {
	timer := time.NewTimer(t.untilNext(period))
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-timer.C:
			timer.Reset(t.untilNext(period))
			t.tick(m, now)
		}
	}
}

func (t *Ticks) tick(m *metronome, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for ticks := range m.waiting {
		select {
		case ticks <- now:
		default:
		}
	}
}

// untilNext is the time until the next whole multiple of the period.
func (t *Ticks) untilNext(period time.Duration) time.Duration {
	return period - time.Since(t.start)%period
}
