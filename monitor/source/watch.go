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
type watch struct {
	changed chan struct{} // room for one

	folders *Folders // nil: nothing tells of changes
	file    string   // absolute
	folder  string
	log     *slog.Logger

	mu      sync.Mutex
	watched string // the folder that has or is about to get the watch; empty: none
	arming  bool   // a goroutine puts up watches
	again   bool   // and has to begin again
	armed   bool   // it has done so before
	over    bool
}

// watch watches a file until ctx ends. A nil Folders watches nothing.
func (f *Folders) watch(ctx context.Context, file string, log *slog.Logger) *watch {
	w := &watch{changed: make(chan struct{}, 1), folders: f, file: file, folder: filepath.Dir(file), log: log}
	w.renew()
	context.AfterFunc(ctx, w.end)
	return w
}

func ring(bell chan struct{}) {
	select {
	case bell <- struct{}{}:
	default:
	}
}

// renew asks for the watches to be made anew. It never blocks.
func (w *watch) renew() {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.folders == nil || w.over:
	case w.arming:
		w.again = true
	default:
		w.arming = true
		go w.keepArming()
	}
}

// end lets go of the folder, or leaves that to the goroutine that is about to
// take it.
func (w *watch) end() {
	w.mu.Lock()
	w.over = true
	arming := w.arming
	w.mu.Unlock()
	if w.folders != nil && !arming {
		w.mark("")
	}
}

func (w *watch) keepArming() {
	for more := true; more; {
		w.arm()
		w.mu.Lock()
		more = w.again && !w.over
		w.arming, w.again, w.armed = more, false, true
		over := w.over
		w.mu.Unlock()
		if over {
			w.mark("")
		}
	}
}

func (w *watch) take(event fsnotify.Event) {
	watched := w.where()
	switch {
	case watched == w.folder && samePath(event.Name, w.file):
		ring(w.changed)
	case samePath(event.Name, watched): // the folder itself went
		w.renew()
	case watched != w.folder && event.Has(fsnotify.Create) && samePath(event.Name, w.below(watched)):
		w.renew()
	}
}

// arm watches the folder or the nearest one above it, and asks for a look,
// since something may have happened before the watch was there.
func (w *watch) arm() {
	defer ring(w.changed)
	// Folders may come and go while we look for one; whoever makes them faster
	// than this is left to the poll.
	for range 10 {
		if !w.armNearest() {
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

func (w *watch) armNearest() bool {
	w.mu.Lock()
	anew := w.armed
	w.mu.Unlock()
	for folder := w.folder; ; folder = filepath.Dir(folder) {
		// A dead share hangs here, where it holds up nobody else.
		_, err := os.Stat(folder)
		if err == nil {
			w.mark(folder) // before, so that what happens to it at once is understood
			err = w.folders.add(folder, anew)
		}
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
	before := w.watched
	w.watched = folder
	w.mu.Unlock()
	if before != folder {
		w.folders.move(w, before, folder)
	}
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
