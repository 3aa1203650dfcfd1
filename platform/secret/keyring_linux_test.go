package secret_test

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"

	"sentinel/platform/secret"
	"sentinel/platform/sessionbus/bustest"
)

// keyring starts GNOME's on a bus of the test's own, unlocked.
func keyring(t *testing.T) *bustest.Bus {
	t.Helper()
	home := t.TempDir()
	for _, name := range []string{"HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"} {
		t.Setenv(name, home)
	}
	bus := bustest.Start(t)
	daemon := exec.Command("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets", "--control-directory="+filepath.Join(home, "control"))
	daemon.Stdin = strings.NewReader("a password")
	daemon.Stdout, daemon.Stderr = t.Output(), t.Output()
	came := owned(t, bus)
	if err := daemon.Start(); err != nil {
		t.Fatalf("starting gnome-keyring-daemon (is the package gnome-keyring installed?): %v", err)
	}
	t.Cleanup(func() {
		_ = daemon.Process.Kill()
		_ = daemon.Wait()
	})
	<-came
	return bus
}

// owned tells when somebody is the keyring of a bus.
func owned(t *testing.T, bus *bustest.Bus) <-chan struct{} {
	t.Helper()
	conn := bus.Connect(t)
	if err := conn.AddMatchSignal(dbus.WithMatchInterface("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, "org.freedesktop.secrets")); err != nil {
		t.Fatal(err)
	}
	signals, came := make(chan *dbus.Signal, 10), make(chan struct{})
	conn.Signal(signals)
	go func() {
		for s := range signals {
			if len(s.Body) == 3 && s.Body[2] != "" {
				close(came)
				return
			}
		}
	}()
	return came
}

func TestKeyring(t *testing.T) {
	bus := keyring(t)
	if _, err := secret.Get(t.Context(), "telegram"); !errors.Is(err, secret.ErrNotFound) {
		t.Fatalf("before anything is kept: %v", err)
	}
	for _, value := range []string{"first", "second ünd läst"} {
		if err := secret.Set(t.Context(), "telegram", value); err != nil {
			t.Fatal(err)
		}
		if got, err := secret.Get(t.Context(), "telegram"); got != value || err != nil {
			t.Fatalf("got %q, %v; want %q", got, err, value)
		}
	}
	if _, err := secret.Get(t.Context(), "slack"); !errors.Is(err, secret.ErrNotFound) {
		t.Errorf("another name: %v", err)
	}

	if err := secret.Set(t.Context(), "slack", "third"); err != nil {
		t.Fatal(err)
	}
	if err := secret.Delete(t.Context(), "slack"); err != nil {
		t.Errorf("taken out: %v", err)
	}
	if err := secret.Delete(t.Context(), "slack"); !errors.Is(err, secret.ErrNotFound) {
		t.Errorf("taken out twice: %v", err)
	}
	if got, err := secret.Get(t.Context(), "telegram"); got == "" || err != nil {
		t.Errorf("the other one is now %q, %v", got, err)
	}

	conn := bus.Connect(t)
	var locked []dbus.ObjectPath
	var question dbus.ObjectPath
	err := conn.Object("org.freedesktop.secrets", "/org/freedesktop/secrets").Call("org.freedesktop.Secret.Service.Lock", 0,
		[]dbus.ObjectPath{"/org/freedesktop/secrets/collection/login"}).Store(&locked, &question)
	if err != nil || len(locked) != 1 {
		t.Fatalf("locking: %v, %v", locked, err)
	}
	if _, err := secret.Get(t.Context(), "telegram"); !errors.Is(err, secret.ErrLocked) {
		t.Errorf("locked: %v", err)
	}
	if err := secret.Set(t.Context(), "telegram", "third"); !errors.Is(err, secret.ErrLocked) {
		t.Errorf("locked: %v", err)
	}
	if err := secret.Delete(t.Context(), "telegram"); !errors.Is(err, secret.ErrLocked) {
		t.Errorf("locked: %v", err)
	}
}

// emptyKeyring is one that nobody has used yet: it has no default collection.
type emptyKeyring struct{}

func (emptyKeyring) OpenSession(string, dbus.Variant) (dbus.Variant, dbus.ObjectPath, *dbus.Error) {
	return dbus.MakeVariant(""), "/session", nil
}

func (emptyKeyring) ReadAlias(string) (dbus.ObjectPath, *dbus.Error) { return "/", nil }

func TestKeyringThatNobodyHasUsedYet(t *testing.T) {
	conn := bustest.Start(t).Connect(t)
	if err := conn.Export(emptyKeyring{}, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.RequestName("org.freedesktop.secrets", dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	if err := secret.Set(t.Context(), "telegram", "x"); !errors.Is(err, secret.ErrEmpty) {
		t.Errorf("kept: %v", err)
	}
}

func TestNoKeyring(t *testing.T) {
	bustest.Start(t) // nobody on it
	if _, err := secret.Get(t.Context(), "telegram"); !errors.Is(err, secret.ErrNone) {
		t.Errorf("no keyring: %v", err)
	}
	if err := secret.Set(t.Context(), "telegram", "x"); !errors.Is(err, secret.ErrNone) {
		t.Errorf("no keyring: %v", err)
	}
	if err := secret.Delete(t.Context(), "telegram"); !errors.Is(err, secret.ErrNone) {
		t.Errorf("no keyring: %v", err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "gone"))
	if _, err := secret.Get(t.Context(), "telegram"); !errors.Is(err, secret.ErrNone) {
		t.Errorf("no bus: %v", err)
	}
}
