package window

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// feeding runs a feed on a fake, within a bubble, and counts what it delivers.
type feeding struct {
	*feed
	got  []snapshot
	when []time.Time
}

func startFeed(t *testing.T, backend *fake) *feeding {
	t.Helper()
	f := &feeding{}
	f.feed = newFeed(func() (Backend, error) {
		backend.mu.Lock()
		defer backend.mu.Unlock()
		return backend, backend.err
	}, func(s snapshot) {
		f.got, f.when = append(f.got, s), append(f.when, time.Now())
	})
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	go f.run(ctx)
	synctest.Wait()
	return f
}

// pass lets the bubble's time pass.
func pass(d time.Duration) { <-time.After(d) }

func (f *feeding) last() snapshot { return f.got[len(f.got)-1] }

func TestFeedCoalescesAStorm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		backend := pictured()
		f := startFeed(t, backend)
		start := time.Now()
		for time.Since(start) < 10*time.Second {
			backend.events <- struct{}{}
			pass(time.Millisecond)
		}
		synctest.Wait()
		if n := len(f.got); n > 4*10+1 || n < 30 {
			t.Errorf("%d snapshots in 10 s of a storm, want at most four a second and no pause", n)
		}
	})
}

func TestFeedFollowsAnEventAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		backend := pictured()
		f := startFeed(t, backend)
		pass(time.Second)
		synctest.Wait()
		before := len(f.got)
		backend.events <- struct{}{}
		synctest.Wait()
		if len(f.got) != before+1 {
			t.Errorf("%d snapshots right after an event, want 1", len(f.got)-before)
		}
	})
}

func TestFeedProvesThatTheMonitorLives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := startFeed(t, pictured())
		pass(time.Minute)
		synctest.Wait()
		if n := len(f.got); n < 10 || n > 14 {
			t.Errorf("%d snapshots in a minute without events, want one about every %s", n, beatGap)
		}
	})
}

func TestHiddenFeedRests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		backend := pictured()
		f := startFeed(t, backend)
		f.setHidden(true)
		pass(time.Second)
		synctest.Wait()
		before := len(f.got)
		for range 20 {
			backend.events <- struct{}{}
			pass(time.Second)
		}
		synctest.Wait()
		if len(f.got) != before {
			t.Errorf("%d snapshots while hidden, want none", len(f.got)-before)
		}
		f.setHidden(false)
		synctest.Wait()
		if len(f.got) != before+1 {
			t.Errorf("%d snapshots when shown again, want 1 at once", len(f.got)-before)
		}
	})
}

func TestFeedTellsFailureAndFindsTheMonitorAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		backend := pictured()
		f := startFeed(t, backend)
		good := f.last()
		backend.mu.Lock()
		backend.err = errors.New("nothing listens there")
		backend.mu.Unlock()
		pass(2 * beatGap)
		synctest.Wait()
		bad := f.last()
		if bad.err == nil || bad.at != good.at || len(bad.page.Subjects) != len(good.page.Subjects) {
			t.Errorf("a failure is told as %v, of %s with %d subjects; want the last good one with its error",
				bad.err, bad.at, len(bad.page.Subjects))
		}
		backend.mu.Lock()
		backend.err = nil
		backend.mu.Unlock()
		pass(failedGap + leastGap)
		synctest.Wait()
		if now := f.last(); now.err != nil || !now.at.After(good.at) {
			t.Errorf("after the monitor is back: error %v, of %s", now.err, now.at)
		}
	})
}

func TestBrokenStreamIsLookedIntoAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		backend := pictured()
		f := startFeed(t, backend)
		pass(time.Second)
		backend.mu.Lock()
		backend.err = errors.New("nothing listens there")
		backend.mu.Unlock()
		close(backend.events)
		synctest.Wait()
		if f.last().err == nil {
			t.Error("when the stream of events breaks the monitor is not asked at once")
		}
	})
}

func TestFeedStopsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		f := newFeed(func() (Backend, error) { return pictured(), nil }, func(snapshot) {})
		done := make(chan struct{})
		go func() { f.run(ctx); close(done) }()
		synctest.Wait()
		cancel()
		<-done // with nothing left in the bubble, else synctest says so
	})
}
