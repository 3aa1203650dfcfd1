package history

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sentinel/monitor"
)

func TestTurns(t *testing.T) {
	s := openTemp(t, t.TempDir())
	at := func(hour int) time.Time { return time.Date(2026, 1, 20, hour, 0, 0, 0, time.UTC) }
	turns := []monitor.Turn{
		{Key: "alpha", At: at(1), Level: monitor.LevelOK, Liveness: monitor.Alive},
		{Key: "alpha", At: at(3), Level: monitor.LevelCritical, Liveness: monitor.Missing, Cause: monitor.CauseMissing},
		{Key: "beta", At: at(3), Level: monitor.LevelOff, Liveness: monitor.Quiet},
		{Key: "alpha", At: at(5), Level: monitor.LevelOK, Liveness: monitor.Alive},
	}
	if _, err := s.Write(t.Context(), Changes{Turns: turns}); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		key      monitor.Key
		from, to int
		want     []monitor.Turn
	}{
		{"alpha", 0, 24, []monitor.Turn{turns[0], turns[1], turns[3]}},
		{"alpha", 2, 5, []monitor.Turn{turns[0], turns[1]}},
		{"alpha", 3, 4, []monitor.Turn{turns[1]}},
		{"alpha", 0, 1, nil},
		{"gamma", 0, 24, nil},
	} {
		got, err := s.Turns(t.Context(), test.key, at(test.from), at(test.to))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s %d to %d: %s", test.key, test.from, test.to, diff)
		}
	}
}

func TestAbsenceIsNotedOnce(t *testing.T) {
	s := openTemp(t, t.TempDir())
	note := func(now time.Time) {
		t.Helper()
		if err := s.NoteAbsence(t.Context(), now, time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	now := time.Now().UTC().Truncate(time.Millisecond)
	note(now) // nothing was written yet
	if _, err := s.Write(t.Context(), Changes{}); err != nil {
		t.Fatal(err)
	}
	note(now.Add(30 * time.Second))
	note(now.Add(-time.Hour)) // the clock was set back
	note(now.Add(time.Hour))
	got, err := s.Absences(t.Context(), now.Add(-time.Hour), now.Add(2*time.Hour))
	if err != nil || len(got) != 1 || !got[0].Ended.Equal(now.Add(time.Hour)) || got[0].Began.Before(now) {
		t.Errorf("absences %v, %v", got, err)
	}
	if got, err := s.Absences(t.Context(), now.Add(time.Hour), now.Add(2*time.Hour)); err != nil || len(got) != 0 {
		t.Errorf("after it: %v, %v", got, err)
	}
}
