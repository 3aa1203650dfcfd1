package engine

import (
	"fmt"
	"hash/fnv"
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor"
)

const account = monitor.Key("alpha/ACC_003")

// poster is a bench whose subject posts by itself, every 120 s, with one miss
// borne.
type poster struct{ *bench }

func posts(t *testing.T, f func(b poster)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := poster{newBench(t, nil, nil)}
		defer func() { b.stop() }()
		f(b)
	})
}

// post posts a status with a time of the robot's own.
func (b poster) post(status string, sent time.Time) monitor.Receipt {
	b.t.Helper()
	return b.posting(monitor.Posting{
		Source: monitor.SourceReceiver, Beat: monitor.Heartbeat{Status: status, SentAt: sent},
	})
}

func (b poster) posting(p monitor.Posting) monitor.Receipt {
	b.t.Helper()
	p.Key, p.At = account, time.Now()
	receipts, err := received(b.e, Arrived{Posting: p, Fingerprint: fingerprint(p.Beat)})
	if err != nil {
		b.t.Fatal(err)
	}
	return receipts[0]
}

func fingerprint(beat monitor.Heartbeat) uint64 {
	content := fnv.New64a()
	fmt.Fprint(content, beat.Status, beat.Message)
	return content.Sum64()
}

func (b poster) account() monitor.Subject {
	b.t.Helper()
	s, err := b.e.Subject(b.t.Context(), account)
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

// stands asserts "liveness level cause misses" of the account.
func (b poster) stands(want string) {
	b.t.Helper()
	s := b.account()
	cause := s.Cause
	if cause == "" {
		cause = "-"
	}
	if got := fmt.Sprintf("%s %s %s %d", s.Liveness, s.Level, cause, s.Misses); got != want {
		b.t.Errorf("%s: the account is %q, want %q", time.Since(b.start), got, want)
	}
}

func TestPostedBeatsMakeASubject(t *testing.T) {
	posts(t, func(b poster) {
		b.post(monitor.StatusActive, time.Now())
		b.stands("alive ok - 0")
		if s := b.account(); s.Source != "receiver" || s.Kind != monitor.KindAccount || s.Interval != 120 {
			t.Errorf("it is %+v", s)
		}
		if _, err := b.e.Subject(b.t.Context(), "alpha"); err == nil {
			t.Error("the beat of an account made its robot")
		}
		b.wait(135*time.Second - time.Millisecond)
		b.stands("alive ok - 0")
		b.wait(time.Millisecond)
		b.stands("late warning missing 1")
		b.told()
		b.wait(120 * time.Second)
		b.stands("missing critical missing 2")
		b.told("opened")
		b.post(monitor.StatusActive, time.Now())
		b.told("recovered")
	})
}

func TestVerySameBeatCountsOnceAndFreezes(t *testing.T) {
	posts(t, func(b poster) {
		sent := time.Now()
		b.post(monitor.StatusActive, sent)
		for range 4 {
			b.wait(60 * time.Second)
			if got := b.post(monitor.StatusActive, sent).Disposition; got != monitor.Duplicate {
				t.Fatalf("the very same beat is taken as %d", got)
			}
		}
		b.stands("late warning missing 1")
		b.wait(20 * time.Second)
		b.stands("missing critical frozen 2")
		b.told("opened")
		b.wait(time.Hour)
		b.stands("missing critical frozen 32") // the cause stays what it was
		if got := b.post(monitor.StatusIdle, sent).Disposition; got != monitor.Counted {
			t.Errorf("the same time with other content is taken as %d", got)
		}
		b.stands("alive ok - 0")
	})
}

// A beat that was sent twice by a network is no frozen robot.
func TestOneRepetitionIsNoFreeze(t *testing.T) {
	posts(t, func(b poster) {
		sent := time.Now()
		b.post(monitor.StatusActive, sent)
		b.post(monitor.StatusActive, sent)
		b.wait(5 * time.Minute)
		b.stands("missing critical missing 2")
	})
}

func TestOlderBeatsNeverMakeYounger(t *testing.T) {
	posts(t, func(b poster) {
		start := time.Now()
		b.post(monitor.StatusActive, start)
		b.wait(100 * time.Second)
		// What a network held back comes at once, in order and out of order.
		for _, ago := range []time.Duration{5 * time.Minute, 4 * time.Minute, 3 * time.Minute, 6 * time.Minute} {
			if got := b.post(monitor.StatusIdle, start.Add(-ago)).Disposition; got != monitor.Older {
				t.Errorf("a beat of %s before is taken as %d", ago, got)
			}
			b.wait(time.Second)
		}
		if s := b.account(); s.Status != monitor.StatusActive || *s.AgeSeconds != 104 {
			t.Errorf("it is %s, %v s old", s.Status, *s.AgeSeconds)
		}
	})
}

func TestClockSetBackCountsFromTheSecondBeat(t *testing.T) {
	posts(t, func(b poster) {
		b.post(monitor.StatusActive, time.Now())
		b.wait(60 * time.Second)
		const back = time.Hour
		if got := b.post(monitor.StatusActive, time.Now().Add(-back)).Disposition; got != monitor.Older {
			t.Errorf("the first is taken as %d", got)
		}
		b.wait(60 * time.Second)
		if got := b.post(monitor.StatusActive, time.Now().Add(-back)).Disposition; got != monitor.Counted {
			t.Errorf("the second is taken as %d", got)
		}
		b.stands("alive ok clock 0")
		if s := b.account(); *s.AgeSeconds != 0 || *s.Skew != -3600 {
			t.Errorf("it is %v s old, its clock %v s off", *s.AgeSeconds, *s.Skew)
		}
		for range 59 { // it is shown for an hour, or until the clock is right again
			b.wait(60 * time.Second)
			b.post(monitor.StatusActive, time.Now().Add(-back))
			b.stands("alive ok clock 0")
		}
		b.wait(60 * time.Second)
		b.post(monitor.StatusActive, time.Now().Add(-back))
		b.stands("alive ok - 0")
	})
}

// setBack is an account whose clock was found to be set back by an hour.
func (b poster) setBack() (last monitor.Receipt) {
	b.post(monitor.StatusActive, time.Now())
	for range 2 {
		b.wait(60 * time.Second)
		last = b.post(monitor.StatusActive, time.Now().Add(-time.Hour))
	}
	b.stands("alive ok clock 0")
	return last
}

func TestClockThatIsRightAgainIsNotNamedForLong(t *testing.T) {
	posts(t, func(b poster) {
		b.setBack()
		for i, skew := range []time.Duration{0, clockAgrees, clockAgrees + time.Millisecond, -clockAgrees, 0, 0} {
			b.stands("alive ok clock 0")
			if s := b.account(); s.Why != setBackFault {
				t.Errorf("before beat %d it shows %q", i, s.Why)
			}
			b.wait(60 * time.Second)
			b.post(monitor.StatusActive, time.Now().Add(skew))
		}
		b.stands("alive ok - 0")
	})
}

func TestSilenceWhileWeWereAwayIsForgivenOnce(t *testing.T) {
	posts(t, func(b poster) {
		b.post(monitor.StatusActive, time.Now())
		b.wait(100 * time.Second)
		b.slept.Add(int64(8 * time.Hour))
		b.wait(longestWait)
		b.stands("alive ok - 0")
		b.wait(130 * time.Second)
		b.stands("late warning missing 1")
		b.slept.Add(int64(time.Hour)) // again, in the same silence
		b.wait(longestWait)
		if s := b.account(); s.Liveness != monitor.Missing {
			t.Errorf("after the second sleep it is %s", s.Liveness)
		}
		b.told("opened")
		b.slept.Add(int64(time.Hour))
		b.wait(longestWait)
		if s := b.account(); s.Liveness != monitor.Missing {
			t.Errorf("who was missing is %s after another sleep", s.Liveness)
		}
		b.told()
	})
}

func TestRestartTakesUpWhatWasAcknowledged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := poster{newBench(t, nil, nil)}
		b.post(monitor.StatusActive, time.Now())
		b.told() // saved
		b.wait(60 * time.Second)
		kept := b.post(monitor.StatusIdle, time.Now())
		b.stop() // a crash: the second beat is kept, and its effect is not saved
		b.wait(30 * time.Minute)

		e := New(Options{Clock: b.clock, Saved: b.saved})
		kept.Posting.At = kept.Posting.At.Round(0)
		e.TakeUp(kept, 7)
		b.e = e
		b.resume()
		defer func() { b.stop() }()
		if s := b.account(); s.Status != monitor.StatusIdle || *s.AgeSeconds != 30*60 {
			t.Errorf("it is %s, %v s old", s.Status, *s.AgeSeconds)
		}
		b.stands("alive ok - 0") // nobody could reach us: it is given time
		b.told()
		b.wait(255*time.Second + time.Millisecond)
		b.stands("missing critical missing 2")
		b.told("opened")
	})
}

// The clock that a kept beat has its time from is not read when the engine's
// is: a beat whose effect was saved must not be taken up again for that.
func TestBeatIsTakenUpOnce(t *testing.T) {
	for _, p := range []monitor.Posting{
		{Source: monitor.SourceReceiver, Beat: monitor.Heartbeat{Status: monitor.StatusActive, SentAt: time.Unix(1e9, 0)}},
		{Source: monitor.SourcePing, Beat: monitor.Heartbeat{Status: monitor.StatusActive}},
	} {
		synctest.Test(t, func(t *testing.T) {
			b := poster{newBench(t, nil, nil)}
			kept := b.posting(p)
			b.wait(256 * time.Second)
			b.told("opened")
			b.stop() // a crash
			b.e = New(Options{Clock: b.clock, Saved: b.saved})
			kept.Posting.At = kept.Posting.At.Round(0).Add(20 * time.Microsecond)
			b.e.TakeUp(kept, fingerprint(p.Beat))
			b.resume()
			defer func() { b.stop() }()
			b.stands("missing critical missing 2")
			b.told()
		})
	}
}

func TestRestartForgetsNoOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := poster{newBench(t, nil, nil)}
		b.post(monitor.StatusActive, time.Now())
		b.wait(5 * time.Minute)
		b.told("opened")
		b.stop()
		b.wait(time.Hour)
		b.run(b.saved, nil)
		defer func() { b.stop() }()
		b.stands("missing critical missing 32")
		b.told()
		b.post(monitor.StatusActive, time.Now())
		b.told("recovered")
	})
}

func TestUnexpectedChangeIsShownUntilTheNext(t *testing.T) {
	posts(t, func(b poster) {
		b.post(monitor.StatusIdle, time.Now())
		b.wait(time.Second)
		if r := b.post(monitor.StatusError, time.Now()); !r.Unexpected {
			t.Error("idle → error is recorded as expected")
		}
		if got, want := b.account().Unexpected, "idle → error"; got != want {
			t.Errorf("it shows %q, want %q", got, want)
		}
		b.wait(time.Second)
		if r := b.post(monitor.StatusActive, time.Now()); r.Unexpected || b.account().Unexpected != "" {
			t.Error("error → active is unexpected")
		}
	})
}

func TestRobotSaysHowManyReport(t *testing.T) {
	posts(t, func(b poster) {
		b.post(monitor.StatusActive, time.Now())
		twelve := 12
		robot := Arrived{Posting: monitor.Posting{
			Key: "alpha", Source: monitor.SourceReceiver, At: time.Now(),
			Beat: monitor.Heartbeat{Status: monitor.StatusHealthy, SentAt: time.Now(), ActiveAccounts: &twelve},
		}}
		if _, err := received(b.e, robot); err != nil {
			t.Fatal(err)
		}
		reporting := func() int {
			s, err := b.e.Subject(b.t.Context(), "alpha")
			if err != nil || s.Reporting == nil || *s.ActiveAccounts != 12 {
				t.Fatalf("%+v %v", s, err)
			}
			return *s.Reporting
		}
		if got := reporting(); got != 1 {
			t.Errorf("%d report, want 1", got)
		}
		b.wait(140 * time.Second)
		if got := reporting(); got != 0 {
			t.Errorf("%d report while the account is late, want 0", got)
		}
	})
}

func TestRunsHaveDurationsAndAreLate(t *testing.T) {
	posts(t, func(b poster) {
		ping := func(kind monitor.PostingKind) {
			b.posting(monitor.Posting{Source: monitor.SourcePing, Kind: kind, Beat: monitor.Heartbeat{Status: monitor.StatusActive}})
		}
		ping(monitor.PostBeat)
		b.wait(10 * time.Second)
		ping(monitor.PostStart)
		if s := b.account(); s.RunningSince == nil || *s.AgeSeconds != 10 {
			t.Errorf("a start is a beat, or is not shown: %+v", s)
		}
		b.wait(90 * time.Second)
		ping(monitor.PostBeat)
		if s := b.account(); s.RunningSince != nil || s.RunSeconds == nil || *s.RunSeconds != 90 {
			t.Errorf("the run took %v", s.RunSeconds)
		}
		b.wait(100 * time.Second)
		ping(monitor.PostStart)
		ping(monitor.PostLog)
		b.wait(30 * time.Second)
		b.posting(monitor.Posting{Source: monitor.SourceReceiver, Beat: monitor.Heartbeat{Status: monitor.StatusActive, SentAt: time.Now()}})
		b.stands("alive ok - 0")
		b.wait(105 * time.Second)
		b.stands("late warning missing 0") // it beats, but its run has not ended
		ping(monitor.PostBeat)
		b.stands("alive ok - 0")
	})
}

func TestPingsWithoutTimesAllCount(t *testing.T) {
	posts(t, func(b poster) {
		for range 5 {
			r := b.posting(monitor.Posting{Source: monitor.SourcePing, Beat: monitor.Heartbeat{Status: monitor.StatusActive}})
			if r.Disposition != monitor.Counted {
				t.Errorf("a ping is taken as %d", r.Disposition)
			}
			b.wait(time.Minute)
		}
	})
}

func TestForgottenPosterIsGoneAndComesBackNew(t *testing.T) {
	posts(t, func(b poster) {
		b.post(monitor.StatusError, time.Now())
		b.told("opened")
		if err := b.e.Forget(b.t.Context(), account); err != nil {
			t.Fatal(err)
		}
		b.told("(closed)")
		if _, err := b.e.Subject(b.t.Context(), account); err == nil {
			t.Error("it is still there")
		}
		b.post(monitor.StatusActive, time.Now())
		b.stands("alive ok - 0")
		if s := b.account(); s.Strip != "o" {
			t.Errorf("its strip is %q", s.Strip)
		}
	})
}

// A reload changes what is expected of who posts, and does not forget him.
func TestReloadKeepsWhoPosts(t *testing.T) {
	posts(t, func(b poster) {
		b.post(monitor.StatusActive, time.Now())
		expect := func(monitor.Key) Expectation {
			return Expectation{Rhythm: monitor.Rhythm{Interval: 10 * time.Second, MaxMisses: 2}}
		}
		if err := b.e.Watch(b.t.Context(), nil, expect, 1); err != nil {
			t.Fatal(err)
		}
		if s := b.account(); s.Interval != 10 || s.MaxMisses != 2 {
			t.Errorf("it is expected every %v s", s.Interval)
		}
		b.wait(10 * time.Second)
		b.stands("late warning missing 1")
	})
}

func TestBeatFromElsewhereShowsThatTheNetworkIsThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, nil, twoHosts())
		defer func() { b.stop() }()
		b.loseNetwork(monitor.StatusLogin)
		b.told("opened")
		p := poster{b}
		p.posting(monitor.Posting{Source: monitor.SourceReceiver, Remote: true, Beat: monitor.Heartbeat{Status: monitor.StatusActive, SentAt: time.Now()}})
		b.told("recovered")
	})
}

// The engine was held up: a beat that came before its deadline waits in line
// behind it, and is heard first.
func TestBeatInTimeLosesNoRaceAgainstTheClock(t *testing.T) {
	posts(t, func(b poster) {
		b.post(monitor.StatusActive, time.Now())
		b.wait(254500 * time.Millisecond)
		b.told()
		release := make(chan struct{})
		go func() { _ = b.e.do(b.t.Context(), func() error { <-release; return nil }) }()
		synctest.Wait()
		go b.e.Drain(b.t.Context(), false) // others wait too
		synctest.Wait()
		go b.post(monitor.StatusActive, time.Now()) // in time, by half a second
		b.wait(900 * time.Millisecond)
		close(release)
		synctest.Wait()
		b.stands("alive ok - 0")
		b.told()
	})
}

// What was sent long before is known when it is sent again, at whatever pace: it
// makes nobody younger.
func TestOldBeatsSentAgainMakeNobodyYounger(t *testing.T) {
	posts(t, func(b poster) {
		start := time.Now()
		for i := range 20 {
			b.post(monitor.StatusActive, start.Add(time.Duration(i)*time.Minute))
			b.wait(time.Minute)
		}
		for i := range 10 {
			if got := b.post(monitor.StatusActive, start.Add(time.Duration(i)*time.Minute)).Disposition; got != monitor.Duplicate {
				t.Fatalf("beat %d is taken as %d when it comes again", i, got)
			}
			b.wait(time.Minute)
		}
		b.stands("missing critical missing 5")
	})
}

// The disk refused a beat, and took it when it was sent again: it is taken up
// after a crash although it was a repetition.
func TestRestartTakesUpARepetitionOfWhatTheDiskRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := poster{newBench(t, nil, nil)}
		sent := time.Now()
		b.post(monitor.StatusActive, sent)
		b.wait(time.Second)
		kept := b.post(monitor.StatusActive, sent)
		b.stop() // a crash
		b.wait(10 * time.Second)
		b.e = New(Options{Clock: b.clock})
		kept.Posting.At = kept.Posting.At.Round(0)
		b.e.TakeUp(kept, 7)
		b.e.TakeUp(kept, 7)
		b.resume()
		defer func() { b.stop() }()
		b.stands("alive ok - 0")
	})
}

func TestNoteOfANobodyMakesNoSubject(t *testing.T) {
	posts(t, func(b poster) {
		if r := b.posting(monitor.Posting{Source: monitor.SourcePing, Kind: monitor.PostLog}); r.Disposition != monitor.Kept {
			t.Errorf("it is taken as %d", r.Disposition)
		}
		if _, err := b.e.Subject(b.t.Context(), account); err == nil {
			t.Error("a note made a subject")
		}
	})
}
