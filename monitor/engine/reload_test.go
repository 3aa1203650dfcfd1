package engine

import (
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor"
)

// rules reloads the configuration with another rhythm of the account.
func (b poster) rules(rhythm monitor.Rhythm) {
	b.t.Helper()
	expect := func(monitor.Key) Expectation { return Expectation{Rhythm: rhythm} }
	if err := b.e.Watch(b.t.Context(), nil, expect, 1); err != nil {
		b.t.Fatal(err)
	}
}

// looser bears what builtInRhythm does not: five misses.
var looser = monitor.Rhythm{Interval: 2 * time.Minute, Grace: 15 * time.Second, MaxMisses: 5}

// Who is not missing by the rules that hold is not shown as missing. Nobody
// recovered: nobody is told so.
func TestLooserRuleEndsWhatIsNoSilenceAnyMore(t *testing.T) {
	posts(t, func(b poster) {
		b.post(monitor.StatusActive, time.Now())
		b.wait(5 * time.Minute)
		b.stands("missing critical missing 2")
		b.told("opened")
		b.rules(builtInRhythm) // of something else
		b.stands("missing critical missing 2")
		b.told()
		b.rules(looser)
		b.stands("late warning missing 2")
		if ended := b.told("(closed)"); len(ended) == 1 && ended[0].Incident.End != monitor.EndRemoved {
			t.Errorf("it ended with %q", ended[0].Incident.End)
		}
		b.wait(7*time.Minute + 15*time.Second)
		b.stands("missing critical missing 6") // by that rule too
		b.told("opened")
		b.rules(monitor.Rhythm{Interval: time.Hour, MaxMisses: 1})
		b.stands("alive ok - 0")
		b.told("(closed)")
		b.rules(builtInRhythm)
		b.stands("missing critical missing 6")
		b.told("opened")
		b.post(monitor.StatusActive, time.Now())
		b.told("recovered")
	})
}

// Its silence is no trouble any more; what it said still is.
func TestLooserRuleCuresNoError(t *testing.T) {
	posts(t, func(b poster) {
		b.post(monitor.StatusError, time.Now())
		b.wait(5 * time.Minute)
		b.stands("missing critical missing 2")
		b.told("opened")
		b.rules(looser)
		b.stands("late critical error 2")
		b.told()
		b.post(monitor.StatusActive, time.Now())
		b.told("recovered")
	})
}

// The silence of before the market closed does not pass with a reload of the next
// morning, when counting has started anew.
func TestReloadCuresNobodyWhoWasGoneBeforeTheClose(t *testing.T) {
	trading(t, func(b *bench) {
		b.until(16, 50)
		b.beat(monitor.StatusWaiting)
		b.told("opened", "recovered")
		b.until(24+9, 1)
		b.told("opened")
		list := watched()
		list[0].Sessions = hours{9, 17}
		if err := b.e.Watch(b.t.Context(), list, nil, 1); err != nil {
			t.Fatal(err)
		}
		if s := b.subject(); s.Liveness != monitor.Missing {
			t.Errorf("it is %s", s.Liveness)
		}
		b.told()
	})
}

// The same when the rule was changed while we were off.
func TestLooserRuleOverARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, nil, watched())
		b.beat(monitor.StatusWaiting)
		b.wait(10 * time.Minute)
		b.told("opened")
		b.stop()
		b.wait(time.Minute)
		list := watched()
		list[0].Rhythm.Interval = time.Hour
		b.run(b.saved, list)
		defer func() { b.stop() }()
		b.is("alive ok - 0")
		b.told("(closed)")
		b.report(monitor.Report{Outcome: monitor.Unmoved})
		b.is("alive ok - 0")
		b.told()
	})
}

// Whoever takes a holiday out of the calendar, or the calendar away, opens the
// market: that grants an interval as any opening does.
func TestReloadThatOpensTheMarketGrantsAnInterval(t *testing.T) {
	for name, sessions := range map[string]monitor.Sessions{"no calendar": nil, "open for days": hours{0, 48}} {
		trading(t, func(b *bench) {
			b.until(16, 59)
			b.beat(monitor.StatusWaiting)
			b.told("opened", "recovered")
			b.until(20, 0)
			b.is("quiet off - 0")
			list := watched()
			list[0].Sessions = sessions
			if err := b.e.Watch(b.t.Context(), list, nil, 1); err != nil {
				t.Fatal(err)
			}
			if s := b.subject(); s.Liveness != monitor.Alive || s.Misses != 0 {
				t.Errorf("%s: %s with %d misses", name, s.Liveness, s.Misses)
			}
			b.told()
			b.until(21, 0)
			b.told("opened") // it does not beat all the same
		})
	}
}
