// Package monitor is Sentinel's domain: the words of heartbeat monitoring and
// the rules that need nothing else.
//
// A subject is whatever has a heartbeat: a robot, or an account that a robot
// trades. Sources (a status file, a polled endpoint) turn their world into
// Reports; the engine applies them and keeps one Subject for each key; readers
// (tray, window, command line, API) see Subjects only.
//
// The package imports the standard library alone and does no input or output.
// All types are plain values: copy them freely, share them between goroutines
// once they are no longer written to.
package monitor
