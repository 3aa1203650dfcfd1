//go:build !windows && !darwin

package desktop

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/godbus/dbus/v5"

	"sentinel/platform/sessionbus"
)

const (
	watcherName = "org.kde.StatusNotifierWatcher"
	watcherPath = "/StatusNotifierWatcher"
)

func display() bool {
	return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
}

func trayHost(ctx context.Context) (bool, string) {
	bus, err := sessionbus.Connect(ctx)
	if errors.Is(err, sessionbus.ErrNone) {
		return false, "no D-Bus session bus is running, so there is no tray: log in to a desktop, or start sentinel with dbus-run-session"
	}
	if err != nil {
		return false, fmt.Sprintf("the tray cannot be asked for: %v", err)
	}
	defer bus.Close()
	return askHost(ctx, bus)
}

// askHost asks the watcher, which keeps the list of icons, whether a host
// shows them.
func askHost(ctx context.Context, bus *dbus.Conn) (bool, string) {
	ctx, cancel := context.WithTimeout(ctx, sessionbus.Bound)
	defer cancel()
	owner, err := sessionbus.Owner(ctx, bus, watcherName)
	if err != nil {
		return false, fmt.Sprintf("the session bus does not say whether there is a tray: %v", err)
	}
	if owner == "" {
		return false, "nothing here shows tray icons: on GNOME install the AppIndicator extension; elsewhere add the status tray to the panel"
	}
	registered, err := property[bool](ctx, bus, "IsStatusNotifierHostRegistered")
	if err != nil {
		return false, fmt.Sprintf("the desktop's tray does not answer: %v", err)
	}
	if !registered {
		return false, "the desktop knows tray icons, but no panel shows them: add the status tray to the panel"
	}
	return true, ""
}

func property[T any](ctx context.Context, bus *dbus.Conn, name string) (T, error) {
	var value dbus.Variant
	var typed T
	err := bus.Object(watcherName, watcherPath).
		CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", dbus.FlagNoAutoStart, watcherName, name).
		Store(&value)
	if err == nil {
		err = value.Store(&typed)
	}
	return typed, err
}

func watchTrayHost(ctx context.Context) <-chan bool {
	hosts := make(chan bool, 1)
	go func() {
		defer close(hosts)
		w := watch{latest: hosts}
		w.run(ctx)
		<-ctx.Done() // without a bus nothing can change any more
	}()
	return hosts
}

// watch sends each change of what askHost answers.
type watch struct {
	latest chan bool
	known  bool // something was sent
	last   bool
}

func (w *watch) run(ctx context.Context) {
	defer func() {
		if ctx.Err() == nil {
			w.send(false)
		}
	}()
	bus, err := sessionbus.Connect(ctx)
	if err != nil {
		return
	}
	defer bus.Close()
	signals, err := listen(ctx, bus)
	if err != nil {
		return
	}
	for {
		ok, _ := askHost(ctx, bus)
		if ctx.Err() != nil {
			return
		}
		w.send(ok)
		if !next(signals) {
			return
		}
	}
}

// send puts the value in the place of one that nobody has read yet.
func (w *watch) send(ok bool) {
	if w.known && w.last == ok {
		return
	}
	w.known, w.last = true, ok
	select {
	case <-w.latest:
	default:
	}
	w.latest <- ok
}

// listen subscribes to the watcher's signals, and to watchers and the further
// names coming and going. The channel is closed with the connection.
func listen(ctx context.Context, bus *dbus.Conn, names ...string) (chan *dbus.Signal, error) {
	signals := make(chan *dbus.Signal, 16)
	bus.Signal(signals)
	matches := [][]dbus.MatchOption{{dbus.WithMatchSender(watcherName), dbus.WithMatchInterface(watcherName)}}
	for _, name := range append(names, watcherName) {
		matches = append(matches, []dbus.MatchOption{
			dbus.WithMatchSender("org.freedesktop.DBus"), dbus.WithMatchInterface("org.freedesktop.DBus"),
			dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, name),
		})
	}
	ctx, cancel := context.WithTimeout(ctx, sessionbus.Bound)
	defer cancel()
	for _, match := range matches {
		if err := bus.AddMatchSignalContext(ctx, match...); err != nil {
			return nil, fmt.Errorf("listening to the session bus: %w", err)
		}
	}
	return signals, nil
}

// next waits for a signal and takes those with it that have come already: one
// look answers them all. It is false when the connection has ended.
func next(signals chan *dbus.Signal) bool {
	_, open := <-signals
	for open {
		select {
		case _, open = <-signals:
		default:
			return true
		}
	}
	return false
}
