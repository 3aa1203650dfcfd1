package agent

import (
	"errors"
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
	"sentinel/monitor/config"
)

func TestHistoryOfARobotThatPosts(t *testing.T) {
	state := t.TempDir()
	a, stop := runEngine(t, state)
	postOne(t, a)
	if !newWriter(a).flushAll(t.Context()) {
		t.Fatal("nothing is written")
	}
	a.tidy(t.Context())
	q := api.HistoryQuery{From: time.Now().Add(-time.Hour), To: time.Now().Add(time.Hour), Step: time.Hour}
	history, err := a.History(t.Context(), "alpha", q)
	if err != nil || history.Total.Beats != 1 || len(history.Turns) == 0 {
		t.Errorf("%+v %v", history, err)
	}
	beats := 0
	count := func(monitor.Receipt) error { beats++; return nil }
	if err := a.Beats(t.Context(), "alpha", q.From, q.To, count); err != nil || beats != 1 {
		t.Errorf("%d beats, %v", beats, err)
	}
	if history.To.After(time.Now()) {
		t.Errorf("it tells of the time until %s, which is to come", history.To)
	}
	if _, err := a.History(t.Context(), "alpha", api.HistoryQuery{From: q.To, To: q.To.Add(time.Hour), Step: time.Hour}); !errors.Is(err, api.ErrInvalid) {
		t.Errorf("of what is to come: %v", err)
	}
	if _, err := a.History(t.Context(), "nobody", q); !errors.Is(err, api.ErrNotFound) {
		t.Errorf("of nobody: %v", err)
	}
	if err := a.Beats(t.Context(), "nobody", q.From, q.To, count); !errors.Is(err, api.ErrNotFound) {
		t.Errorf("beats of nobody: %v", err)
	}
	if err := a.engine.Forget(t.Context(), "alpha"); err != nil {
		t.Fatal(err)
	}
	if _, err := a.History(t.Context(), "alpha", q); err != nil {
		t.Errorf("of whom nobody watches any more: %v", err)
	}
	stop()
}

func TestBeatsThatAreReadAreKept(t *testing.T) {
	a, stop := runEngine(t, t.TempDir())
	defer stop()
	sent := time.Date(2026, 1, 20, 9, 30, 0, 5000, time.FixedZone("", 7*60*60))
	active := true
	newWriter(a).keepSeen(t.Context(), []monitor.Receipt{{Posting: monitor.Posting{
		Key: "vps", Source: "vps", At: time.Now(),
		Beat: monitor.Heartbeat{Status: "profit", Message: "💰 +3.2 %", SentAt: sent, SessionActive: &active},
	}}})
	raw := ""
	if err := a.store.Beats(t.Context(), "vps", time.Now().Add(-time.Hour), time.Now().Add(time.Hour), func(r monitor.Receipt) error {
		raw += string(r.Posting.Raw)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if want := `{"status":"profit","message":"💰 +3.2 %","timestamp":"2026-01-20T09:30:00.000005+07:00","session_active":true}`; raw != want {
		t.Errorf("kept %s", raw)
	}
	if err := a.takeUp(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := a.Subject(t.Context(), "vps"); !errors.Is(err, api.ErrNotFound) {
		t.Errorf("what was read was taken up as if it had been posted: %v", err)
	}
}

// Of a file that is imported in parts, no day is summed up, and no beat removed
// for its age, before all parts are there.
func TestNothingIsTidiedWhileAFileIsImported(t *testing.T) {
	a, stop := runEngine(t, t.TempDir())
	defer stop()
	postOne(t, a)
	if !newWriter(a).flushAll(t.Context()) {
		t.Fatal("nothing is written")
	}
	old := time.Now().Add(-config.Default().History.Beats - 48*time.Hour)
	kept := func() (n int) {
		t.Helper()
		if err := a.store.Beats(t.Context(), "alpha", old.Add(-time.Hour), old.Add(time.Hour), func(monitor.Receipt) error { n++; return nil }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	receipt := monitor.Receipt{Posting: monitor.Posting{Key: "alpha", Source: "heartbeat.log", At: old, Beat: monitor.Heartbeat{Status: monitor.StatusHealthy}}}
	if n, err := a.Import(t.Context(), "alpha", []monitor.Receipt{receipt}); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	a.tidy(t.Context())
	if n := kept(); n != 1 {
		t.Fatalf("%d beats are left before the next part", n)
	}
	long := time.Now().Add(-importLasts)
	a.imported.Store(&long)
	a.tidy(t.Context())
	if n := kept(); n != 0 {
		t.Errorf("%d beats are left that are too old", n)
	}
}
