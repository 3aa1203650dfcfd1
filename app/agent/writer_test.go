package agent

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
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
