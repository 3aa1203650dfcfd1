package source

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/fsnotify/fsnotify"
)

// watch tells when a file may have changed, as soon as the operating system
// does. It watches the file's folder, and while that is not there the nearest
// one above it that is. It is allowed to miss things: the poll does not.
type watch struct {
	changed chan struct{} // room for one
	again   chan struct{} // room for one: asks for new watches

	file    string // absolute
	folder  string
	log     *slog.Logger
	events  *fsnotify.Watcher
	watched string // the folder watched now; empty: none
}

// startWatch watches until ctx ends, in a goroutine of its own: even putting a
// watch on a dead share can hang.
func startWatch(ctx context.Context, file string, log *slog.Logger) *watch {
	w := &watch{
		changed: make(chan struct{}, 1), again: make(chan struct{}, 1),
		file: file, folder: filepath.Dir(file), log: log,
	}
	go w.run(ctx)
	return w
}

// renew asks for the watches to be made anew. It never blocks.
func (w *watch) renew() { ring(w.again) }

func ring(bell chan struct{}) {
	select {
	case bell <- struct{}{}:
	default:
	}
}

func (w *watch) run(ctx context.Context) {
	events, err := fsnotify.NewWatcher()
	if err != nil {
		w.log.Warn("no change events; polling only", "err", err)
		return
	}
	defer events.Close()
	w.events = events
	w.arm()
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.again:
			w.arm()
		case event, ok := <-events.Events:
			if !ok {
				return
			}
			w.take(event)
		case err, ok := <-events.Errors:
			if !ok {
				return
			}
			w.log.Debug("change events were lost; reading again", "err", err)
			w.arm()
		}
	}
}

func (w *watch) take(event fsnotify.Event) {
	if event.Op == fsnotify.Chmod {
		return // also how reading marks a file on some systems
	}
	switch {
	case w.watched == w.folder && samePath(event.Name, w.file):
		ring(w.changed)
	case samePath(event.Name, w.watched): // the folder itself went
		w.arm()
	case w.watched != w.folder && event.Has(fsnotify.Create) && samePath(event.Name, w.below()):
		w.arm()
	}
}

// arm watches the folder or the nearest one above it, and asks for a look,
// since something may have happened before the watch was there.
func (w *watch) arm() {
	defer ring(w.changed)
	// Folders may come and go while we look for one; whoever makes them faster
	// than this is left to the poll.
	for range 10 {
		w.disarm()
		if !w.armNearest() || w.watched == w.folder {
			return
		}
		if _, err := os.Stat(w.below()); err != nil {
			return
		}
	}
}

func (w *watch) disarm() {
	for _, path := range w.events.WatchList() {
		_ = w.events.Remove(path) // gone already, when its folder is
	}
	w.watched = ""
}

func (w *watch) armNearest() bool {
	for folder := w.folder; ; folder = filepath.Dir(folder) {
		err := w.events.Add(folder)
		if err == nil {
			w.watched = folder
			return true
		}
		if !errors.Is(err, fs.ErrNotExist) || folder == filepath.Dir(folder) {
			w.log.Debug("no change events; polling only", "folder", folder, "err", err)
			return false
		}
	}
}

// below is the next folder from the watched one towards the file's.
func (w *watch) below() string {
	rest, err := filepath.Rel(w.watched, w.folder)
	if err != nil {
		return w.folder
	}
	first, _, _ := strings.Cut(rest, string(filepath.Separator))
	return filepath.Join(w.watched, first)
}

// samePath ignores case, as some file systems do: at worst it costs a look.
func samePath(a, b string) bool {
	return strings.EqualFold(filepath.Clean(a), filepath.Clean(b))
}
