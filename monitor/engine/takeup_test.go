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
