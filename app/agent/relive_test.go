package agent

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/history"
)

// aMinute posts for one robot each minute, but for an hour of silence.
func aMinute(from time.Time) func(time.Time) []monitor.Posting {
	return func(now time.Time) []monitor.Posting {
		gone := now.Sub(from)
		if gone%time.Minute != 0 || 2*time.Hour < gone && gone < 3*time.Hour {
			return nil
		}
		return []monitor.Posting{{
			Key: "alpha", Source: monitor.SourceReceiver, At: now,
			Beat: monitor.Heartbeat{Status: monitor.StatusHealthy, SentAt: now},
			Raw:  []byte(`{"event":"ROBOT_HEARTBEAT","status":"healthy","timestamp":"` + now.UTC().Format(time.RFC3339) + `"}`),
		}}
	}
}

func TestPastIsLivedThroughAsIfItHadBeenWatched(t *testing.T) {
	dir := t.TempDir()
	from := time.Now().Add(-26 * time.Hour).Truncate(time.Second)
	past := Past{From: from, Until: from.Add(26 * time.Hour), Step: aMinute(from), Progress: func(float64) {}}
	o := Options{StateDir: dir, ConfigPath: filepath.Join(dir, "none.toml"), ConfigOptional: true}
	if err := Relive(t.Context(), o, past); err != nil {
		t.Fatal(err)
	}
	store, err := history.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	list, err := store.Incidents(t.Context(), history.IncidentQuery{})
	if err != nil || len(list) != 1 {
		t.Fatalf("%v, %v", list, err)
	}
	silent := 2*time.Hour + 255*time.Second // 2 × 120 s + 15 s after the last
	if i := list[0]; i.Cause != monitor.CauseMissing || i.Opened.Sub(from.Add(silent)).Abs() > time.Second || i.Closed.Sub(from.Add(3*time.Hour)).Abs() > time.Second {
		t.Errorf("opened after %s, closed after %s: %+v", i.Opened.Sub(from), i.Closed.Sub(from), i)
	}
	_, newest, err := store.Transitions(t.Context(), -1, 0)
	if err != nil || newest == 0 {
		t.Fatal(newest, err)
	}
	if _, upto, err := store.Cases(t.Context()); err != nil || upto != newest {
		t.Errorf("channels are told at the next start of what came after %d, want %d; %v", upto, newest, err)
	}
	if away, err := store.Absences(t.Context(), from, time.Now()); err != nil || len(away) > 0 {
		t.Errorf("nobody watched: %v, %v", away, err)
	}
	n := 0
	if err := store.Beats(t.Context(), "alpha", from, time.Now(), func(monitor.Receipt) error { n++; return nil }); err != nil || n != 25*60+1 {
		t.Errorf("%d beats, %v", n, err)
	}
	if err := Relive(t.Context(), o, past); err == nil || !strings.Contains(err.Error(), "has a history already") {
		t.Errorf("into a history that was: %v", err)
	}
}
