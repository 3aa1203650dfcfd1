//go:build !windows && !darwin

package tray

import (
	"context"
	"fmt"
	"os"

	"sentinel/platform/sessionbus"
)

// OnBus tells whether the icon can be put up, and the name that its item will
// have on the session bus. Without a bus the tray library would start one of
// its own, where nobody would see the icon.
func OnBus(ctx context.Context) (item string, ok bool) {
	bus, err := sessionbus.Connect(ctx)
	if err != nil {
		return "", false
	}
	_ = bus.Close()
	return fmt.Sprintf("org.kde.StatusNotifierItem-%d-1", os.Getpid()), true
}
