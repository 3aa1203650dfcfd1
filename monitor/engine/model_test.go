package engine

import (
	"context"
	"flag"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

var (
	years = flag.Float64("years", 4, "how many years of accounts the engine lives through beside the model; 0: one life")
	seed  = flag.Uint64("seed", 1, "the first life's seed; the others' follow")
)

// The engine lives through years of robots, markets, networks, people and
// machines, and says at each instant what the plain model of the rules says:
// no alert that the model does not have, and none missing.
func TestLives(t *testing.T) {
	began := time.Now()
	var next, lives, actions atomic.Int64
	next.Store(int64(*seed))
	var lived float64 // years
	var mutex sync.Mutex
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	live := func() bool {
		l := newLife(uint64(next.Add(1)-1), false, &led{})
		err := l.live(ctx)
		mutex.Lock()
		defer mutex.Unlock()
		if err != nil && !t.Failed() {
			t.Error(err)
		}
		lived += l.script.Years()
		lives.Add(1)
		actions.Add(int64(l.actions))
		return !t.Failed() && lived < *years
	}
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for live() {
			}
		})
		if *years == 0 {
			break
		}
	}
	workers.Wait()
	t.Logf("%d lives of %.0f years of accounts, %d actions: %.1f years a second, from seed %d",
		lives.Load(), lived, actions.Load(), lived/time.Since(began).Seconds(), *seed)
}

// The same with an engine that runs by itself, as it does in the monitor.
func TestLivesOfAnEngineThatRuns(t *testing.T) {
	for life := range uint64(3) {
		synctest.Test(t, func(t *testing.T) {
			l := newLife(*seed+life, true, &free{})
			l.script.Length /= 20
			if err := l.live(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}
