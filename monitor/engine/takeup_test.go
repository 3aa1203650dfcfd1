package engine

import (
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor"
)

// crash ends the engine without saving more, and makes the next one, which has
// not begun yet.
func (b poster) crash(off time.Duration) {
	b.stop()
	b.wait(off)
	b.e = New(Options{Clock: b.clock, Saved: b.saved})
}

// takeUp hands over a beat as it was kept: with the time of the wall.
func (b poster) takeUp(receipts ...monitor.Receipt) {
	for _, r := range receipts {
		r.Posting.At = r.Posting.At.Round(0)
		b.e.TakeUp(r, fingerprint(r.Posting.Beat))
	}
}

// A ping says no time. One that came right after the saved one is told from it
// by what it says.
func TestPingRightAfterTheSavedOneIsTakenUp(t *testing.T) {
	for _, again := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			b := poster{newBench(t, nil, nil)}
			ping := func(status string) monitor.Receipt {
				return b.posting(monitor.Posting{Source: monitor.SourcePing, Beat: monitor.Heartbeat{Status: status}})
			}
			kept := []monitor.Receipt{ping(monitor.StatusActive)}
			b.told() // saved
			b.wait(clocksApart / 2)
			if again {
				kept = append(kept, ping(monitor.StatusActive))
			} else {
				kept = append(kept, ping(monitor.StatusError))
			}
			b.crash(time.Second)
			defer func() { b.stop() }()
			b.takeUp(kept...)
			b.resume()
			if again {
				b.stands("alive ok - 0")
				b.told()
			} else {
				b.stands("alive critical error 0")
				b.told("opened")
			}
		})
	}
}

// So is a run that began right after it.
func TestRunThatBeganRightAfterTheSavedPingIsTakenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := poster{newBench(t, nil, nil)}
		b.posting(monitor.Posting{Source: monitor.SourcePing, Beat: monitor.Heartbeat{Status: monitor.StatusActive}})
		b.told()
		b.wait(clocksApart / 2)
		kept := b.posting(monitor.Posting{Source: monitor.SourcePing, Kind: monitor.PostStart})
		b.crash(time.Second)
		defer func() { b.stop() }()
		b.takeUp(kept)
		b.resume()
		if s := b.account(); s.RunningSince == nil {
			t.Error("the run is not known to have begun")
		}
	})
}

// The wall clock was set back while nobody watched: what was kept seems to come
// from the future, and nobody knows how old it is.
const setBackWhileOff = -24 * time.Hour

// Who was missing is not made younger by beats that his state has taken in.
func TestBeatsOfTheFutureMakeNobodyYounger(t *testing.T) {
	for _, source := range []string{monitor.SourcePing, monitor.SourceReceiver} {
		synctest.Test(t, func(t *testing.T) {
			b := poster{newBench(t, nil, nil)}
			var kept []monitor.Receipt
			for range 6 { // more than are remembered one by one
				beat := monitor.Heartbeat{Status: monitor.StatusActive}
				if source == monitor.SourceReceiver {
					beat.SentAt = time.Now()
				}
				kept = append(kept, b.posting(monitor.Posting{Source: source, Beat: beat}))
				b.wait(time.Minute)
			}
			b.wait(200 * time.Second)
			b.stands("missing critical missing 2")
			b.told("opened")
			b.step.Add(int64(setBackWhileOff))
			b.crash(3 * time.Hour)
			defer func() { b.stop() }()
			b.takeUp(kept...)
			b.resume()
			b.stands("missing critical missing 2")
			b.told()
			if age := *b.account().AgeSeconds; age < 260 {
				t.Errorf("the restart made it younger: %v s", age)
			}
		})
	}
}

// Who was well is given time, once, however often we are killed then. After that
// its silence is told.
func TestBeatsOfTheFutureHideNoSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := poster{newBench(t, nil, nil)}
		b.post(monitor.StatusActive, time.Now())
		b.told()
		b.wait(time.Minute)
		kept := b.posting(monitor.Posting{Source: monitor.SourcePing, Beat: monitor.Heartbeat{Status: monitor.StatusActive}})
		b.step.Add(int64(setBackWhileOff))
		taken := []monitor.Receipt{kept}
		for range 3 {
			b.crash(2 * time.Minute)
			b.takeUp(taken...)
			b.resume()
			batch, _ := b.e.Drain(t.Context(), true)
			if b.saved = batch.Subjects; batch.Whole {
				taken = nil // the mark is moved
			}
		}
		defer func() { b.stop() }()
		b.wait(15 * time.Second)
		b.stands("missing critical missing 2")
		b.told("opened")
	})
}

// A start after which beats must not be taken up again has their mark moved.
func TestClockSetBackWhileOffMovesTheMark(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := poster{newBench(t, nil, nil)}
		b.post(monitor.StatusActive, time.Now())
		b.told()
		whole := func() bool {
			batch, _ := b.e.Drain(t.Context(), true)
			b.saved = batch.Subjects
			return batch.Whole
		}
		b.crash(time.Minute)
		b.resume()
		if whole() {
			t.Error("it is moved when the clock was not set")
		}
		b.step.Add(int64(setBackWhileOff))
		b.crash(time.Minute)
		b.resume()
		defer func() { b.stop() }()
		if !whole() || len(b.saved) != 1 {
			t.Error("it is not moved")
		}
	})
}

// Beats that no state has taken in say what they say, and are not older than they
// are: no false alarm.
func TestUnsavedBeatsOfTheFutureAreTakenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := poster{newBench(t, nil, nil)}
		b.post(monitor.StatusActive, time.Now())
		b.told()
		b.wait(200 * time.Second)
		kept := []monitor.Receipt{b.post(monitor.StatusActive, time.Now())}
		b.wait(100 * time.Second)
		kept = append(kept, b.post(monitor.StatusError, time.Now()))
		b.step.Add(int64(setBackWhileOff))
		b.crash(time.Hour)
		defer func() { b.stop() }()
		b.takeUp(kept...)
		b.resume()
		b.stands("alive critical error 0")
		b.told("opened")
	})
}

// A clock that was set back is named also when the beat that showed it is taken
// up, and when it was saved.
func TestRestartNamesAClockThatWasSetBack(t *testing.T) {
	for _, saved := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			b := poster{newBench(t, nil, nil)}
			b.post(monitor.StatusActive, time.Now())
			b.told()
			kept := b.setBack()
			if saved {
				b.told()
			}
			b.crash(time.Minute)
			defer func() { b.stop() }()
			b.takeUp(kept)
			b.resume()
			b.stands("alive ok clock 0")
			for range agreeingBeats {
				b.stands("alive ok clock 0")
				b.wait(time.Minute)
				b.post(monitor.StatusActive, time.Now())
			}
			b.stands("alive ok - 0")
		})
	}
}

// Where a run was saved and where its beginning is kept, two clocks tell when
// that was: the run has begun once.
func TestRunThatWasSavedBeginsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := poster{newBench(t, nil, nil)}
		kept := b.posting(monitor.Posting{Source: monitor.SourcePing, Kind: monitor.PostStart})
		b.told() // saved
		b.crash(time.Minute)
		started := func() time.Duration { return b.e.records[b.e.slots[account]].rare.run.started }
		want := started()
		kept.Posting.At = kept.Posting.At.Add(30 * time.Microsecond)
		b.takeUp(kept)
		if got := started(); want == never || got != want {
			t.Errorf("the run began at %s, and now at %s", want, got)
		}
		kept.Posting.At = kept.Posting.At.Add(2 * clocksApart)
		b.takeUp(kept)
		if got := started(); got == want {
			t.Error("a run that began later is taken for the same")
		}
	})
}

// The two clocks that date a beat are read one after the other: by the wall the
// next beat may seem to have come before the one that was saved.
func TestBeatRightAfterTheSavedOneIsTakenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := poster{newBench(t, nil, nil)}
		at := time.Now()
		beat := func(status string, sent time.Time) monitor.Receipt {
			return b.posting(monitor.Posting{Source: monitor.SourceReceiver, Beat: monitor.Heartbeat{Status: status, SentAt: sent}})
		}
		first := beat(monitor.StatusActive, at)
		b.told() // saved
		b.wait(time.Millisecond)
		second := beat(monitor.StatusError, at.Add(time.Millisecond))
		second.Posting.At = first.Posting.At.Add(-2 * time.Millisecond)
		b.crash(time.Second)
		defer func() { b.stop() }()
		b.takeUp(first, second)
		b.resume()
		b.stands("alive critical error 0")
		b.told("opened")
	})
}
