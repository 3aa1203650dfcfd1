//go:build desktop && linux

package e2e

import (
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"sentinel/app/e2e/desktop"
	"sentinel/platform/sessionbus"
	"sentinel/platform/sessionbus/bustest"
)

// An address that was put into a real keyring is where a channel sends to.
func TestSecretFromTheKeyring(t *testing.T) { // not parallel: it sets the session bus of this process
	home := t.TempDir()
	for _, name := range []string{"XDG_DATA_HOME", "XDG_RUNTIME_DIR"} {
		t.Setenv(name, home)
	}
	bus := bustest.Start(t)
	daemon := exec.Command("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets", "--control-directory="+filepath.Join(home, "control"))
	daemon.Stdin = strings.NewReader("a password")
	daemon.Stderr = t.Output()
	daemon.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := daemon.Start(); err != nil {
		t.Fatalf("starting gnome-keyring-daemon (is the package gnome-keyring installed?): %v", err)
	}
	t.Cleanup(func() {
		_ = daemon.Process.Kill()
		_ = daemon.Wait()
	})
	conn := bus.Connect(t)
	err := desktop.Until(t.Context(), "the keyring is there", func() bool {
		owner, err := sessionbus.Owner(t.Context(), conn, "org.freedesktop.secrets")
		return err == nil && owner != ""
	})
	if err != nil {
		t.Fatal(err)
	}

	post := startMailServer(t)
	r := newReceiver(t)
	r.env = append(r.env, "SENTINEL_CONFIG="+r.write("ring.toml", "[[channel]]\nname = \"mail\"\nkind = \"shoutrrr\"\nurl = \"keyring:mail\"\n"))
	set := exec.Command(filepath.Join(r.bin, "sentinelctl"), "secret", "set", "mail")
	set.Env = r.env
	address := "smtp://localhost:" + post.port + "/?from=sentinel@example.com&to=me@example.com"
	set.Stdin = strings.NewReader(address + "\n")
	said, err := set.CombinedOutput()
	if err != nil || !strings.Contains(string(said), "keyring:mail") || strings.Contains(string(said), address) {
		t.Fatalf("secret set: %v: %s", err, said)
	}
	t.Log(r.run(filepath.Join(r.bin, "sentinelctl"), "channel", "test", "mail"))
	if got := post.next(t); len(got.To) != 1 || got.To[0] != "me@example.com" {
		t.Errorf("%+v", got)
	}
}
