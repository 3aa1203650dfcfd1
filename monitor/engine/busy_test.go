package engine

import (
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor"
)

// queueCalls lets calls wait in the engine's line behind another one, so that they
// are all taken in one round.
func (b *bench) queueCalls(n int, call func()) {
	release := make(chan struct{})
	go func() { _ = b.e.do(b.t.Context(), func() error { <-release; return nil }) }()
	synctest.Wait()
	for range n {
		go func() { _ = b.e.do(b.t.Context(), func() error { call(); return nil }) }()
	}
	synctest.Wait()
	close(release)
	synctest.Wait()
}

// Who works without a pause was there all the time.
func TestLongRoundIsNoAbsence(t *testing.T) {
	posts(t, func(b poster) {
		b.post(monitor.StatusActive, time.Now())
		b.wait(100 * time.Second)
		b.queueCalls(100, func() { b.stall.Add(int64(400 * time.Millisecond)) })
		b.wait(longestWait)
		if b.gaps != 0 {
			t.Errorf("work of 40 s is taken for %d absences", b.gaps)
		}
		b.stands("late warning missing 1")
		b.wait(100 * time.Second)
		b.stands("missing critical missing 2")
		b.told("opened")
	})
}

// Who is stopped in the midst of much work was away all the same.
func TestStopWithinALongRoundIsAnAbsence(t *testing.T) {
	posts(t, func(b poster) {
		b.post(monitor.StatusActive, time.Now())
		b.wait(100 * time.Second)
		calls := 0
		b.queueCalls(100, func() {
			if calls++; calls == 50 {
				b.stall.Add(int64(time.Hour))
			}
		})
		if b.gaps != 1 {
			t.Errorf("a stop in much work is taken for %d absences", b.gaps)
		}
		b.stands("alive ok - 0")
		b.told()
	})
}

// What changes the rules for all may take long among very many subjects.
func TestLongReloadIsNoAbsence(t *testing.T) {
	posts(t, func(b poster) {
		b.post(monitor.StatusActive, time.Now())
		slow := func(monitor.Key) Expectation {
			b.stall.Add(int64(3 * time.Second))
			return Expectation{Rhythm: builtInRhythm}
		}
		if err := b.e.Watch(b.t.Context(), nil, slow, 1); err != nil {
			t.Fatal(err)
		}
		b.wait(longestWait)
		if b.gaps != 0 {
			t.Errorf("a reload of 3 s is taken for %d absences", b.gaps)
		}
	})
}
