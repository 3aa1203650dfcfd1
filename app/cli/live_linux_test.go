package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sentinel/monitor/statusfile"
)

// openTerminal makes a terminal of its own: what is written to the one file
// can be read from the other.
func openTerminal(t *testing.T, columns, rows uint16) (screen, keyboard *os.File) {
	t.Helper()
	keyboard, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { keyboard.Close() })
	fd := int(keyboard.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	screen, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { screen.Close() })
	if err := unix.IoctlSetWinsize(int(screen.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Col: columns, Row: rows}); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TERM", "xterm")
	t.Setenv("NO_COLOR", "1")
	return screen, keyboard
}

// await reads what a terminal is given until it holds the text.
func await(t *testing.T, keyboard *os.File, text string) {
	t.Helper()
	var seen strings.Builder
	piece := make([]byte, 4096)
	for !strings.Contains(seen.String(), text) {
		n, err := keyboard.Read(piece)
		if err != nil {
			t.Fatalf("waiting for %q: %v; seen: %q", text, err, seen.String())
		}
		seen.Write(piece[:n])
	}
}

// On a terminal run and watch show a table, log above it, and leave the cursor
// where it can be seen.
func TestLiveTables(t *testing.T) {
	dir := t.TempDir()
	status, config, state := filepath.Join(dir, "status.txt"), filepath.Join(dir, "config.toml"), filepath.Join(dir, "state")
	text := fmt.Sprintf("[listen]\naddress = \"\"\n[[source]]\nname = \"vps\"\nkind = \"file\"\npath = %q\nevery = \"50ms\"\ninterval = \"1h\"\n", status)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	set := func(kind string) {
		if err := statusfile.Set(status, statusfile.Status{Type: kind}, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	set("waiting")
	start := func(args ...string) (keyboard *os.File, end func()) {
		screen, keyboard := openTerminal(t, 90, 20)
		ctx, cancel := context.WithCancel(context.Background())
		code := make(chan int, 1)
		go func() {
			code <- run(ctx, "test", append(args, "--config", config, "--state-dir", state), screen, screen)
		}()
		return keyboard, func() {
			cancel()
			await(t, keyboard, showCursor)
			if got := <-code; got != 0 {
				t.Errorf("%s ended with %d", args[0], got)
			}
		}
	}
	monitor, endMonitor := start("run")
	await(t, monitor, "●  vps   waiting")
	again := time.NewTicker(between) // the table is there before the API
	defer again.Stop()
	for run(t.Context(), "test", []string{"status", "--state-dir", state}, io.Discard, io.Discard) != 0 {
		<-again.C
	}
	watch, endWatch := start("watch")
	await(t, watch, "●  vps   waiting")
	set("error")
	await(t, monitor, "incident opened")
	await(t, monitor, "⬣  vps   error")
	await(t, watch, "⬣  vps   error")
	endWatch()
	endMonitor()
}
