package engine

import (
	"context"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor"
)

func TestRestartNeitherRejuvenatesNorForgetsNorAlarms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, nil, watched())
		b.beat(monitor.StatusWaiting)
		b.wait(100 * time.Second)
		b.stop()
		b.told()

		b.step.Add(int64(-24 * time.Hour)) // the wall clock is set back while nobody watches
		b.run(b.saved, watched())
		if age := *b.subject().AgeSeconds; age < 100 {
			t.Errorf("the restart made it younger: %v s", age)
		}
		b.stop()
		b.told()

		b.wait(time.Hour)
		b.run(b.saved, watched())
		b.is("late warning missing 1") // as it was: nobody has looked yet
		b.told()
		b.report(monitor.Report{Outcome: monitor.Unmoved})
		b.is("missing critical missing 61")
		b.told("opened")
		b.stop()
		b.told()

		b.run(b.saved, watched())
		b.report(monitor.Report{Outcome: monitor.Unmoved})
		b.is("missing critical missing 61")
		b.told() // it was told before the restart
		b.beat(monitor.StatusWaiting)
		b.told("recovered")
		b.stop()
	})
}

// What the engine serves as its last act was served: a drain that was told
// otherwise would drop what it took.
func TestLastCallIsAnswered(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // the engine is gone before the caller goes on
	for range 30 {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			e := New(Options{Clock: monitor.ProcessClock(), Watched: watched()})
			go func() { _ = e.Run(ctx) }()
			release := make(chan struct{})
			go func() { _ = e.do(ctx, func() error { <-release; return nil }) }()
			synctest.Wait()
			answer := make(chan error, 1)
			go func() { answer <- e.do(context.Background(), func() error { cancel(); return nil }) }()
			synctest.Wait()
			close(release)
			if err := <-answer; err != nil {
				t.Fatalf("a call that was served says %v", err)
			}
		})
	}
}

// A beat is read again after a crash; what a person said is not said again.
func TestWhatPeopleSayIsWrittenAtOnce(t *testing.T) {
	story(t, func(b *bench) {
		urgent := func(what string, want bool) {
			b.t.Helper()
			select {
			case <-b.e.Urgent():
				if !want {
					b.t.Errorf("%s does not wait for the disk", what)
				}
			default:
				if want {
					b.t.Errorf("%s waits for the disk", what)
				}
			}
		}
		urgent("watching began: that", true)
		b.beat(monitor.StatusWaiting)
		urgent("a beat", false)
		b.beat(monitor.StatusError)
		urgent("an incident", true)
		for _, said := range []struct {
			what string
			say  func() error
		}{
			{"an acknowledgement", func() error { return b.e.Acknowledge(b.t.Context(), vps, "owner") }},
			{"a snooze", func() error { return b.e.Snooze(b.t.Context(), vps, time.Hour) }},
			{"the end of a snooze", func() error { return b.e.Snooze(b.t.Context(), vps, 0) }},
			{"a pause", func() error { return b.e.Pause(b.t.Context(), vps) }},
			{"a resume", func() error { return b.e.Resume(b.t.Context(), vps) }},
			{"a removal", func() error { return b.e.Forget(b.t.Context(), vps) }},
		} {
			if err := said.say(); err != nil {
				b.t.Fatal(err)
			}
			urgent(said.what, true)
		}
	})
}

// The wall clock is set while we watch, and we are restarted: a record that was
// saved before that is as old as it was.
func TestRestartAfterTheWallClockWasSet(t *testing.T) {
	for _, step := range []time.Duration{-26 * time.Hour, 26 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, nil, watched())
			defer func() { b.stop() }()
			b.beat(monitor.StatusWaiting)
			b.told()
			b.step.Add(int64(step))
			b.wait(30 * time.Second)
			b.told()
			b.stop()
			b.run(b.saved, watched())
			if age := *b.subject().AgeSeconds; age != 30 {
				t.Errorf("with the clock set by %s it is %v s old, want 30", step, age)
			}
		})
	}
}
