package agent

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/config"
	"sentinel/monitor/history"
)

// What the settings say of the time to keep things for holds from the next
// tidying on, also when they were edited meanwhile.
func TestSettingsSayHowLongTheHistoryIsKept(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "config.toml")
	keep := func(text string) *config.Config {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		c, _, err := config.Load(path)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	store, err := history.Open(t.Context(), filepath.Join(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	now := time.Now()
	ago := func(days int) time.Time { return now.AddDate(0, 0, -days) }
	for _, days := range []int{2000, 1090, 25, 6, 1} {
		ended := ago(days)
		incident := monitor.Incident{ID: fmt.Sprint(days), Key: "alpha", Opened: ended.Add(-time.Hour), Closed: &ended}
		if _, err := store.Write(t.Context(), history.Changes{
			Turns:       []monitor.Turn{{Key: "alpha", At: ended, Level: monitor.LevelOK, Liveness: monitor.Alive}},
			Transitions: []monitor.Transition{{Kind: monitor.Closed, At: ended, Incident: incident, Snoozed: true}},
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Import(t.Context(), "alpha", []monitor.Receipt{{Posting: monitor.Posting{Key: "alpha", Source: monitor.SourceReceiver, At: ended}}}); err != nil {
			t.Fatal(err)
		}
	}
	a := &Agent{store: store, config: config.Default()}
	for _, one := range []struct {
		config                  *config.Config
		beats, turns, incidents int
	}{
		{keep(""), 3, 5, 5}, // the turn of 2000 days ago is what held 1096 days ago
		{keep("[history]\nbeats = \"240h\"\nsummaries = \"480h\"\n"), 2, 3, 5},
		{keep("[history]\nbeats = \"0s\"\nsummaries = \"0s\"\nincidents = \"240h\"\n"), 2, 3, 2},
	} {
		a.mu.Lock()
		a.config = one.config
		a.mu.Unlock()
		if err := a.prune(t.Context(), now); err != nil {
			t.Fatal(err)
		}
		beats := 0
		if err := store.Beats(t.Context(), "alpha", ago(3000), now, func(monitor.Receipt) error { beats++; return nil }); err != nil {
			t.Fatal(err)
		}
		turns, err := store.Turns(t.Context(), "alpha", ago(3000), now)
		if err != nil {
			t.Fatal(err)
		}
		incidents, err := store.Incidents(t.Context(), history.IncidentQuery{})
		if err != nil {
			t.Fatal(err)
		}
		if beats != one.beats || len(turns) != one.turns || len(incidents) != one.incidents {
			t.Errorf("kept as %+v: %d beats, %d turns, %d incidents", one.config.History, beats, len(turns), len(incidents))
		}
	}
}

// Who sets the clock a year ahead, and back, finds everything where it was.
func TestClockSetAYearAheadRemovesNothing(t *testing.T) {
	store, err := history.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	a := &Agent{store: store, config: config.Default()}
	now := time.Now().Truncate(time.Millisecond)
	for i, at := range []time.Time{now, now.AddDate(1, 0, 0), now.AddDate(-1, 0, 0), now} {
		if err := store.Append(t.Context(), []monitor.Receipt{{Posting: monitor.Posting{Key: "alpha", Source: monitor.SourceReceiver, At: at}}}); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Compact(t.Context(), int64(i)); err != nil {
			t.Fatal(err)
		}
		if _, err := store.SumUp(t.Context(), at, func(monitor.Key) monitor.Rhythm { return monitor.Rhythm{Interval: time.Minute} }); err != nil {
			t.Fatal(err)
		}
		if err := a.prune(t.Context(), at); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := store.Prune(t.Context(), now.Add(-a.config.History.Beats)); err != nil { // as when the clock is believed again
		t.Fatal(err)
	}
	beats := 0
	if err := store.Beats(t.Context(), "alpha", now.AddDate(-2, 0, 0), now.AddDate(2, 0, 0), func(monitor.Receipt) error { beats++; return nil }); err != nil || beats != 4 {
		t.Errorf("%d beats are left, %v", beats, err)
	}
}
