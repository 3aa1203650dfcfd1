package engine

import (
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor"
)

// Nobody looked while the machine slept: that is no miss of the robot's.
func TestStripMarksTheTimeAsleepAsUnwatched(t *testing.T) {
	story(t, func(b *bench) {
		b.beat(monitor.StatusWaiting)
		b.wait(60 * time.Second)
		b.beat(monitor.StatusWaiting)
		b.slept.Add(int64(5 * time.Minute))
		b.wait(longestWait)
		b.beat(monitor.StatusWaiting)
		if got, want := b.subject().Strip, "oo-----o"; got != want {
			t.Errorf("the strip is %q, want %q", got, want)
		}
	})
}

func TestStripSaysWhatWasNotWatched(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, nil, watched())
		for range 3 {
			b.beat(monitor.StatusWaiting)
			b.wait(time.Minute)
		}
		b.wait(2 * time.Minute) // two misses that we saw
		b.told()
		b.stop()
		b.wait(10 * time.Minute) // and ten that nobody saw
		b.run(b.saved, watched())
		defer func() { b.stop() }()
		b.beatAged(monitor.StatusWaiting, time.Second)
		if strip := b.subject().Strip; strip != "oooll----------l" {
			t.Errorf("strip is %q", strip)
		}
		b.wait(10 * time.Minute)
		if strip := b.subject().Strip; strip != "oooll----------lmmmmmmmmm" {
			t.Errorf("strip is %q", strip)
		}
	})
}
