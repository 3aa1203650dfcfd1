// Package view turns the state of the monitor into words: the one sentence that
// answers "am I all right?", the tray's icon, tooltip and menu, the texts of
// notifications, and the first line of `sentinelctl status`.
//
// It is pure: no input or output, no clock of its own, no state. All functions
// may be called from any goroutine. Tray, window and command line share it, so
// that they never tell different stories.
package view
