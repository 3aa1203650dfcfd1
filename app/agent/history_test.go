package agent

import (
	"errors"
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
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
