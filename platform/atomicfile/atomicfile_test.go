package atomicfile_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"sentinel/platform/atomicfile"
)

func TestWriteMakesAndReplaces(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.json")
	for _, text := range []string{"first", "second and longer", ""} {
		if err := atomicfile.Write(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := read(t, path); got != text {
			t.Errorf("the file holds %q, want %q", got, text)
		}
	}
	onlyFile(t, path)
}

func TestWriteSetsTheMode(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // has no such permissions
	}
	path := filepath.Join(t.TempDir(), "control-token")
	for _, mode := range []fs.FileMode{0o600, 0o644, 0o600} {
		if err := atomicfile.Write(path, []byte("x"), mode); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != mode {
			t.Errorf("mode = %o, want %o", got, mode)
		}
	}
}

// A reader that looks all the time must never see a part.
func TestReadersSeeWholeFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "status.txt")
	old, fresh := bytes.Repeat([]byte("a"), 200_000), bytes.Repeat([]byte("b"), 300_000)
	if err := atomicfile.Write(path, old, 0o600); err != nil {
		t.Fatal(err)
	}

	var writer sync.WaitGroup
	done := make(chan struct{})
	writer.Go(func() {
		defer close(done)
		for i := range 100 {
			data := old
			if i%2 == 0 {
				data = fresh
			}
			if err := atomicfile.Write(path, data, 0o600); err != nil {
				t.Error(err)
				return
			}
		}
	})
	for {
		select {
		case <-done:
			writer.Wait()
			return
		default:
		}
		got, err := os.ReadFile(path)
		if err != nil && runtime.GOOS == "windows" {
			continue // the name is being changed
		}
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, old) && !bytes.Equal(got, fresh) {
			t.Fatalf("read a torn file of %d bytes", len(got))
		}
	}
}

func TestWriteKeepsALink(t *testing.T) {
	folder := t.TempDir()
	target, link := filepath.Join(folder, "real.toml"), filepath.Join(folder, "config.toml")
	if err := os.WriteFile(target, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, link); err != nil {
		if runtime.GOOS == "windows" {
			return // needs a privilege there
		}
		t.Fatal(err)
	}
	if err := atomicfile.Write(link, []byte("new"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := read(t, target); got != "new" {
		t.Errorf("the link's target holds %q", got)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link became a file: %v %v", info, err)
	}
}

func TestWriteFailsCleanly(t *testing.T) {
	folder := t.TempDir()
	if err := atomicfile.Write(filepath.Join(folder, "gone", "x"), []byte("x"), 0o600); err == nil ||
		!strings.Contains(err.Error(), "may you write there") {
		t.Errorf("no folder: error = %v", err)
	}
	occupied := filepath.Join(folder, "occupied")
	if err := os.MkdirAll(filepath.Join(occupied, "inner"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.Write(occupied, []byte("x"), 0o600); err == nil {
		t.Error("replaced a folder")
	}
	onlyFile(t, occupied)
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// onlyFile fails when a temporary file was left beside path.
func onlyFile(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 || entries[0].Name() != filepath.Base(path) {
		t.Errorf("left behind: %v", entries)
	}
}
