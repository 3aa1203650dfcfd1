// Package decode turns the bytes of status files and endpoints into
// heartbeats: layouts, encodings, timestamps, what a message means, and the
// cleaning of text that robots wrote.
//
// It is pure: no input, output, clocks or state of its own; every function may
// be called from any goroutine. Whatever the bytes are, it answers in time
// linear in their number and never panics. Nothing that it returns as a
// message holds control characters, characters that reorder text, or more than
// MaxMessage characters.
package decode
