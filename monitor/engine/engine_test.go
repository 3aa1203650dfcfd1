package engine

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor"
)

const vps = monitor.Key("vps")

// bench is an engine in a bubble of fake time, with a clock that a test can
// step and put to sleep.
type bench struct {
	t      *testing.T
	e      *Engine
	stop   func()
	step   atomic.Int64 // what was added to the wall clock, as a time.Duration
	slept  atomic.Int64 // as a time.Duration
	stall  atomic.Int64 // time in which nothing ran, as a time.Duration
	start  time.Time
	gaps   int
	source string
	saved  []monitor.SavedSubject
	online func() bool
}

var filesRhythm = monitor.Rhythm{Interval: 60 * time.Second, Grace: 15 * time.Second, MaxMisses: 4}

func watched() []Watched {
	return []Watched{{Key: vps, Source: "vps", Rhythm: filesRhythm}}
}

func newBench(t *testing.T, saved []monitor.SavedSubject, watched []Watched) *bench {
	b := &bench{t: t, start: time.Now(), source: "vps"}
	b.run(saved, watched)
	return b
}

func (b *bench) run(saved []monitor.SavedSubject, watched []Watched) {
	b.e = New(Options{Clock: b.clock, Saved: saved, Watched: watched, OnGap: func() { b.gaps++ }, Online: b.online})
	ctx, cancel := context.WithCancel(b.t.Context())
	done := make(chan struct{})
	go func() { defer close(done); _ = b.e.Run(ctx) }()
	b.stop = func() { cancel(); <-done }
}

func (b *bench) clock() monitor.Reading {
	now, slept := time.Now(), time.Duration(b.slept.Load())
	now = now.Add(time.Duration(b.stall.Load()))
	return monitor.Reading{
		Wall:   now.Add(time.Duration(b.step.Load()) + slept).Round(0),
		Steady: now.Sub(b.start) + slept,
		Asleep: slept,
	}
}

func (b *bench) beat(status string) { b.beatAged(status, 0) }

func (b *bench) beatAged(status string, age time.Duration) {
	b.report(monitor.Report{Outcome: monitor.Beat, Age: age, Beat: monitor.Heartbeat{Status: status, Message: "text of " + status}})
}

func (b *bench) report(r monitor.Report) {
	r.Source, r.Key, r.At = b.source, vps, time.Now()
	b.e.Submit(r)
	synctest.Wait()
}

func (b *bench) trouble(cause monitor.Cause) {
	b.report(monitor.Report{Outcome: monitor.Trouble, Cause: cause, Why: "why it is " + string(cause)})
}

func (b *bench) wait(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func (b *bench) subject() monitor.Subject {
	b.t.Helper()
	snapshot, err := b.e.Snapshot(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	s, ok := snapshot.Subject(vps)
	if !ok {
		b.t.Fatal("the subject is gone")
	}
	return s
}

// is asserts "liveness level cause misses".
func (b *bench) is(want string) {
	b.t.Helper()
	s := b.subject()
	got := fmt.Sprintf("%s %s %s %d", s.Liveness, s.Level, s.Cause, s.Misses)
	if s.Cause == "" {
		got = fmt.Sprintf("%s %s - %d", s.Liveness, s.Level, s.Misses)
	}
	if got != want {
		b.t.Errorf("%s: subject is %q, want %q", time.Since(b.start), got, want)
	}
}

// told asserts the transitions since the last call, "kind" or "(kind)" when
// nobody is told.
func (b *bench) told(want ...string) []monitor.Transition {
	b.t.Helper()
	batch := b.e.Drain(b.t.Context())
	if len(batch.Subjects) > 0 {
		b.saved = batch.Subjects
	}
	var got []string
	for _, t := range batch.Transitions {
		text := string(t.Kind)
		if t.Snoozed {
			text = "(" + text + ")"
		}
		got = append(got, text)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		b.t.Errorf("%s: transitions are %v, want %v", time.Since(b.start), got, want)
	}
	return batch.Transitions
}

func story(t *testing.T, f func(b *bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, nil, watched())
		defer func() { b.stop() }()
		f(b)
	})
}

func TestSilenceGoesLateThenMissingOnce(t *testing.T) {
	story(t, func(b *bench) {
		b.beat(monitor.StatusWaiting)
		b.is("alive ok - 0")
		b.wait(75*time.Second - time.Millisecond)
		b.is("alive ok - 0")
		b.wait(time.Millisecond)
		b.is("late warning missing 1")
		b.told()
		b.wait(4*60*time.Second - time.Millisecond)
		b.is("late warning missing 4")
		b.told()
		b.wait(time.Millisecond)
		b.is("missing critical missing 5")
		b.told("opened")
		b.wait(time.Hour)
		b.is("missing critical missing 65")
		b.told()
		b.beat(monitor.StatusTrade)
		b.is("alive ok - 0")
		transitions := b.told("recovered")
		if got, want := transitions[0].Silence, time.Hour+315*time.Second; got != want {
			t.Errorf("it was gone %s, want %s", got, want)
		}
	})
}

func TestNeverSeen(t *testing.T) {
	story(t, func(b *bench) {
		b.is("new unknown - 0")
		b.wait(75 * time.Second)
		b.is("late warning missing 1")
		b.wait(4 * time.Minute)
		b.is("missing critical missing 5")
		if why := b.subject().Why; why != "never seen" {
			t.Errorf("why is %q", why)
		}
		b.told("opened")
	})
}

func TestBuiltInSourceStaysNewUntilThereIsSomethingToRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := watched()
		list[0].BuiltIn = true
		b := newBench(t, nil, list)
		defer b.stop()
		b.report(monitor.Report{Outcome: monitor.Absent})
		b.wait(24 * time.Hour)
		b.is("new unknown - 0")
		if s := b.subject(); !s.Bystander || monitor.Overall([]monitor.Subject{s}) != monitor.LevelOff {
			t.Error("a default source that was never seen counts for the overall level")
		}
		b.told()
		b.beat(monitor.StatusLogin)
		b.wait(315 * time.Second)
		b.is("missing critical missing 5")
		b.told("opened")
	})
}

func TestStatusDecidesLevel(t *testing.T) {
	for status, want := range map[string]string{
		monitor.StatusWaiting: "alive ok - 0", monitor.StatusProfit: "alive ok - 0", monitor.StatusBusy: "alive ok - 0",
		monitor.StatusCustom: "alive ok - 0", "something new": "alive ok - 0", monitor.StatusHealthy: "alive ok - 0",
		monitor.StatusError: "alive critical error 0", monitor.StatusUnhealthy: "alive critical unhealthy 0",
		monitor.StatusExpired: "alive critical expired 0", monitor.StatusDegraded: "alive warning degraded 0",
		monitor.StatusWarning: "alive warning warning 0", monitor.StatusStopped: "stopped warning stopped 0",
	} {
		t.Run(status, func(t *testing.T) {
			story(t, func(b *bench) {
				b.beat(status)
				b.is(want)
			})
		})
	}
}

func TestIncidentWorsensOnceAndRecovers(t *testing.T) {
	story(t, func(b *bench) {
		b.beat(monitor.StatusWarning)
		b.told("opened")
		b.beat(monitor.StatusWarning)
		b.told()
		b.beat(monitor.StatusError)
		b.told("worsened")
		b.beat(monitor.StatusWarning)
		b.told()
		b.beat(monitor.StatusError)
		b.told()
		b.beat(monitor.StatusLogin)
		b.told("recovered")
	})
}

func TestSourceTrouble(t *testing.T) {
	story(t, func(b *bench) {
		b.beat(monitor.StatusWaiting)
		b.trouble(monitor.CauseUnreachable)
		b.is("alive ok - 0")
		b.trouble(monitor.CauseUnreachable)
		b.is("alive unknown unreachable 0")
		b.wait(75 * time.Second)
		b.is("late warning unreachable 1")
		b.told()
		b.wait(4 * time.Minute)
		b.is("missing critical unreachable 5")
		b.told("opened")
		b.report(monitor.Report{Outcome: monitor.Unmoved})
		b.is("missing critical missing 5")
		b.beat(monitor.StatusWaiting)
		b.told("recovered")
	})
}

func TestFrozenAndFabricated(t *testing.T) {
	story(t, func(b *bench) {
		b.beat(monitor.StatusWaiting)
		for range 31 {
			b.wait(10 * time.Second)
			b.report(monitor.Report{Outcome: monitor.Unmoved, Cause: monitor.CauseFrozen})
		}
		b.is("late warning missing 4")
		b.wait(5 * time.Second)
		b.is("missing critical frozen 5")
		b.told("opened")
	})
	story(t, func(b *bench) {
		b.beat(monitor.StatusWaiting)
		b.trouble(monitor.CauseFabricated)
		b.is("alive warning fabricated 0")
		b.told("opened")
		b.wait(315 * time.Second)
		b.is("missing critical fabricated 5")
		b.told("worsened")
	})
}

func TestStoppedSaysGoodbye(t *testing.T) {
	story(t, func(b *bench) {
		b.beat(monitor.StatusError)
		b.told("opened")
		b.beat(monitor.StatusStopped)
		b.told("(closed)", "opened")
		b.wait(24 * time.Hour)
		b.is("stopped warning stopped 0")
		b.told()
		b.beat(monitor.StatusLogin)
		b.is("alive ok - 0")
		b.told("recovered")
	})
}

func TestBeatOlderThanThresholdStaysMissing(t *testing.T) {
	story(t, func(b *bench) {
		b.wait(time.Hour)
		b.told("opened")
		b.beatAged(monitor.StatusWaiting, 10*time.Minute)
		b.is("missing critical missing 9")
		b.told()
	})
}

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

func TestTestStatus(t *testing.T) {
	story(t, func(b *bench) {
		b.beat(monitor.StatusWaiting)
		test := func(status string, ttl time.Duration) {
			b.report(monitor.Report{Outcome: monitor.Beat, Beat: monitor.Heartbeat{
				Status: status, Message: "a test", Test: true, Expires: time.Now().Add(ttl)}})
		}
		b.wait(70 * time.Second)
		test(monitor.StatusError, time.Minute)
		s := b.subject()
		if s.Level != monitor.LevelCritical || !s.Test || s.Cause != monitor.CauseError || *s.AgeSeconds != 70 {
			t.Errorf("a test shows as %+v", s)
		}
		transitions := b.told("opened")
		if !transitions[0].Incident.Test {
			t.Error("the incident of a test is not marked as one")
		}
		b.wait(time.Minute)
		b.is("late warning missing 1")
		b.told("(closed)")
		test(monitor.StatusLogin, time.Hour)
		b.wait(5 * time.Minute)
		b.is("missing critical missing 6") // a real critical outranks the test
		b.told("opened")
		b.report(monitor.Report{Outcome: monitor.TestEnded})
		b.told()
	})
}

func TestPauseSnoozeAcknowledge(t *testing.T) {
	story(t, func(b *bench) {
		ctx := b.t.Context()
		b.beat(monitor.StatusError)
		b.told("opened")
		if err := b.e.Acknowledge(ctx, vps, "owner"); err != nil || !b.subject().Acknowledged {
			t.Errorf("acknowledge: %v", err)
		}
		if err := b.e.Pause(ctx, vps); err != nil {
			t.Error(err)
		}
		b.is("paused off - 0")
		b.told("(closed)")
		b.wait(24 * time.Hour)
		b.is("paused off - 0")
		if err := b.e.Resume(ctx, vps); err != nil {
			t.Error(err)
		}
		b.is("alive critical error 0")
		b.told("opened")
		b.beat(monitor.StatusLogin)
		b.told("recovered")

		if err := b.e.Snooze(ctx, vps, time.Hour); err != nil || b.subject().SnoozedUntil == nil {
			t.Errorf("snooze: %v", err)
		}
		b.beat(monitor.StatusError)
		b.told("(opened)")
		b.beat(monitor.StatusLogin)
		b.told("(recovered)")
		b.beat(monitor.StatusError)
		b.told("(opened)")
		b.wait(40 * time.Minute)
		b.told()
		b.beat(monitor.StatusError)
		b.wait(20 * time.Minute)
		b.told("opened") // what the snooze held back still holds
		if err := b.e.Pause(ctx, "nobody"); err == nil {
			t.Error("pausing nobody is no error")
		}
	})
}

func TestRecoverAfter(t *testing.T) {
	story(t, func(b *bench) {
		if err := b.e.Watch(b.t.Context(), watched(), 3); err != nil {
			t.Fatal(err)
		}
		b.beat(monitor.StatusError)
		b.told("opened")
		b.beat(monitor.StatusLogin)
		b.is("alive ok - 0") // the level is ok at once
		b.wait(30 * time.Second)
		b.beat(monitor.StatusLogin)
		b.wait(80 * time.Second)
		b.beat(monitor.StatusLogin) // late: counts as the first again
		b.told()
		b.beat(monitor.StatusLogin)
		b.told()
		b.beat(monitor.StatusLogin)
		b.told("recovered")
	})
}

func TestOwnNetworkLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := []Watched{
			{Key: vps, Source: "vps", Host: "a.example", Rhythm: filesRhythm},
			{Key: "other", Source: "other", Host: "b.example", Rhythm: filesRhythm},
		}
		b := newBench(t, nil, list)
		defer func() { b.stop() }()
		both := func(r monitor.Report) {
			b.report(r)
			r.Source, r.Key, r.At = "other", "other", time.Now()
			b.e.Submit(r)
			synctest.Wait()
		}
		both(monitor.Report{Outcome: monitor.Beat, Beat: monitor.Heartbeat{Status: monitor.StatusLogin}})
		for range 60 {
			b.wait(10 * time.Second)
			both(monitor.Report{Outcome: monitor.Trouble, Cause: monitor.CauseUnreachable})
		}
		b.is("unobserved unknown unreachable 0")
		b.told("opened") // one for all

		b.stop()
		b.told()
		b.run(b.saved, list) // a restart in the dark neither alarms nor tells again
		both(monitor.Report{Outcome: monitor.Trouble, Cause: monitor.CauseUnreachable})
		b.is("unobserved unknown unreachable 0")
		b.told()

		b.report(monitor.Report{Outcome: monitor.Beat, Age: 5 * time.Second, Beat: monitor.Heartbeat{Status: monitor.StatusTrade}})
		b.is("alive ok - 0")
		b.told("recovered") // the network; the other is judged when it was looked at
		b.wait(DefaultHold)
		b.told("opened")
	})
}

func TestOneHostIsOurNetworkOnlyWithoutARoute(t *testing.T) {
	for _, online := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			list := watched()
			list[0].Host = "a.example"
			b := &bench{t: t, start: time.Now(), source: "vps", online: func() bool { return online }}
			b.run(nil, list)
			defer func() { b.stop() }()
			b.beat(monitor.StatusLogin)
			for range 40 {
				b.wait(10 * time.Second)
				b.trouble(monitor.CauseUnreachable)
			}
			if online {
				b.is("missing critical unreachable 6")
			} else {
				b.is("unobserved unknown unreachable 0")
			}
		})
	}
}

func TestGoodbyeOfLongAgoIsNoSilence(t *testing.T) {
	story(t, func(b *bench) {
		b.beatAged(monitor.StatusStopped, 5*time.Hour)
		b.is("stopped warning stopped 0")
		b.told("opened")
	})
}

// A hold that is renewed for ever would be silence.
func TestStarvationDoesNotPutJudgementOffForEver(t *testing.T) {
	story(t, func(b *bench) {
		b.beat(monitor.StatusWaiting)
		for range 200 {
			b.wait(longestWait)
			b.stall.Add(int64(oversleep + time.Second))
		}
		b.is("missing critical missing 69")
		b.told("opened")
	})
}
