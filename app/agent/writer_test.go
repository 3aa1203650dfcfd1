package agent

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
	"sentinel/monitor/engine"
	"sentinel/monitor/history"
)

// The beats of a subject that is forgotten are on disk, and would bring it back
// at the next start: a crash soon after must not take them up.
func TestForgottenDoesNotComeBackAfterACrash(t *testing.T) {
	state := filepath.Join(t.TempDir(), "state")
	a, stop := runEngine(t, state)
	defer stop()
	postOne(t, a)
	if err := a.Forget(t.Context(), "alpha"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var writing sync.WaitGroup
	writing.Go(func() { newWriter(a).run(ctx) })
	defer writing.Wait()
	defer cancel()
	for end := time.Now().Add(30 * time.Second); ; {
		mark, err := a.store.Watermark(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if mark == 1 {
			break
		}
		if time.Now().After(end) {
			t.Fatal("its beat would be taken up")
		}
	}
}

// A disk that refuses does not make the writer forget what is still to be done.
func TestMarkIsMovedOnceTheDiskTakesIt(t *testing.T) {
	a, stop := runEngine(t, filepath.Join(t.TempDir(), "state"))
	defer stop()
	postOne(t, a)
	if err := a.Forget(t.Context(), "alpha"); err != nil {
		t.Fatal(err)
	}
	w := newWriter(a)
	if !w.flush(t.Context(), false) || !w.unwritten.Whole {
		t.Fatal("the removal asks for no mark")
	}
	if err := a.store.Close(); err != nil {
		t.Fatal(err)
	}
	if w.flushAll(t.Context()) || !w.unwritten.Whole {
		t.Error("what could not be written is not tried again")
	}
}

// Who is told that a robot is paused must not find it watched after a restart.
func TestWhatIsDoneOnAFullDiskIsSaidNotToLast(t *testing.T) {
	a, stop := runEngine(t, filepath.Join(t.TempDir(), "state"))
	defer stop()
	postOne(t, a)
	w := newWriter(a)
	if !w.flush(t.Context(), true) {
		t.Fatal("the disk refuses already")
	}
	if err := a.Act(t.Context(), "alpha", api.ActionPause, 0); err != nil {
		t.Fatal(err)
	}
	if err := a.store.Close(); err != nil { // as good as full
		t.Fatal(err)
	}
	if w.flush(t.Context(), true) {
		t.Fatal("it was written nowhere")
	}
	err := a.Act(t.Context(), "alpha", api.ActionResume, 0)
	if !errors.Is(err, api.ErrUnavailable) || !strings.Contains(err.Error(), "forgotten when Sentinel ends") {
		t.Errorf("resumed: %v", err)
	}
	if err := a.Forget(t.Context(), "alpha"); !errors.Is(err, api.ErrUnavailable) {
		t.Errorf("forgotten: %v", err)
	}
}

// runEngine is an agent of which nothing runs but its engine.
func runEngine(t *testing.T, state string) (a *Agent, stop func()) {
	t.Helper()
	return runEngineOf(t, Options{StateDir: state})
}

func runEngineOf(t *testing.T, o Options) (a *Agent, stop func()) {
	t.Helper()
	a, err := New(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { _ = a.engine.Run(ctx) })
	return a, sync.OnceFunc(func() {
		cancel()
		running.Wait()
		_ = a.Close()
	})
}

func postOne(t *testing.T, a *Agent) {
	t.Helper()
	refused, err := a.Receive([]monitor.Posting{aPosting()})
	if err != nil || refused != nil {
		t.Fatalf("%v refused: %v", refused, err)
	}
	if _, err := a.Subject(t.Context(), "alpha"); errors.Is(err, api.ErrNotFound) {
		t.Fatal(err)
	}
}

// aPosting is a robot's beat of now.
func aPosting() monitor.Posting {
	return monitor.Posting{
		Key: "alpha", Source: monitor.SourceReceiver, At: time.Now(),
		Beat: monitor.Heartbeat{Status: monitor.StatusHealthy, SentAt: time.Now()}, Raw: []byte(aBeat),
	}
}

func newStore(t *testing.T) *history.Store {
	t.Helper()
	store, err := history.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store
}

// What has begun is not broken off by the end of the program: it would pass for a
// disk that refuses, and be lost.
func TestEndOfTheProgramBreaksOffNoWrite(t *testing.T) {
	broadcast := newBroadcast()
	a := &Agent{
		store: newStore(t), notices: newNotices(broadcast, slog.New(slog.DiscardHandler)), changed: broadcast,
		log: slog.New(slog.DiscardHandler), engine: engine.New(engine.Options{Clock: monitor.ProcessClock()}),
	}
	a.desk, a.mirror = newDesk(a), newMirror(a)
	a.fares = newFares(a.notices, a.desk.look)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	w := newWriter(a)
	w.unwritten = engine.Batch{Transitions: []monitor.Transition{{
		Kind: monitor.Opened, At: time.Now(),
		Incident: monitor.Incident{ID: "1", Key: "vps"},
	}}}
	written := w.flush(ended, false)
	happened, _, err := a.store.Transitions(t.Context(), 0, 10)
	if !written || err != nil || len(happened) != 1 {
		t.Errorf("%d transitions are recorded, %v; notices %q", len(happened), err, a.notices.list())
	}
}

func TestWatchedAgainIsNotRemoved(t *testing.T) {
	got := stillRemoved([]monitor.Key{"gone", "back"}, []monitor.SavedSubject{{Key: "back"}})
	if len(got) != 1 || got[0] != "gone" {
		t.Errorf("still removed are %q", got)
	}
}
