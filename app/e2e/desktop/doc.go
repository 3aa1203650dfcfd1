// Package desktop starts a whole Linux desktop without a screen and looks at it as its user would: an X server, a window
// manager, a D-Bus session, a panel with a tray, and a notification server, all of them real, in a home folder of their
// own. It owns these processes and what is started on them, and ends them all.
//
// A Desktop's methods may be called from any goroutine; each that waits does so for a condition, for at most Patience.
package desktop
