//go:build unix

package source

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sentinel/monitor"
)

func TestNotAPlainFile(t *testing.T) {
	tests := []struct {
		name string
		put  func(t *testing.T, path string) error
		why  string
	}{
		{"named pipe", func(t *testing.T, path string) error { return syscall.Mkfifo(path, 0o644) }, "named pipe"},
		{"device", func(t *testing.T, path string) error { return os.Symlink("/dev/zero", path) }, "device"},
		{"socket", func(t *testing.T, path string) error {
			t.Chdir(filepath.Dir(path)) // a socket's path may not be long
			l, err := net.Listen("unix", filepath.Base(path))
			if err == nil {
				t.Cleanup(func() { l.Close() })
			}
			return err
		}, "socket"},
		{"link to itself", func(t *testing.T, path string) error { return os.Symlink(path, path) }, "symbolic link"},
		{"folder that is a file", func(t *testing.T, path string) error {
			if err := os.Remove(filepath.Dir(path)); err != nil {
				return err
			}
			return os.WriteFile(filepath.Dir(path), nil, 0o644)
		}, "not a directory"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWatched(t, 20*time.Millisecond)
			w.must(test.put(t, w.path))
			w.run(t)
			for range 2 {
				r := w.next(monitor.Trouble)
				if r.Cause != monitor.CauseUnreadable || !strings.Contains(r.Why, test.why) {
					t.Errorf("%+v", r)
				}
			}
		})
	}
}

// A pipe may take the file's place between looking and opening.
func TestOpeningAPipeDoesNotWait(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := openForReading(path)
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
}

func TestPermissionDenied(t *testing.T) {
	w := newWatched(t, 20*time.Millisecond)
	w.file.read = func(path string) (content, error) { // root may read all
		return content{}, &fs.PathError{Op: "open", Path: path, Err: syscall.EACCES}
	}
	w.run(t)
	if r := w.next(monitor.Trouble); r.Cause != monitor.CauseUnreadable || !strings.HasSuffix(r.Why, "permission denied") {
		t.Errorf("%+v", r)
	}
}

func TestLinkedFile(t *testing.T) {
	w := newWatched(t, 20*time.Millisecond)
	target := filepath.Join(t.TempDir(), "elsewhere.txt")
	w.must(os.WriteFile(target, []byte(status("before")), 0o644))
	w.must(os.Symlink(target, w.path))
	w.run(t).message("before")
	w.write(status("after"))
	w.message("after")
}

func TestReadFileMissing(t *testing.T) {
	if _, err := readFile(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}
