package clock_test

import (
	"testing"
	"time"

	"sentinel/platform/clock"
)

func TestNowNeverGoesBack(t *testing.T) {
	last := clock.Now()
	for range 10_000 {
		now := clock.Now()
		if now.Steady < last.Steady || now.Awake < last.Awake {
			t.Fatalf("clocks went back: %v after %v", now, last)
		}
		last = now
	}
}

func TestNowMovesOn(t *testing.T) {
	first := clock.Now()
	if first.Steady <= 0 || first.Awake <= 0 {
		t.Fatalf("clocks stand at zero: %+v", first)
	}
	for now := clock.Now(); now.Steady == first.Steady || now.Awake == first.Awake; {
		now = clock.Now() // ends as soon as both have ticked; a dead clock runs into the test's time limit
	}
}

func TestWallHasNoMonotonicPart(t *testing.T) {
	wall := clock.Now().Wall
	if wall != wall.Round(0) {
		t.Error("the wall reading carries a monotonic part: its comparisons would not see a stepped clock")
	}
}

func TestAwakeIsNeverMoreThanSteady(t *testing.T) {
	const tremble = 100 * time.Millisecond // two ticks of a coarse clock, and more
	if now := clock.Now(); now.Awake > now.Steady+tremble {
		t.Errorf("awake for %v of %v since boot", now.Awake, now.Steady)
	}
}
