package engine

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor"
)

func TestWallClockStepsChangeNothing(t *testing.T) {
	story(t, func(b *bench) {
		for _, step := range []time.Duration{5 * time.Hour, -48 * time.Hour, 365 * 24 * time.Hour} {
			b.beat(monitor.StatusWaiting)
			b.step.Store(int64(step))
			b.wait(70 * time.Second)
			b.is("alive ok - 0")
			if age := *b.subject().AgeSeconds; age != 70 {
				t.Errorf("age is %v s, want 70", age)
			}
		}
		b.told()
	})
}

func TestSuspendLooksBeforeItJudges(t *testing.T) {
	story(t, func(b *bench) {
		b.beat(monitor.StatusWaiting)
		b.wait(30 * time.Second)
		b.slept.Add(int64(8 * time.Hour))
		b.wait(longestWait)
		if b.gaps != 1 {
			t.Fatalf("the sources were asked to look %d times, want once", b.gaps)
		}
		b.is("alive ok - 0")
		b.beatAged(monitor.StatusWaiting, 20*time.Second) // the share has been written to meanwhile
		b.is("alive ok - 0")
		b.told()
	})
	story(t, func(b *bench) {
		b.beat(monitor.StatusWaiting)
		b.wait(30 * time.Second)
		b.slept.Add(int64(8 * time.Hour))
		b.wait(longestWait)
		b.report(monitor.Report{Outcome: monitor.Unmoved}) // looked: nothing moved in eight hours
		b.is("missing critical missing 480")
		b.told("opened")
	})
}

func TestHoldIsBounded(t *testing.T) {
	story(t, func(b *bench) {
		b.beat(monitor.StatusWaiting)
		b.slept.Add(int64(time.Hour))
		b.wait(longestWait)
		b.told()
		b.wait(DefaultHold) // a dead share never answers
		b.is("missing critical missing 60")
		b.told("opened")
	})
}

// A stop that is short for us is long for a robot of a short rhythm.
func TestShortStopIsNoSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := watched()
		list[0].Rhythm = monitor.Rhythm{Interval: time.Second, Grace: 500 * time.Millisecond, MaxMisses: 2}
		b := newBench(t, nil, list)
		defer func() { b.stop() }()
		b.beat(monitor.StatusWaiting)
		b.stall.Add(int64(4 * time.Second))
		b.wait(1500 * time.Millisecond)
		b.is("alive ok - 0") // as it was: nobody has looked yet
		if b.gaps != 1 {
			t.Errorf("the sources were asked to look %d times, want once", b.gaps)
		}
		b.beat(monitor.StatusTrade)
		b.is("alive ok - 0")
		b.told()
		b.stall.Add(int64(4 * time.Second))
		b.wait(1500 * time.Millisecond)
		b.report(monitor.Report{Outcome: monitor.Unmoved})
		b.is("missing critical missing 5")
		b.told("opened")
	})
}

// A hold that is renewed for ever would be silence.
func TestStarvationDoesNotPutJudgementOffForEver(t *testing.T) {
	story(t, func(b *bench) {
		b.beat(monitor.StatusWaiting)
		for range 200 {
			b.wait(longestWait)
			b.stall.Add(int64(6 * time.Second))
		}
		b.is("missing critical missing 69")
		b.told("opened")
	})
}

// The two clocks are read one after the other, never at once: an instant that
// stands must not seem another at each look.
func TestInstantsDoNotTremble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var looks atomic.Int64
		clock := func() monitor.Reading {
			between := time.Duration(looks.Add(1)%7) * 100 * time.Nanosecond
			return monitor.Reading{Wall: time.Now().Add(between).Round(0), Steady: time.Duration(time.Now().UnixNano())}
		}
		e := New(Options{Clock: clock, Watched: watched()})
		go func() { _ = e.Run(t.Context()) }()
		e.Submit(monitor.Report{Source: "vps", Key: vps, At: time.Now(), Outcome: monitor.Beat, Beat: monitor.Heartbeat{Status: monitor.StatusError}})
		synctest.Wait()
		since, opened := map[time.Time]bool{}, map[time.Time]bool{}
		for range 20 {
			s, err := e.Subject(t.Context(), vps)
			if err != nil {
				t.Fatal(err)
			}
			since[s.Since] = true
			open, err := e.Incidents(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range open {
				opened[i.Opened] = true
			}
		}
		batch, _ := e.Drain(t.Context(), true)
		for _, one := range batch.Transitions {
			opened[one.At] = true
		}
		if len(since) != 1 || len(opened) != 1 {
			t.Errorf("since is %v, opened %v, want one instant each", since, opened)
		}
	})
}
