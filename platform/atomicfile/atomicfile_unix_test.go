//go:build !windows

package atomicfile_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"sentinel/platform/atomicfile"
)

func TestWriteSetsTheMode(t *testing.T) {
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

func TestWriteKeepingTakesOver(t *testing.T) {
	path := filepath.Join(t.TempDir(), "status.txt")
	if err := atomicfile.Write(path, []byte("earlier"), 0o640); err != nil {
		t.Fatal(err)
	}
	earlier, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	written := time.Date(2026, 1, 20, 9, 30, 0, 0, time.UTC)
	keep := atomicfile.Keep{Earlier: earlier, Modified: written}
	if err := atomicfile.WriteKeeping(path, []byte("later"), 0o600, keep); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o640 || !info.ModTime().Equal(written) {
		t.Errorf("mode %o, modified %s; want those of the earlier file and of the caller", info.Mode().Perm(), info.ModTime())
	}
}
