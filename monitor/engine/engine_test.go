package engine

import (
	"math"
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor"
)

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

// A file may be of 1601, and an interval be the longest that can be written.
func TestLongestTimesDoNotOverflow(t *testing.T) {
	story(t, func(b *bench) {
		b.beatAged(monitor.StatusWaiting, math.MaxInt64)
		b.wait(time.Hour)
		if s := b.subject(); s.Liveness != monitor.Missing {
			t.Errorf("a beat of long ago is %s", s.Liveness)
		}
	})
	roster := newRoster()
	r := newRecord(vps, roster.shareTerms(terms{rhythm: monitor.Rhythm{Interval: math.MaxInt64, Grace: math.MaxInt64}}), time.Hour)
	for _, began := range []time.Duration{time.Hour, time.Hour - longestTime} {
		r.began = began
		if next := r.nextChange(time.Hour, alwaysOpen); next <= time.Hour {
			t.Errorf("what began at %s is due at %s, over and over", began, next)
		}
		if misses := r.missesAt(time.Hour); misses != 0 {
			t.Errorf("what began at %s has missed %d", began, misses)
		}
	}
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
		b.beat(monitor.StatusLogin)
		if strip := b.subject().Strip; strip != "o" {
			t.Errorf("the strip blames it for the time before its first beat: %q", strip)
		}
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

func TestTestStatus(t *testing.T) {
	story(t, func(b *bench) {
		b.beat(monitor.StatusWaiting)
		test := func(status string, ttl time.Duration) {
			b.report(monitor.Report{Outcome: monitor.Beat, Beat: monitor.Heartbeat{
				Status: status, Message: "a test", Test: true, Expires: time.Now().Add(ttl),
			}})
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

func TestGoodbyeOfLongAgoIsNoSilence(t *testing.T) {
	story(t, func(b *bench) {
		b.beatAged(monitor.StatusStopped, 5*time.Hour)
		b.is("stopped warning stopped 0")
		b.told("opened")
	})
}

func TestBuiltInSourceIsNotJudgedByOtherEventsEither(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := watched()
		list[0].BuiltIn = true
		b := newBench(t, nil, list)
		defer func() { b.stop() }()
		b.report(monitor.Report{Outcome: monitor.Absent})
		b.wait(24 * time.Hour)
		b.slept.Add(int64(time.Hour))
		b.wait(longestWait)
		b.report(monitor.Report{Outcome: monitor.Absent}) // it is looked at after waking
		b.is("new unknown - 0")
		if err := b.e.Watch(t.Context(), list, nil, 1); err != nil {
			t.Fatal(err)
		}
		b.is("new unknown - 0")
		b.told()
		b.stop()
		b.told()
		b.run(b.saved, list)
		b.is("new unknown - 0")
		b.told()

		b.trouble(monitor.CauseUnreadable) // there is something: counting starts here
		b.is("new unknown - 0")
		b.told()
		b.wait(315 * time.Second)
		b.is("missing critical missing 5")
		b.told("opened")
	})
}

func TestSinceFollowsTheLevelThatIsShown(t *testing.T) {
	story(t, func(b *bench) {
		b.beat(monitor.StatusWaiting)
		b.wait(10 * time.Second)
		since := func() time.Duration { return b.subject().Since.Sub(b.start) }
		b.report(monitor.Report{Outcome: monitor.Beat, Beat: monitor.Heartbeat{
			Status: monitor.StatusError, Test: true, Expires: time.Now().Add(30 * time.Second),
		}})
		if got := since(); got != 10*time.Second {
			t.Errorf("critical by a test since %s, want 10s", got)
		}
		b.wait(30 * time.Second)
		b.is("alive ok - 0")
		if got := since(); got != 40*time.Second {
			t.Errorf("ok again since %s, want 40s", got)
		}
	})
}

// Paused, it writes something old: that is no silence of after the pause.
func TestOldBeatWhilePausedIsNoSilence(t *testing.T) {
	story(t, func(b *bench) {
		if err := b.e.Pause(b.t.Context(), vps); err != nil {
			t.Fatal(err)
		}
		b.beatAged(monitor.StatusWaiting, 5*time.Hour)
		b.is("paused off - 0")
		if err := b.e.Resume(b.t.Context(), vps); err != nil {
			t.Fatal(err)
		}
		b.is("alive ok - 0")
		b.told()
	})
}
