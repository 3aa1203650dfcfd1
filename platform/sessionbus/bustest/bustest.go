//go:build !windows && !darwin

// Package bustest gives a test a D-Bus session bus of its own, and lets it
// play the services of a desktop there. For tests alone.
package bustest

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
)

const configuration = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=SOCKET</listen>
  <auth>EXTERNAL</auth>
  <servicedir>SERVICES</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`

// Bus is one bus and its daemon.
type Bus struct {
	Services string // folder of .service files: what the bus can start
	daemon   *exec.Cmd
}

// Start runs a bus until the test ends and makes it the session bus of this
// process. It knows no services but those put into its Services folder.
func Start(t *testing.T) *Bus {
	t.Helper()
	folder, err := os.MkdirTemp("", "bus") // t.TempDir can be too long for a socket's name
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	bus := &Bus{Services: filepath.Join(folder, "services")}
	if err := os.Mkdir(bus.Services, 0o700); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, "session.conf")
	text := strings.NewReplacer("SOCKET", filepath.Join(folder, "bus"), "SERVICES", bus.Services).Replace(configuration)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}

	bus.daemon = exec.Command("dbus-daemon", "--config-file="+file, "--nofork", "--print-address")
	bus.daemon.Stderr = t.Output()
	said, err := bus.daemon.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := bus.daemon.Start(); err != nil {
		t.Fatalf("starting dbus-daemon (is the package dbus installed?): %v", err)
	}
	t.Cleanup(bus.Stop)
	reader := bufio.NewReader(said)
	address, err := reader.ReadString('\n')
	if err != nil {
		t.Fatalf("dbus-daemon did not start: %v", err)
	}
	go func() { _, _ = io.Copy(io.Discard, reader) }()
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", strings.TrimSpace(address))
	return bus
}

// Stop ends the bus, as a logout does. The test's end does it otherwise.
func (b *Bus) Stop() {
	_ = b.daemon.Process.Kill()
	_ = b.daemon.Wait()
}

// Connect gives a connection of the test's own, closed at its end.
func (b *Bus) Connect(t *testing.T) *dbus.Conn {
	t.Helper()
	conn, err := dbus.ConnectSessionBus(dbus.WithContext(context.Background()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// Own takes a well-known name for a connection.
func Own(t *testing.T, conn *dbus.Conn, name string) {
	t.Helper()
	reply, err := conn.RequestName(name, dbus.NameFlagDoNotQueue)
	if err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("owning %s: %v, %v", name, reply, err)
	}
}

// Disown gives a name up.
func Disown(t *testing.T, conn *dbus.Conn, name string) {
	t.Helper()
	if _, err := conn.ReleaseName(name); err != nil {
		t.Fatal(err)
	}
}
