package opener_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"sentinel/platform/opener"
)

// desktop puts an xdg-open on the PATH that does as the script says, and
// returns the file where it may write what it was given.
func desktop(t *testing.T, script string) (saidFile string) {
	t.Helper()
	folder := t.TempDir()
	saidFile = filepath.Join(folder, "said")
	t.Setenv("OPENER_TEST_SAID", saidFile)
	t.Setenv("PATH", folder+":/usr/bin:/bin")
	program := "#!/bin/sh\n" + script + "\n"
	if err := os.WriteFile(filepath.Join(folder, "xdg-open"), []byte(program), 0o700); err != nil {
		t.Fatal(err)
	}
	return saidFile
}

const record = `printf '%s\n' "$#" "$1" > "$OPENER_TEST_SAID"`

func TestOpenGivesThePathWhole(t *testing.T) {
	for _, name := range []string{"config.toml", "with space.toml", "-x", "$(touch hacked)", "a;b`c`'d\"", "file\nname"} {
		t.Run(name, func(t *testing.T) {
			said := desktop(t, record)
			folder := t.TempDir()
			path := filepath.Join(folder, name)
			if err := os.WriteFile(path, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			t.Chdir(folder)
			if err := opener.Open(t.Context(), name); err != nil { // relative: "-x" must not become an option
				t.Fatal(err)
			}
			got, err := os.ReadFile(said)
			if err != nil {
				t.Fatal(err)
			}
			if want := "1\n" + path + "\n"; string(got) != want {
				t.Errorf("xdg-open was given %q, want %q", got, want)
			}
		})
	}
}

func TestOpenSaysWhatToDo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Run("the desktop knows no program", func(t *testing.T) {
		desktop(t, "exit 3")
		err := opener.Open(t.Context(), path)
		if !errors.Is(err, opener.ErrNoProgram) || !strings.Contains(err.Error(), "open it yourself") || !strings.Contains(err.Error(), path) {
			t.Errorf("error = %v", err)
		}
	})
	t.Run("no xdg-open", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		if err := opener.Open(t.Context(), path); !errors.Is(err, opener.ErrNoProgram) || !strings.Contains(err.Error(), "xdg-open is not installed") {
			t.Errorf("error = %v", err)
		}
	})
	t.Run("no such file", func(t *testing.T) {
		desktop(t, record)
		if err := opener.Open(t.Context(), path+".gone"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("error = %v", err)
		}
	})
	t.Run("the caller gave up", func(t *testing.T) {
		said := desktop(t, record)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := opener.Open(ctx, path); !errors.Is(err, context.Canceled) {
			t.Errorf("error = %v", err)
		}
		if _, err := os.Stat(said); !errors.Is(err, fs.ErrNotExist) {
			t.Error("it was opened all the same")
		}
	})
}

// An xdg-open that becomes the editor must neither be waited for nor ended.
func TestOpenLeavesTheEditorRunning(t *testing.T) {
	said := desktop(t, `read line < "$OPENER_TEST_SAID.fifo"; `+record)
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mkfifo(said+".fifo", 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if err := opener.Open(ctx, path); err != nil {
		t.Fatal(err)
	}
	cancel()
	gate, err := os.OpenFile(said+".fifo", os.O_WRONLY, 0) // waits for the reader: it lives
	if err != nil {
		t.Fatal(err)
	}
	if _, err := gate.WriteString("go\n"); err != nil {
		t.Error(err)
	}
	if err := gate.Close(); err != nil {
		t.Error(err)
	}
	for { // ends when the program has gone on; a dead one runs into the test's time limit
		if got, err := os.ReadFile(said); err == nil && strings.HasSuffix(string(got), path+"\n") {
			return
		}
	}
}
