//go:build !windows && !darwin

package desktop

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"

	"sentinel/platform/sessionbus"
)

// settle is how long the tray library gets to register by itself with a new
// watcher. Were both to do it at once, the panel would show two icons.
const settle = 500 * time.Millisecond

func ensureRegistered(ctx context.Context, itemBusName string) error {
	bus, err := sessionbus.Connect(ctx)
	if errors.Is(err, sessionbus.ErrNone) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("watching over the tray icon: %w", err)
	}
	defer bus.Close()
	signals, err := listen(ctx, bus, itemBusName)
	if err != nil {
		return fmt.Errorf("watching over the tray icon: %w", err)
	}

	for {
		select {
		case <-time.After(settle):
		case <-ctx.Done():
			return nil
		}
		_ = registerIfMissing(ctx, bus, itemBusName) // a watcher that cannot answer is asked again at its next sign of life
		if !next(signals) {
			if ctx.Err() != nil {
				return nil
			}
			return errors.New("watching over the tray icon: the session bus has gone")
		}
	}
}

// registerIfMissing registers the item with a watcher that does not have it.
// Without a watcher, or before the item is on the bus, there is nothing to do.
func registerIfMissing(ctx context.Context, bus *dbus.Conn, item string) error {
	ctx, cancel := context.WithTimeout(ctx, sessionbus.Bound)
	defer cancel()
	if watcher, err := sessionbus.Owner(ctx, bus, watcherName); err != nil || watcher == "" {
		return err
	}
	unique, err := sessionbus.Owner(ctx, bus, item)
	if err != nil || unique == "" {
		return err
	}
	known, err := property[[]string](ctx, bus, "RegisteredStatusNotifierItems")
	if err != nil {
		return err
	}
	if slices.ContainsFunc(known, func(entry string) bool { return names(entry, item) || names(entry, unique) }) {
		return nil
	}
	return bus.Object(watcherName, watcherPath).
		CallWithContext(ctx, watcherName+".RegisterStatusNotifierItem", dbus.FlagNoAutoStart, item).Err
}

// names tells whether a watcher's entry is of this bus name. Watchers write
// the name alone, or the name with the object's path behind it.
func names(entry, busName string) bool {
	rest, ok := strings.CutPrefix(entry, busName)
	return ok && (rest == "" || rest[0] == '/' || rest[0] == '@')
}
