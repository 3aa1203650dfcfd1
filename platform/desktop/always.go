//go:build windows || darwin

package desktop

import "context"

// A taskbar and a menu bar are part of these systems.

func display() bool { return true }

func trayHost(context.Context) (bool, string) { return true, "" }

func watchTrayHost(ctx context.Context) <-chan bool {
	hosts := make(chan bool, 1)
	hosts <- true
	context.AfterFunc(ctx, func() { close(hosts) })
	return hosts
}

func ensureRegistered(context.Context, string) error { return nil }
