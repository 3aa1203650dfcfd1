package engine

import (
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor"
)

// hours is a market that is open from one hour of each day to another, in UTC.
type hours struct{ from, to int }

func (h hours) At(t time.Time) monitor.Span {
	t = t.UTC()
	day := t.Truncate(24 * time.Hour)
	opens, closes := day.Add(time.Duration(h.from)*time.Hour), day.Add(time.Duration(h.to)*time.Hour)
	switch {
	case t.Before(opens):
		return monitor.Span{Since: closes.AddDate(0, 0, -1), Until: opens}
	case t.Before(closes):
		return monitor.Span{Open: true, Since: opens, Until: closes}
	}
	return monitor.Span{Since: closes, Until: opens.AddDate(0, 0, 1)}
}

// trading is a story of a robot that trades from 9 to 17 o'clock; it begins at
// midnight.
func trading(t *testing.T, f func(b *bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		list := watched()
		list[0].Sessions = hours{9, 17}
		b := newBench(t, nil, list)
		defer func() { b.stop() }()
		f(b)
	})
}

// until waits for an hour and minute of the first days.
func (b *bench) until(hour, minute int) {
	at := time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute
	b.wait(at - time.Since(b.start))
}

func TestClosedMarketIsQuiet(t *testing.T) {
	trading(t, func(b *bench) {
		b.is("new unknown - 0")
		b.until(8, 59)
		b.is("new unknown - 0") // nobody waited for it
		b.beat(monitor.StatusLogin)
		b.is("quiet off - 0")
		if s := b.subject(); s.Status != monitor.StatusLogin || s.OpensAt == nil || s.OpensAt.Hour() != 9 {
			t.Errorf("a beat shows as %q, and the market opens at %v", s.Status, s.OpensAt)
		}
		b.until(9, 0)
		b.is("alive ok - 0")
		b.wait(75*time.Second - time.Millisecond)
		b.is("alive ok - 0") // the opening grants one interval
		b.wait(time.Millisecond)
		b.is("late warning missing 1")
		b.wait(4 * time.Minute)
		b.is("missing critical missing 5")
		b.told("opened")
	})
}

func TestClosingMarketCuresNothing(t *testing.T) {
	trading(t, func(b *bench) {
		b.until(16, 50)
		b.beat(monitor.StatusTrade)
		b.told("opened", "recovered") // it was never seen before
		b.until(17, 30)
		b.is("missing critical missing 9") // the misses before the close
		b.told("opened")
		b.until(24+9, 30)
		if s := b.subject(); s.Liveness != monitor.Missing {
			b.t.Errorf("the next morning it is %s", s.Liveness)
		}
		b.told()
		b.until(24+17, 10)
		b.beat(monitor.StatusTrade)
		b.is("quiet off - 0")
		b.told("recovered")
	})
}

func TestLateAtTheCloseIsForgotten(t *testing.T) {
	trading(t, func(b *bench) {
		b.until(16, 57)
		b.beat(monitor.StatusTrade)
		b.told("opened", "recovered") // it was never seen before
		b.until(16, 59)
		b.is("late warning missing 1")
		b.until(20, 0)
		b.is("quiet off - 0")
		b.until(24+9, 1)
		b.is("alive ok - 0")
		b.told()
	})
}

func TestCriticalStatusStandsWhileTheMarketIsClosed(t *testing.T) {
	trading(t, func(b *bench) {
		b.until(18, 0)
		b.beat(monitor.StatusWarning)
		b.told("opened", "recovered") // it was never seen before
		b.is("quiet off - 0")
		b.told()
		b.beat(monitor.StatusError)
		b.is("quiet critical error 0")
		b.told("opened")
	})
}

func TestGoodbyeOutsideTheSessionIsNoTrouble(t *testing.T) {
	trading(t, func(b *bench) {
		b.until(17, 5)
		b.beat(monitor.StatusStopped)
		b.is("stopped off stopped 0")
		b.told("opened", "(closed)") // it was never seen before
		b.until(24+9, 0)
		b.is("stopped warning stopped 0")
		b.told("opened")
	})
}

// The wall clock is set over the opening while a robot is silent that may be:
// the opening grants an interval from when we saw it.
func TestClockSetOverTheOpening(t *testing.T) {
	trading(t, func(b *bench) {
		b.until(8, 0)
		b.beat(monitor.StatusLogin)
		b.step.Add(int64(5 * time.Hour))
		b.wait(longestWait)
		b.is("alive ok - 0")
		b.wait(75 * time.Second)
		b.is("late warning missing 1")
		b.told()
	})
}

// Set back and forth within a session it grants nothing that makes a silence
// shorter than it is.
func TestClockSetWithinASession(t *testing.T) {
	trading(t, func(b *bench) {
		b.until(12, 0)
		b.beat(monitor.StatusLogin)
		b.told("opened", "recovered") // it was never seen before
		b.wait(3 * time.Minute)
		b.is("late warning missing 2")
		b.step.Add(int64(-time.Hour))
		b.wait(time.Minute)
		b.is("late warning missing 3")
		b.step.Add(int64(2 * time.Hour))
		b.wait(time.Minute)
		b.is("late warning missing 4")
		b.told()
	})
}

func TestOffOverNightGrantsTheOpening(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := watched()
		list[0].Sessions = hours{9, 17}
		b := newBench(t, nil, list)
		b.until(16, 58)
		b.beat(monitor.StatusLogin)
		b.told("opened", "recovered") // it was never seen before
		b.stop()
		b.until(24+9, 1)
		b.run(b.saved, list)
		defer func() { b.stop() }()
		b.report(monitor.Report{Outcome: monitor.Unmoved})
		b.is("alive ok - 0")
		b.until(24+9, 5)
		b.is("late warning missing 4")
		b.told()
	})
}

// It was gone before the close, and we slept over both: the file tells it.
func TestSleepOverTheCloseFindsWhoWasGoneBefore(t *testing.T) {
	trading(t, func(b *bench) {
		b.until(16, 0)
		b.beat(monitor.StatusLogin)
		b.told("opened", "recovered") // it was never seen before
		b.slept.Add(int64(3 * time.Hour))
		b.wait(longestWait)
		b.report(monitor.Report{Outcome: monitor.Unmoved})
		b.is("missing critical missing 59")
		b.told("opened")
	})
}

// We were off from one night over a whole session to the next: who may have
// been there all day is not blamed for the hours of closed market.
func TestOffOverAWholeSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := poster{newBench(t, nil, nil)}
		day := Expectation{Rhythm: filesRhythm, Sessions: hours{9, 17}}
		b.stop()
		begin := func() {
			b.e = New(Options{Clock: b.clock, Saved: b.saved, Expect: func(monitor.Key) Expectation { return day }})
			b.resume()
		}
		begin()
		defer func() { b.stop() }()
		b.until(16, 59)
		b.post(monitor.StatusActive, time.Now())
		b.until(22, 0)
		b.stands("quiet off - 0")
		b.stop()
		b.told()
		b.until(24+19, 0)
		begin()
		b.stands("quiet off - 0")
		b.told()
	})
}

// We were off while the market opened: a file that is silent since then is
// judged by that opening, not by when we came back.
func TestOffOverTheOpeningGrantsNothingMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := watched()
		list[0].Sessions = hours{9, 17}
		b := newBench(t, nil, list)
		b.beat(monitor.StatusLogin)
		b.until(8, 0)
		b.stop()
		b.told()
		b.until(9, 30)
		b.run(b.saved, list)
		defer func() { b.stop() }()
		b.report(monitor.Report{Outcome: monitor.Unmoved})
		b.is("missing critical missing 29")
		b.told("opened")
	})
}

// After a restart it is judged once, with all that is known: who is missing by
// then is not told of for its status first.
func TestRestartTellsTheWorstAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := poster{newBench(t, nil, nil)}
		day := Expectation{Rhythm: filesRhythm, Sessions: hours{9, 17}}
		b.stop()
		begin := func() {
			b.e = New(Options{Clock: b.clock, Saved: b.saved, Expect: func(monitor.Key) Expectation { return day }})
			b.resume()
		}
		begin()
		defer func() { b.stop() }()
		b.until(16, 50)
		b.post(monitor.StatusDegraded, time.Now())
		b.told("opened")
		b.slept.Add(int64(time.Minute)) // the one absence that is forgiven
		b.wait(longestWait)
		b.stands("alive warning degraded 0")
		b.stop()
		b.told()
		b.until(24+9, 30)
		begin()
		b.stands("missing critical missing 30")
		b.told("worsened")
	})
}

// A laptop is closed in the evening, opened once, and closed over the opening:
// nobody could reach us, and that is forgiven although we were away before.
func TestNightsWithSeveralSleepsRaiseNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := poster{newBench(t, nil, nil)}
		defer func() { b.stop() }()
		expect := func(monitor.Key) Expectation {
			return Expectation{Rhythm: builtInRhythm, Sessions: hours{9, 17}}
		}
		if err := b.e.Watch(b.t.Context(), nil, expect, 1); err != nil {
			t.Fatal(err)
		}
		b.until(16, 59)
		b.post(monitor.StatusActive, time.Now())
		b.until(20, 0)
		b.slept.Add(int64(time.Hour)) // until 21
		b.wait(longestWait)
		b.stands("quiet off - 0")
		b.slept.Add(int64(12*time.Hour + 30*time.Minute)) // until half past nine
		b.wait(longestWait)
		b.stands("alive ok - 0")
		b.told()
		b.wait(255 * time.Second)
		b.stands("missing critical missing 2")
		b.told("opened")
	})
}

// Each reload brings calendars of its own: the old ones are let go of.
func TestReloadsKeepNoOldCalendars(t *testing.T) {
	posts(t, func(b poster) {
		b.post(monitor.StatusActive, time.Now())
		for range 3 {
			market := &oldMarket{}
			expect := func(monitor.Key) Expectation { return Expectation{Rhythm: filesRhythm, Sessions: market} }
			if err := b.e.Watch(b.t.Context(), nil, expect, 1); err != nil {
				b.t.Fatal(err)
			}
		}
		b.stop()
		if kept := len(b.e.terms); kept != 1 {
			b.t.Errorf("the terms of %d configurations are kept", kept)
		}
	})
}

type oldMarket struct{ _ int }

func (*oldMarket) At(time.Time) monitor.Span { return monitor.Span{Open: true} }

// What is read after the close, and was written before the opening, was on time
// all the session through if the session is shorter than its interval.
func TestOldBeatReadAfterTheCloseCountsFromTheOpening(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := watched()
		list[0].Sessions = hours{9, 17}
		list[0].Rhythm = monitor.Rhythm{Interval: 8*time.Hour + 30*time.Minute}
		b := newBench(t, nil, list)
		defer func() { b.stop() }()
		b.until(18, 0)
		if err := b.e.Forget(t.Context(), vps); err != nil {
			t.Fatal(err)
		}
		b.beatAged(monitor.StatusWaiting, 10*time.Hour)
		b.is("quiet off - 0")
		b.told()
	})
}
