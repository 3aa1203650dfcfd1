package monitor

import "time"

// Sessions tell when a market is open. Outside of them a subject's silence is
// expected. Implementations may be called from any goroutine.
type Sessions interface {
	// At returns the span, of open or of closed market, that an instant lies in.
	At(t time.Time) Span
}

// Span is a time in which a market is open, or closed, without a break.
type Span struct {
	Open  bool
	Since time.Time // its first instant; zero when it has always been so
	Until time.Time // the first instant after it; zero when it stays so
}
