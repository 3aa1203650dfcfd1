// Package decode turns the bytes of status files, endpoints, posts and pings
// into heartbeats: layouts, encodings, timestamps, what a message means, what
// is wrong with a posted event, and the cleaning of text that robots wrote. It
// also tells by its content a heartbeat that was seen before.
//
// It is pure: no input, output, clocks or state of its own; every function may
// be called from any goroutine. Whatever the bytes are, it answers in time
// linear in their number and never panics. Nothing that it returns as a
// message holds control characters, characters that reorder text, or more than
// MaxMessage characters.
package decode
