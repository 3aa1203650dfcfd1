package sessionbus_test

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"testing"

	"sentinel/platform/sessionbus"
	"sentinel/platform/sessionbus/bustest"
)

func TestConnectAndOwner(t *testing.T) {
	bus := bustest.Start(t)
	server := bus.Connect(t)
	bustest.Own(t, server, "org.example.Here")

	conn, err := sessionbus.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if owner, err := sessionbus.Owner(t.Context(), conn, "org.example.Here"); err != nil || owner != server.Names()[0] {
		t.Errorf("owner = %q, %v; want %q", owner, err, server.Names()[0])
	}
	if owner, err := sessionbus.Owner(t.Context(), conn, "org.example.Nobody"); err != nil || owner != "" {
		t.Errorf("owner of nothing = %q, %v", owner, err)
	}
}

func TestConnectionsAreTheirCallersOwn(t *testing.T) {
	bustest.Start(t)
	first, err := sessionbus.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	second, err := sessionbus.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if !second.Connected() {
		t.Error("closing one connection closed another's")
	}
}

func TestConnectionEndsWithItsContext(t *testing.T) {
	bustest.Start(t)
	ctx, cancel := context.WithCancel(t.Context())
	conn, err := sessionbus.Connect(ctx)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	<-conn.Context().Done()
}

func TestNoBus(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "gone"))
	if _, err := sessionbus.Connect(t.Context()); !errors.Is(err, sessionbus.ErrNone) {
		t.Errorf("error = %v, want ErrNone", err)
	}
}

// A bus that takes the connection and says nothing must not hold us up.
func TestSilentBus(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bus")
	silent, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+path)
	if _, err := sessionbus.Connect(t.Context()); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error = %v, want a time-out", err)
	}
}
