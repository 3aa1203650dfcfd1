//go:build !windows

package statusfile

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestSetKeepsModeAndLink(t *testing.T) {
	dir := t.TempDir()
	real := filepath.Join(dir, "real.txt")
	writeFile(t, real, "old")
	if err := os.Chmod(real, 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link.txt")
	if err := os.Symlink(real, link); err != nil {
		t.Fatal(err)
	}
	if err := Set(link, Status{Type: "waiting"}, noon); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info, err)
	}
	if got := readFile(t, real); !strings.HasPrefix(got, "🔄") {
		t.Errorf("the file behind the link holds %q", got)
	}
	if info, _ := os.Stat(real); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, want 0600", info.Mode())
	}
}

func TestLinkToNothingIsRefused(t *testing.T) {
	link := filepath.Join(t.TempDir(), "link.txt")
	if err := os.Symlink("nothing", link); err != nil {
		t.Fatal(err)
	}
	if err := Set(link, Status{Type: "waiting"}, noon); err == nil || !strings.Contains(err.Error(), "leads nowhere") {
		t.Errorf("error %v", err)
	}
}

// A FIFO would keep whoever opens it waiting for its other end.
func TestFIFOIsLeftAlone(t *testing.T) {
	state, path := t.TempDir(), filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Set(path, Status{Type: "waiting"}, noon); err == nil || !strings.Contains(err.Error(), "not a plain file") {
		t.Errorf("Set: error %v", err)
	}
	if err := SetTest(state, path, Status{Type: "waiting"}, time.Minute, noon); err == nil || !strings.Contains(err.Error(), "not a plain file") {
		t.Errorf("SetTest: error %v", err)
	}
	if _, any := NextExpiry(state); any {
		t.Error("a test is remembered that was never set")
	}
}

// One file is one test, by whichever name it is called.
func TestOneFileByTwoNames(t *testing.T) {
	state, dir := t.TempDir(), t.TempDir()
	path := filepath.Join(dir, "real", "status.txt")
	if err := os.Mkdir(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("real", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	writeFile(t, path, "robot")
	setTest(t, state, filepath.Join(dir, "link", "status.txt"), "trade", time.Minute, noon)
	setTest(t, state, path, "profit", time.Minute, noon)
	restore(t, state, noon.Add(time.Minute), 1)
	if got := readFile(t, path); got != "robot" {
		t.Errorf("the file holds %q", got)
	}
}

func TestRecordsAreTheirOwnersAlone(t *testing.T) {
	state, path := t.TempDir(), filepath.Join(t.TempDir(), "status.txt")
	setTest(t, state, path, "trade", time.Minute, noon)
	entries, err := os.ReadDir(filepath.Join(state, "tests"))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if info, err := entry.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v, %v; want 0600", entry.Name(), info.Mode(), err)
		}
	}
}
