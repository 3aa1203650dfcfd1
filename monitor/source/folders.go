package source

import (
	"context"
	"log/slog"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/fsnotify/fsnotify"
)

// Folders shares the operating system's change events among all files: one
// watcher for all, since a user may have few of them. It may be used from any
// goroutine.
//
// One goroutine hands the events out and waits for nobody. Watches are put on
// folders by the goroutines of those who want them, since that can hang on a
// dead share, and on some systems does not get on while an event waits to be
// taken.
type Folders struct {
	ctx   context.Context
	log   *slog.Logger
	ended chan struct{} // closed when no folder is held any more

	mu      sync.Mutex
	begun   bool
	events  *fsnotify.Watcher // nil when there is none to be had
	wanting map[string]map[*watch]struct{}
}

// NewFolders returns a Folders that holds folders until ctx ends.
func NewFolders(ctx context.Context, log *slog.Logger) *Folders {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Folders{ctx: ctx, log: log, ended: make(chan struct{}), wanting: make(map[string]map[*watch]struct{})}
}

// begin makes the watcher when the first folder is wanted; nil when the system
// has none left.
func (f *Folders) begin() *fsnotify.Watcher {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.begun {
		return f.events
	}
	f.begun = true
	events, err := fsnotify.NewWatcher()
	if err != nil {
		f.log.Warn("no change events; polling only", "err", err)
		close(f.ended)
		return nil
	}
	f.events = events
	go f.run(events)
	return events
}

func (f *Folders) run(events *fsnotify.Watcher) {
	defer close(f.ended)
	for {
		select {
		case <-f.ctx.Done():
			letGo(events)
			return
		case event := <-events.Events:
			if event.Op == fsnotify.Chmod {
				continue // also how reading marks a file on some systems
			}
			for _, w := range f.concerned(event.Name) {
				w.take(event)
			}
		case err := <-events.Errors:
			f.log.Debug("change events were lost; reading again", "err", err)
			for _, w := range f.all() {
				w.renew()
			}
		}
	}
}

// letGo closes the watcher and takes what it still has to say: on Windows it
// waits for that before it ends.
func letGo(events *fsnotify.Watcher) {
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		_ = events.Close()
	}()
	told, failed := events.Events, events.Errors
	for {
		select {
		case _, more := <-told:
			if !more {
				told = nil
			}
		case _, more := <-failed:
			if !more {
				failed = nil
			}
		case <-closed:
			return
		}
	}
}

// removable: single folders can be taken out of the watcher. On Windows its
// handles are then closed while the system still writes to them; there a folder
// stays watched until the watcher ends, and the poll finds what that misses.
const removable = runtime.GOOS != "windows"

// add puts a watch on a folder, anew when another folder may have its name by
// now. Whatever that loses, those who want the folder look for.
func (f *Folders) add(folder string, anew bool) error {
	events := f.begin()
	if events == nil {
		return fsnotify.ErrClosed
	}
	if !anew || !removable {
		return events.Add(folder)
	}
	_ = events.Remove(folder) // gone already, when the folder is
	err := events.Add(folder)
	for _, w := range f.concerned(folder) {
		ring(w.changed)
	}
	return err
}

// move notes which folder a watch wants now; empty: none.
func (f *Folders) move(w *watch, from, to string) {
	f.mu.Lock()
	if wanting := f.wanting[from]; wanting != nil {
		delete(wanting, w)
	}
	if to != "" {
		if f.wanting[to] == nil {
			f.wanting[to] = make(map[*watch]struct{})
		}
		f.wanting[to][w] = struct{}{}
	}
	deserted := from != "" && len(f.wanting[from]) == 0
	if deserted {
		delete(f.wanting, from)
	}
	events := f.events
	f.mu.Unlock()
	// At the end the watcher closes as a whole: to take single folders out
	// meanwhile makes it close their handles twice on Windows.
	if deserted && events != nil && removable && f.ctx.Err() == nil {
		_ = events.Remove(from)
	}
}

// concerned are the watches on the folder of that name, or of that file.
func (f *Folders) concerned(name string) []*watch {
	name = filepath.Clean(name)
	f.mu.Lock()
	defer f.mu.Unlock()
	var found []*watch
	for _, folder := range [...]string{name, filepath.Dir(name)} {
		for w := range f.wanting[folder] {
			found = append(found, w)
		}
	}
	return found
}

func (f *Folders) all() []*watch {
	f.mu.Lock()
	defer f.mu.Unlock()
	var found []*watch
	for _, wanting := range f.wanting {
		for w := range wanting {
			found = append(found, w)
		}
	}
	return found
}
