package engine

import (
	"testing"
	"time"

	"sentinel/monitor"
)

// Who is forgotten and posts again before that is written is saved anew: a
// removal would drop it from the disk, and the next start would not miss it.
func TestForgottenAndBackIsSaved(t *testing.T) {
	posts(t, func(b poster) {
		b.post(monitor.StatusActive, time.Now())
		b.e.Drain(b.t.Context(), true)
		if err := b.e.Forget(b.t.Context(), account); err != nil {
			b.t.Fatal(err)
		}
		b.post(monitor.StatusActive, time.Now())
		batch, _ := b.e.Drain(b.t.Context(), true)
		if len(batch.Removed) != 0 || len(batch.Subjects) != 1 {
			b.t.Errorf("removed are %q, and %d are saved", batch.Removed, len(batch.Subjects))
		}
	})
}

// Kept beats bring a forgotten subject back, and are dated by the clock on the
// wall: after either they are not to be taken up.
func TestWhatMakesKeptBeatsUseless(t *testing.T) {
	posts(t, func(b poster) {
		whole := func(when string, want bool) {
			b.t.Helper()
			if batch, _ := b.e.Drain(b.t.Context(), false); batch.Whole != want {
				b.t.Errorf("%s: all is asked to be written: %t", when, batch.Whole)
			}
		}
		b.post(monitor.StatusActive, time.Now())
		whole("a beat", false)
		b.step.Add(int64(-time.Hour))
		b.post(monitor.StatusActive, time.Now())
		whole("the wall clock was set", true)
		whole("nothing since", false)
		if err := b.e.Forget(b.t.Context(), account); err != nil {
			b.t.Fatal(err)
		}
		whole("one was forgotten", true)
	})
}
