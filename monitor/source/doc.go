// Package source looks at the places where heartbeats appear, status files and
// polled endpoints, and tells a Sink what each look came to.
//
// A source belongs to the goroutine that calls its Run; the Sink is called from
// that goroutine only. Every other exported method may be called from any
// goroutine at any time and never waits: what can hang (a read on a dead share,
// a request) runs in a goroutine of its own, at most one for each source, and
// is left behind when Run ends.
//
// Sources do not know each other, nor what becomes of their reports. What they
// share is a Ticks, so that polls of equal period cost one timer.
package source
