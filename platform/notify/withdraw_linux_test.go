package notify_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"sentinel/platform/notify"
	"sentinel/platform/sessionbus/bustest"
)

func withdraw(t *testing.T, n notify.Notifier, id string) {
	t.Helper()
	if err := n.Withdraw(t.Context(), id); err != nil {
		t.Fatalf("withdrawing %q: %v", id, err)
	}
}

func TestWithdraw(t *testing.T) {
	server := serve(t, bustest.Start(t), "actions")
	n := newNotifier(t)
	acted := make(chan string, 10)
	n.OnAction(func(id, action string) { acted <- id + " " + action })
	withdraw(t, n, "a") // before the first toast
	for _, id := range []string{"a", "b", ""} {
		tell(t, n, notify.Toast{ID: id, Title: "t"})
		<-server.shown
	}

	withdraw(t, n, "c")
	withdraw(t, n, "")
	withdraw(t, n, "a")
	withdraw(t, n, "a")
	if got := <-server.closed; got != 1 {
		t.Errorf("took %d off the screen, want 1", got)
	}
	if len(server.closed) != 0 {
		t.Errorf("took %d off the screen too", <-server.closed)
	}

	says(t, server.bus, "ActionInvoked", uint32(1), "ack") // it was on its way
	says(t, server.bus, "ActionInvoked", uint32(2), "ack")
	if got := <-acted; got != "b ack" {
		t.Errorf("heard %q, want %q alone", got, "b ack")
	}
	tell(t, n, notify.Toast{ID: "a", Title: "t"})
	if got := (<-server.shown).Replaces; got != 0 {
		t.Errorf("a withdrawn toast is replaced: %d", got)
	}
}

func TestWithdrawWhatTheServerDoesNotKnow(t *testing.T) {
	bus := bustest.Start(t)
	server := serve(t, bus)
	n := newNotifier(t)
	tell(t, n, notify.Toast{ID: "a", Title: "t"})
	tell(t, n, notify.Toast{ID: "b", Title: "t"})
	server.forget()
	withdraw(t, n, "a")
	if got := <-server.closed; got != 1 {
		t.Errorf("took %d off the screen, want 1", got)
	}

	// The next server numbers its toasts, and those of others, from the start.
	bustest.Disown(t, server.bus, serviceName)
	withdraw(t, n, "b")
	server = serve(t, bus)
	withdraw(t, n, "b")
	tell(t, n, notify.Toast{ID: "c", Title: "t"})
	if len(server.closed) != 0 {
		t.Errorf("took the new server's %d off the screen", <-server.closed)
	}
	if got := (<-server.shown).Replaces; got != 0 {
		t.Errorf("replaces %d, want none", got)
	}
}

func TestWithdrawWithoutABus(t *testing.T) {
	bus := bustest.Start(t)
	server := serve(t, bus)
	n := newNotifier(t)
	tell(t, n, notify.Toast{ID: "a", Title: "t"})
	bus.Stop()
	<-server.bus.Context().Done()
	for n.Withdraw(t.Context(), "a") != nil {
		continue // until our own connection has noticed too
	}

	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "gone"))
	withdraw(t, newNotifier(t), "a")
}

func TestWithdrawFromAServerThatHangs(t *testing.T) {
	server := serve(t, bustest.Start(t))
	n := newNotifier(t)
	tell(t, n, notify.Toast{ID: "a", Title: "t"})
	server.hang(t)
	if err := n.Withdraw(t.Context(), "a"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error = %v, want a time-out", err)
	}
}

func TestWithdrawAfterClose(t *testing.T) {
	bustest.Start(t)
	n := newNotifier(t)
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	if err := n.Withdraw(t.Context(), "a"); !errors.Is(err, notify.ErrClosed) {
		t.Errorf("error = %v, want ErrClosed", err)
	}
}
