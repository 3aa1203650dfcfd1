package desktop_test

import (
	"sync"
	"testing"

	"github.com/godbus/dbus/v5"

	"sentinel/platform/sessionbus/bustest"
)

const (
	watcherName = "org.kde.StatusNotifierWatcher"
	watcherPath = dbus.ObjectPath("/StatusNotifierWatcher")
	itemName    = "org.kde.StatusNotifierItem-4711-1"
)

// watcher plays what keeps a desktop's list of tray icons.
type watcher struct {
	bus        *dbus.Conn
	registered chan string   // each registration that arrives
	looked     chan struct{} // each look at the list of items

	mu    sync.Mutex
	host  bool
	items []string
}

// watch makes a watcher that nobody can find before it owns its name.
func watch(t *testing.T, bus *bustest.Bus, host bool, items ...string) *watcher {
	t.Helper()
	w := &watcher{
		bus: bus.Connect(t), host: host, items: items,
		registered: make(chan string, 100), looked: make(chan struct{}, 100),
	}
	for face, part := range map[string]any{watcherName: list{w}, "org.freedesktop.DBus.Properties": properties{w}} {
		if err := w.bus.Export(part, watcherPath, face); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

func (w *watcher) appear(t *testing.T)    { t.Helper(); bustest.Own(t, w.bus, watcherName) }
func (w *watcher) disappear(t *testing.T) { t.Helper(); bustest.Disown(t, w.bus, watcherName) }

// set changes whether there is a host, and says so.
func (w *watcher) set(t *testing.T, host bool) {
	t.Helper()
	w.mu.Lock()
	w.host = host
	w.mu.Unlock()
	signal := ".StatusNotifierHostUnregistered"
	if host {
		signal = ".StatusNotifierHostRegistered"
	}
	if err := w.bus.Emit(watcherPath, watcherName+signal); err != nil {
		t.Fatal(err)
	}
}

// forget drops all items, and says so of one.
func (w *watcher) forget(t *testing.T, item string) {
	t.Helper()
	w.mu.Lock()
	w.items = nil
	w.mu.Unlock()
	if err := w.bus.Emit(watcherPath, watcherName+".StatusNotifierItemUnregistered", item); err != nil {
		t.Fatal(err)
	}
}

// list and properties are the two faces of a watcher.
type (
	list       struct{ *watcher }
	properties struct{ *watcher }
)

func (l list) RegisterStatusNotifierItem(service string) *dbus.Error {
	l.mu.Lock()
	l.items = append(l.items, service+"/StatusNotifierItem")
	l.mu.Unlock()
	l.registered <- service
	return nil
}

func (p properties) Get(_, name string) (dbus.Variant, *dbus.Error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch name {
	case "IsStatusNotifierHostRegistered":
		return dbus.MakeVariant(p.host), nil
	case "RegisteredStatusNotifierItems":
		p.looked <- struct{}{}
		return dbus.MakeVariant(append([]string{}, p.items...)), nil
	}
	return dbus.Variant{}, dbus.MakeFailedError(dbus.ErrMsgInvalidArg)
}
