package source

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestTicksOfEqualPeriodShareATimer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ticks := NewTicks(t.Context())
		var all []<-chan time.Time
		for range 100 {
			c, stop := ticks.Every(2 * time.Second)
			defer stop()
			all = append(all, c)
		}
		// Goroutines are not counted: those of earlier tests may still be ending.
		if n := len(ticks.beats); n != 1 {
			t.Errorf("%d timers for one period", n)
		}
		first := <-all[0]
		for _, c := range all[1:] {
			if at := <-c; !at.Equal(first) {
				t.Errorf("ticked at %v and %v", at, first)
			}
		}
	})
}

func TestTicksAreAligned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		ticks := NewTicks(t.Context())
		<-time.After(3 * time.Second) // somebody comes late
		for _, test := range []struct{ period, at time.Duration }{
			{2 * time.Second, 4 * time.Second},
			{10 * time.Second, 10 * time.Second},
			{2 * time.Second, 12 * time.Second},
			{0, 12*time.Second + minPeriod},
		} {
			c, stop := ticks.Every(test.period)
			<-c
			if at := time.Since(start); at != test.at {
				t.Errorf("every %v: ticked at %v, want %v", test.period, at, test.at)
			}
			stop()
		}
	})
}

func TestTicksDoNotWaitForASlowReceiver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ticks := NewTicks(t.Context())
		slow, stopSlow := ticks.Every(time.Second)
		defer stopSlow()
		quick, stopQuick := ticks.Every(time.Second)
		defer stopQuick()
		for range 5 {
			<-quick
		}
		synctest.Wait()
		if len(slow) != 1 {
			t.Errorf("%d ticks wait for the slow one, want 1", len(slow))
		}
	})
}

func TestTicksEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		ticks := NewTicks(ctx)
		c, stop := ticks.Every(time.Second)
		_, stopOther := ticks.Every(time.Second)
		stopOther()
		<-c // one receiver's end is not the other's
		stop()
		stop()
		if len(ticks.beats) != 0 {
			t.Error("a timer without receivers goes on")
		}
		c, stop = ticks.Every(time.Second)
		defer stop()
		<-c
		cancel()
		<-time.After(time.Minute)
		if len(c) != 0 {
			t.Error("ticked after the end")
		}
	})
}
