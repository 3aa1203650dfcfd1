package agent

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/engine"
	"sentinel/monitor/history"
)

// screen is a teller with a history of its own and a desktop that takes what it
// is told, or fails.
type screen struct {
	*teller
	store *history.Store

	mu    sync.Mutex
	fails error
	heard [][]monitor.Transition
}

// fail sets what the desktop answers.
func (d *screen) fail(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fails = err
}

// groups are what the desktop was told, also in vain.
func (d *screen) groups() [][]monitor.Transition {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.heard)
}

func newScreen(t *testing.T) *screen {
	store, err := history.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	d := &screen{store: store}
	log := slog.New(slog.DiscardHandler)
	d.teller = newTeller(func(_ context.Context, group []monitor.Transition) error {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.heard = append(d.heard, group)
		return d.fails
	}, store, log, newNotices(newBroadcast(), log))
	return d
}

// happens writes a transition and hands it to the teller.
func (d *screen) happens(t *testing.T, id string) {
	t.Helper()
	written, err := d.store.Write(t.Context(), history.Changes{Transitions: []monitor.Transition{{
		Kind: monitor.Opened, At: time.Now(), Incident: monitor.Incident{ID: id, Key: "vps"},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	d.take(written)
}

func (d *screen) untold(t *testing.T) int {
	t.Helper()
	untold, err := d.store.Untold(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return len(untold)
}

func TestDesktopThatStartsLateIsToldAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newScreen(t)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); d.run(ctx) }()
		defer func() { cancel(); <-done }()

		d.fail(errors.New("nobody shows notifications yet"))
		d.happens(t, "1")
		<-time.After(groupWait)
		synctest.Wait()
		if len(d.groups()) != 1 || d.untold(t) != 1 {
			t.Fatalf("after the first try %d groups went out and %d messages are untold", len(d.groups()), d.untold(t))
		}
		d.fail(nil)
		<-time.After(tellAgain + groupWait)
		synctest.Wait()
		if len(d.groups()) != 2 || d.untold(t) != 0 {
			t.Errorf("after the second try %d groups went out and %d messages are untold", len(d.groups()), d.untold(t))
		}
		<-time.After(time.Hour)
		if len(d.groups()) != 2 {
			t.Errorf("it is told %d times", len(d.groups()))
		}
	})
}

func TestWhatIsNoNewsAnyMoreIsNotTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newScreen(t)
		d.fail(errors.New("nobody shows notifications here"))
		d.happens(t, "1")
		if d.out(t.Context()) {
			t.Error("a message that nobody took counts as told")
		}
		<-time.After(stale)
		d.happens(t, "2")
		d.fail(nil)
		if !d.out(t.Context()) || len(d.groups()) != 2 || len(d.groups()[1]) != 1 || d.groups()[1][0].Incident.ID != "2" {
			t.Errorf("told were %+v", d.groups())
		}
		d.markAll(t.Context())
		if n := d.untold(t); n != 0 {
			t.Errorf("%d messages are left for the next start", n)
		}
	})
}

// A write that the end of the program breaks off would count its messages as
// told, with nobody left to tell them.
func TestEndOfTheProgramBreaksOffNoWrite(t *testing.T) {
	d := newScreen(t)
	a := &Agent{
		store: d.store, teller: d.teller, notices: d.notices, changed: newBroadcast(),
		engine: engine.New(engine.Options{Clock: monitor.ProcessClock()}),
	}
	a.desk = newDesk(a)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	w := newWriter(a)
	w.unwritten = engine.Batch{Transitions: []monitor.Transition{{
		Kind: monitor.Opened, At: time.Now(),
		Incident: monitor.Incident{ID: "1", Key: "vps"},
	}}}
	if !w.flush(ended, false) || d.untold(t) != 1 {
		t.Errorf("%d messages are left for the next start, want 1; notices %q", d.untold(t), d.notices.list())
	}
}

func TestWatchedAgainIsNotRemoved(t *testing.T) {
	got := stillRemoved([]monitor.Key{"gone", "back"}, []monitor.SavedSubject{{Key: "back"}})
	if len(got) != 1 || got[0] != "gone" {
		t.Errorf("still removed are %q", got)
	}
}
