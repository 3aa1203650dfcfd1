package source

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"sentinel/monitor"
)

// watched is a status file in a folder of its own, and what its source reports.
type watched struct {
	heard
	file   *File
	folder string
	path   string

	watches sync.WaitGroup // that hold the folder
}

// how are the two ways to notice a change: each has to do without the other.
var how = map[string]time.Duration{"by events": never, "by polling": 20 * time.Millisecond}

// newWatched makes a source that does not run yet. Torn bytes never settle,
// unless the test says otherwise.
func newWatched(t *testing.T, every time.Duration) *watched {
	folder := filepath.Join(t.TempDir(), "robot", "logs")
	w := &watched{heard: heard{t: t}, folder: folder, path: filepath.Join(folder, "heartbeat_status.txt")}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	w.file = NewFile(FileConfig{Name: "vps", Key: "vps", Path: w.path, Every: every}, testTicks(t), nil, nil)
	w.file.mind.settle = never
	w.file.watch = w.watch
	// Windows keeps a file that was removed until the last read has closed it.
	t.Cleanup(func() {
		for os.RemoveAll(filepath.Dir(folder)) != nil {
			<-time.After(time.Millisecond)
		}
	})
	t.Cleanup(w.watches.Wait) // before the folder is removed
	return w
}

func (w *watched) watch(ctx context.Context, file string, log *slog.Logger) *watch {
	folders := NewFolders(ctx, nil)
	watch := folders.watch(ctx, file, log)
	w.watches.Go(func() { <-folders.ended })
	return watch
}

// eventually does what Windows allows only once nobody has the file open, or
// once the watch has let go of a folder that was removed.
func (w *watched) eventually(do func() error) {
	w.t.Helper()
	for do() != nil {
		select {
		case <-w.t.Context().Done():
			w.t.Fatal(do())
		case <-time.After(time.Millisecond):
		}
	}
}

func (w *watched) run(t *testing.T) *watched {
	w.heard = listen(t, w.file)
	return w
}

func status(message string) string {
	return message + "\n" + time.Now().Format(time.RFC3339Nano) + "\n"
}

// write writes as a robot does: in place.
func (w *watched) write(text string) {
	w.t.Helper()
	if err := os.WriteFile(w.path, []byte(text), 0o644); err != nil {
		w.t.Fatal(err)
	}
}

// writeBehind is write for goroutines other than the test's.
func (w *watched) writeBehind(text string) {
	if err := os.WriteFile(w.path, []byte(text), 0o644); err != nil {
		w.t.Error(err)
	}
}

func (w *watched) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func TestFileIsFollowed(t *testing.T) {
	tests := []struct {
		name string
		do   func(w *watched) // ends with the message "after"

		// Windows does not tell that a watched folder moved (there the poll has
		// to find out), and its older versions keep the name of one that was
		// removed until nobody watches it.
		onWindows bool // holds by events and by polling there
	}{
		{"overwritten in place", func(w *watched) { w.write(status("after")) }, true},
		{"replaced by rename", func(w *watched) {
			temp := w.path + ".tmp"
			w.must(os.WriteFile(temp, []byte(status("after")), 0o644))
			w.eventually(func() error { return os.Rename(temp, w.path) })
		}, true},
		{"truncated and rewritten", func(w *watched) {
			w.must(os.Truncate(w.path, 0))
			w.write(status("after"))
		}, true},
		{"written in pieces", func(w *watched) {
			f, err := os.Create(w.path)
			w.must(err)
			defer f.Close()
			for _, piece := range strings.SplitAfter(status("after"), "") {
				_, err := f.WriteString(piece)
				w.must(err)
				if piece == "a" || piece == "\n" {
					w.file.Look() // read now, in the middle
				}
			}
		}, true},
		{"file removed and made again", func(w *watched) {
			w.eventually(func() error { return os.Remove(w.path) })
			w.until(monitor.Absent)
			w.write(status("after"))
		}, true},
		{"folder removed and made again", func(w *watched) {
			w.eventually(func() error { return os.RemoveAll(w.folder) })
			w.until(monitor.Absent)
			w.eventually(func() error { return os.Mkdir(w.folder, 0o755) })
			w.write(status("after"))
		}, false},
		{"folder and the one above removed and made again", func(w *watched) {
			w.eventually(func() error { return os.RemoveAll(filepath.Dir(w.folder)) })
			w.until(monitor.Absent)
			w.eventually(func() error { return os.MkdirAll(w.folder, 0o755) })
			w.write(status("after"))
		}, false},
		{"folder moved away and made again", func(w *watched) {
			w.eventually(func() error { return os.Rename(w.folder, w.folder+".old") })
			w.until(monitor.Absent)
			w.eventually(func() error { return os.Mkdir(w.folder, 0o755) })
			w.write(status("after"))
		}, false},
		{"folder replaced by a whole one", func(w *watched) {
			next := w.folder + ".next"
			w.eventually(func() error { return os.Mkdir(next, 0o755) })
			w.must(os.WriteFile(filepath.Join(next, filepath.Base(w.path)), []byte(status("after")), 0o644))
			w.eventually(func() error { return os.RemoveAll(w.folder) })
			w.eventually(func() error { return os.Rename(next, w.folder) })
		}, false},
	}
	for _, test := range tests {
		for name, every := range how {
			if !test.onWindows && runtime.GOOS == "windows" {
				continue
			}
			t.Run(test.name+", "+name, func(t *testing.T) {
				w := newWatched(t, every)
				w.must(os.WriteFile(w.path, []byte(status("before")), 0o644))
				w.run(t).message("before")
				test.do(w)
				for {
					r := <-w.reports
					if r.Outcome == monitor.Trouble {
						t.Fatalf("%+v", r)
					}
					if r.Outcome == monitor.Beat && r.Beat.Message == "after" {
						break
					}
				}
				w.write(status("and on"))
				for (<-w.reports).Beat.Message != "and on" {
				}
			})
		}
	}
}

func TestFileAppears(t *testing.T) {
	for name, every := range how {
		t.Run(name, func(t *testing.T) {
			w := newWatched(t, every)
			w.eventually(func() error { return os.RemoveAll(filepath.Dir(w.folder)) })
			w.run(t)
			if r := w.next(monitor.Absent); !strings.Contains(r.Why, w.path) {
				t.Errorf("%+v", r)
			}
			if s := w.file.State(); s.Healthy || s.Cause != monitor.CauseNone || s.Why == "" {
				t.Errorf("%+v", s)
			}
			w.eventually(func() error { return os.MkdirAll(w.folder, 0o755) })
			w.write(status("here"))
			w.message("here")
			if s := w.file.State(); !s.Healthy || s.Why != "" || s.LastLook.IsZero() || s.Where != w.path {
				t.Errorf("%+v", s)
			}
		})
	}
}

// A folder above that was replaced leaves the watch on one that nobody writes
// to: the poll finds out, and events work again from then on.
func TestWatchIsRenewed(t *testing.T) {
	w := newWatched(t, 20*time.Millisecond)
	w.must(os.WriteFile(w.path, []byte(status("before")), 0o644))
	w.run(t).message("before")
	above := filepath.Dir(w.folder)
	w.eventually(func() error { return os.Rename(above, above+".old") })
	w.next(monitor.Absent)
	w.eventually(func() error { return os.MkdirAll(w.folder, 0o755) })
	w.write(status("after"))
	w.message("after")
}

func TestTornFileIsNoTrouble(t *testing.T) {
	for name, every := range how {
		t.Run(name, func(t *testing.T) {
			w := newWatched(t, every)
			w.must(os.WriteFile(w.path, []byte(status("before")), 0o644))
			reads := make(chan int)
			w.file.read = func(path string) (content, error) {
				c, err := readFile(path)
				select {
				case reads <- len(c.data):
				case <-t.Context().Done():
				}
				return c, err
			}
			w.run(t)
			<-reads
			w.message("before")
			go w.writeBehind("")
			for range 3 { // seen torn, and looked at again without being told to
				for <-reads != 0 {
				}
			}
			go w.writeBehind(status("after"))
			go func() {
				for {
					select {
					case <-reads:
					case <-t.Context().Done():
						return
					}
				}
			}()
			if r := w.message("after"); r.Age != 0 {
				t.Errorf("%+v", r)
			}
		})
	}
}

func TestFileUnreadable(t *testing.T) {
	tests := []struct {
		name string
		put  func(w *watched) error
		why  string
	}{
		{"empty for good", func(w *watched) error { return os.WriteFile(w.path, nil, 0o644) }, "empty"},
		{"one line for good", func(w *watched) error {
			return os.WriteFile(w.path, []byte("🔄 Waiting for signals...\n"), 0o644)
		}, "second line"},
		{"too large", func(w *watched) error {
			return os.WriteFile(w.path, bytes.Repeat([]byte("x"), maxFile+1), 0o644)
		}, "larger than 64 KiB"},
		{"enormous", func(w *watched) error {
			if err := os.WriteFile(w.path, nil, 0o644); err != nil {
				return err
			}
			return os.Truncate(w.path, 10<<30)
		}, "larger than 64 KiB"},
		{"a folder", func(w *watched) error { return os.Mkdir(w.path, 0o755) }, "a folder"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWatched(t, 20*time.Millisecond)
			w.file.mind.settle = 30 * time.Millisecond
			w.must(test.put(w))
			w.run(t)
			for range 3 { // each poll says so again
				r := w.next(monitor.Trouble)
				if r.Cause != monitor.CauseUnreadable || !strings.Contains(r.Why, test.why) || !strings.Contains(r.Why, w.path) {
					t.Errorf("%+v", r)
				}
			}
			if s := w.file.State(); s.Healthy || s.Cause != monitor.CauseUnreadable || s.Why == "" {
				t.Errorf("%+v", s)
			}
			w.eventually(func() error { return os.Remove(w.path) })
			w.until(monitor.Absent)
			w.write(status("well"))
			for w.until(monitor.Beat).Beat.Message != "well" {
			}
			if s := w.file.State(); !s.Healthy || s.Cause != monitor.CauseNone {
				t.Errorf("%+v", s)
			}
		})
	}
}

func TestFileOfTheLargestSize(t *testing.T) {
	w := newWatched(t, never)
	text := status("full")
	w.must(os.WriteFile(w.path, []byte(text+strings.Repeat(" ", maxFile-len(text))), 0o644))
	w.run(t).message("full")
}

func TestSameContentAfterTrouble(t *testing.T) {
	w := newWatched(t, 20*time.Millisecond)
	text := status("steady")
	w.must(os.WriteFile(w.path, []byte(text), 0o644))
	w.run(t).message("steady")
	w.eventually(func() error { return os.Remove(w.path) })
	w.eventually(func() error { return os.Mkdir(w.path, 0o755) })
	w.until(monitor.Trouble)
	w.eventually(func() error { return os.Remove(w.path) })
	w.write(text)
	if r := w.until(monitor.Unmoved); r.Beat.Message != "steady" || r.Cause != monitor.CauseNone {
		t.Errorf("%+v", r)
	}
}

func TestRestartOnDisk(t *testing.T) {
	w := newWatched(t, never)
	w.must(os.WriteFile(w.path, []byte(status("before")), 0o644))
	w.run(t)
	memo := w.message("before").Memo
	w.stop()

	again := func() *watched {
		w.file = NewFile(FileConfig{Name: "vps", Key: "vps", Path: w.path, Every: never, Memo: memo}, testTicks(t), nil, nil)
		w.file.watch = w.watch
		return w.run(t)
	}
	next := again()
	if r := next.next(monitor.Unmoved); r.Beat.Message != "before" {
		t.Errorf("%+v", r)
	}
	next.stop()

	hourAgo := time.Now().Add(-time.Hour)
	w.write("after\n" + hourAgo.Format(time.RFC3339Nano) + "\n")
	w.must(os.Chtimes(w.path, hourAgo, hourAgo))
	if r := again().message("after"); r.Age < time.Hour {
		t.Errorf("age %v", r.Age)
	}
}

func TestLookIsAnswered(t *testing.T) {
	w := newWatched(t, never)
	w.must(os.WriteFile(w.path, []byte(status("steady")), 0o644))
	w.run(t).message("steady")
	for range 3 {
		w.file.Look()
		w.next(monitor.Unmoved)
	}
}

func noEvents(context.Context, string, *slog.Logger) *watch {
	return &watch{changed: make(chan struct{})}
}

func TestChangesOfOthersDoNotWake(t *testing.T) {
	w := newWatched(t, never)
	w.must(os.WriteFile(w.path, []byte(status("steady")), 0o644))
	reads := make(chan struct{}, 1000)
	w.file.read = func(path string) (content, error) {
		reads <- struct{}{}
		return readFile(path)
	}
	w.run(t).message("steady")
	for range 50 {
		w.must(os.WriteFile(filepath.Join(w.folder, "robot.log"), []byte("noise"), 0o644))
		if runtime.GOOS != "windows" {
			w.must(os.Chmod(w.path, 0o600))
		}
	}
	w.write(status("after"))
	w.message("after")
	// Once at the start, once for the watch, and for the write one for each
	// event, of which there are at most a few.
	if n := len(reads); n > 8 {
		t.Errorf("read %d times", n)
	}
}
