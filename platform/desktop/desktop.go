// Package desktop knows what surrounds a tray program: whether there is a
// display for a window, and whether anything shows tray icons.
//
// On Linux and the BSDs it watches the session bus on connections of its own,
// by signals alone; on Windows it waits for the taskbar; a Mac always has its
// menu bar. Any goroutine may call it. What watches ends with its context.
package desktop

import "context"

// Display tells whether a window could be shown.
func Display() bool { return display() }

// TrayHost tells whether something shows tray icons now, and if not, why, in a
// sentence that says what to do.
func TrayHost(ctx context.Context) (ok bool, why string) { return trayHost(ctx) }

// WatchTrayHost sends whether something shows tray icons: once now, and at
// each change. Only the latest value waits for a slow reader. The channel is
// closed when ctx ends.
func WatchTrayHost(ctx context.Context) <-chan bool { return watchTrayHost(ctx) }

// EnsureRegistered keeps our tray icon known to whatever shows icons, until
// ctx ends: when a watcher appears without it, as after a panel's crash, the
// icon is registered by the bus name that its item owns. Without a session
// bus, and where trays are no D-Bus matter, it returns at once; it returns an
// error when the bus goes away.
func EnsureRegistered(ctx context.Context, itemBusName string) error {
	return ensureRegistered(ctx, itemBusName)
}

// WaitTaskbar waits until icons can be put into the tray: on Windows a program
// started at logon can be earlier than the taskbar, and would never get its
// icon. Elsewhere it returns at once. Its error is that of ctx.
func WaitTaskbar(ctx context.Context) error { return waitTaskbar(ctx) }

// AllowSetForeground lets the process with this ID bring its window to the
// front, which Windows grants only to who holds the front itself. Elsewhere it
// does nothing.
func AllowSetForeground(pid int) error { return allowSetForeground(pid) }
