package history

import (
	"testing"
	"time"
)

func TestClockThatWasSetAheadIsDoubted(t *testing.T) {
	dir := t.TempDir()
	s := openTemp(t, dir)
	believes := func(now time.Time) bool {
		t.Helper()
		believed, err := s.Believes(t.Context(), now)
		if err != nil {
			t.Fatal(err)
		}
		return believed
	}
	now := time.Date(2026, 1, 20, 9, 0, 0, 0, time.UTC)
	ahead := now.AddDate(1, 0, 0)
	if !believes(now) || !believes(now.Add(23*time.Hour)) || !believes(now.Add(-24*time.Hour)) {
		t.Fatal("a clock that goes on is doubted")
	}
	for range doubts - 1 {
		if believes(ahead) {
			t.Fatal("a clock that is a year ahead is believed")
		}
	}
	if !believes(now) {
		t.Fatal("the clock is right again, and doubted")
	}
	for n := range doubts {
		if n == doubts/2 { // a restart forgets no doubt
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s = openTemp(t, dir)
		}
		if believes(ahead) {
			t.Fatalf("it is believed after %d doubts", n)
		}
	}
	if !believes(ahead) || !believes(ahead.Add(time.Hour)) {
		t.Error("a clock that stays where it is, as after a long absence, is never believed")
	}
}
