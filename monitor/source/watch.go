package source

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/fsnotify/fsnotify"
)

// watch tells when a file may have changed, as soon as the operating system
// does. It watches the file's folder, and while that is not there the nearest
// one above it that is. It is allowed to miss things: the poll does not.
//
// Two goroutines: one takes the events, the other one puts watches on folders.
// The latter can hang on a dead share, and on some systems does not get on
// while an event waits to be taken.
type watch struct {
	changed chan struct{} // room for one
	again   chan struct{} // room for one: asks for new watches
	ended   chan struct{} // closed when no folder is held any more

	file   string // absolute
	folder string
	log    *slog.Logger

	mu      sync.Mutex
	watched string // the folder that has or is about to get the watch; empty: none
}

// startWatch watches until ctx ends.
func startWatch(ctx context.Context, file string, log *slog.Logger) *watch {
	w := &watch{
		changed: make(chan struct{}, 1), again: make(chan struct{}, 1), ended: make(chan struct{}),
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
	defer close(w.ended)
	for ctx.Err() == nil {
		w.watchOnce(ctx)
	}
}

// watchOnce watches until the watches have to be made anew. It lets go of all
// folders then: a folder that was removed could not be made again on some
// systems while we hold it.
func (w *watch) watchOnce(ctx context.Context) {
	events, err := fsnotify.NewWatcher()
	if err != nil {
		w.log.Warn("no change events; polling only", "err", err)
		select {
		case <-ctx.Done():
		case <-w.again:
		}
		return
	}
	defer events.Close()
	armed := make(chan struct{})
	go func() {
		defer close(armed)
		w.arm(events)
	}()
	over, again := ctx.Done(), w.again
	var arming <-chan struct{} // once it is over; nil before
	for {
		select {
		case <-over:
			over, again, arming = nil, nil, armed
		case <-again:
			over, again, arming = nil, nil, armed
		case <-arming:
			return
		case event := <-events.Events:
			w.take(event)
		case err := <-events.Errors:
			w.log.Debug("change events were lost; reading again", "err", err)
			ring(w.again)
		}
	}
}

func (w *watch) take(event fsnotify.Event) {
	if event.Op == fsnotify.Chmod {
		return // also how reading marks a file on some systems
	}
	watched := w.where()
	switch {
	case watched == w.folder && samePath(event.Name, w.file):
		ring(w.changed)
	case samePath(event.Name, watched): // the folder itself went
		ring(w.again)
	case watched != w.folder && event.Has(fsnotify.Create) && samePath(event.Name, w.below(watched)):
		ring(w.again)
	}
}

// arm watches the folder or the nearest one above it, and asks for a look,
// since something may have happened before the watch was there.
func (w *watch) arm(events *fsnotify.Watcher) {
	defer ring(w.changed)
	// Folders may come and go while we look for one; whoever makes them faster
	// than this is left to the poll.
	for range 10 {
		for _, path := range events.WatchList() {
			_ = events.Remove(path) // gone already, when its folder is
		}
		if !w.armNearest(events) {
			return
		}
		watched := w.where()
		if watched == w.folder {
			return
		}
		if _, err := os.Stat(w.below(watched)); err != nil {
			return
		}
	}
}

func (w *watch) armNearest(events *fsnotify.Watcher) bool {
	for folder := w.folder; ; folder = filepath.Dir(folder) {
		w.mark(folder) // before, so that what happens to it at once is understood
		err := events.Add(folder)
		if err == nil {
			return true
		}
		if !errors.Is(err, fs.ErrNotExist) || folder == filepath.Dir(folder) {
			w.mark("")
			w.log.Debug("no change events; polling only", "folder", folder, "err", err)
			return false
		}
	}
}

func (w *watch) mark(folder string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.watched = folder
}

func (w *watch) where() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.watched
}

// below is the next folder from the watched one towards the file's.
func (w *watch) below(watched string) string {
	rest, err := filepath.Rel(watched, w.folder)
	if err != nil {
		return w.folder
	}
	first, _, _ := strings.Cut(rest, string(filepath.Separator))
	return filepath.Join(watched, first)
}

// samePath ignores case, as some file systems do: at worst it costs a look.
func samePath(a, b string) bool {
	return strings.EqualFold(filepath.Clean(a), filepath.Clean(b))
}
