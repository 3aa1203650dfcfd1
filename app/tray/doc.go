// Package tray shows the state of a monitor as an icon with a tooltip and a
// menu, and opens the Heartbeat Monitor window.
//
// One goroutine, in Tray's owner.go, owns the icon: it alone touches the tray
// library, changes only what differs from what is shown, and at most four times
// a second. It never waits for the monitor: another goroutine asks, and when the
// answer does not come the owner says "I don't know" by itself. While all is
// well nothing ticks but a question every few seconds whether the monitor still
// answers.
//
// Run belongs on the main goroutine. Attach, Show, Say and Quit may be called
// from any. The window lives in a process of its own, see launcher.go; the tray
// survives its death.
package tray
