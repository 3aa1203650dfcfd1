// Package sessionbus connects to the user's D-Bus session bus.
//
// Every connection is its caller's own: the shared one of the D-Bus library
// belongs to the tray library, which leaves the bus for good when it sees a
// foreign signal. No bus is ever started. Any goroutine may call Connect.
package sessionbus

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/godbus/dbus/v5"
)

// ErrNone means that no session bus runs for this user.
var ErrNone = errors.New("no D-Bus session bus is running for this user")

// Bound is how long a well bus and the services on it may take to answer.
const Bound = 2 * time.Second

// Connect opens a connection that lives until it is closed or ctx ends. It
// takes at most Bound. Its error wraps ErrNone when there is no bus.
func Connect(ctx context.Context) (*dbus.Conn, error) {
	type outcome struct {
		bus *dbus.Conn
		err error
	}
	settled := make(chan outcome)
	given := make(chan struct{})
	defer close(given)
	life, end := context.WithCancel(ctx)
	go func() {
		bus, err := connect(life)
		select {
		case settled <- outcome{bus, err}:
		case <-given: // too late: nobody wants it
			if bus != nil {
				_ = bus.Close()
			}
		}
	}()

	timer := time.NewTimer(Bound)
	defer timer.Stop()
	select {
	case got := <-settled:
		if got.err != nil {
			end()
			return nil, got.err
		}
		context.AfterFunc(got.bus.Context(), end)
		return got.bus, nil
	case <-timer.C:
		end()
		return nil, fmt.Errorf("the D-Bus session bus did not answer within %v: %w", Bound, context.DeadlineExceeded)
	case <-ctx.Done():
		end()
		return nil, ctx.Err()
	}
}

func connect(ctx context.Context) (*dbus.Conn, error) {
	bus, err := dbus.SessionBusPrivateNoAutoStartup(
		dbus.WithContext(ctx),
		dbus.WithSignalHandler(dbus.NewSequentialSignalHandler()), // the default one may change signals' order
	)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNone, err)
	}
	if err := bus.Auth(nil); err != nil {
		_ = bus.Close()
		return nil, fmt.Errorf("the D-Bus session bus refused us: %w", err)
	}
	if err := bus.Hello(); err != nil {
		_ = bus.Close()
		return nil, fmt.Errorf("the D-Bus session bus refused us: %w", err)
	}
	return bus, nil
}

// Owner gives the unique name of who owns a well-known name, "" when nobody
// does.
func Owner(ctx context.Context, bus *dbus.Conn, name string) (string, error) {
	var owner string
	err := bus.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.GetNameOwner", 0, name).Store(&owner)
	var refused dbus.Error
	if errors.As(err, &refused) && refused.Name == "org.freedesktop.DBus.Error.NameHasNoOwner" {
		return "", nil
	}
	return owner, err
}
