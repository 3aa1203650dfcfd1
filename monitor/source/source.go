package source

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"sentinel/monitor"
)

// Sink takes the reports of a source, from the source's own goroutine. It may
// block shortly.
type Sink func(monitor.Report)

// Source is one place where a subject's heartbeats appear.
type Source interface {
	// Name is the configured name, unique among sources.
	Name() string
	// Run looks until ctx ends and then returns nil. Call it once.
	Run(ctx context.Context, sink Sink) error
	// Look asks for a look now, after waking or because a person asked. Its
	// outcome is always reported, also when nothing moved. It never blocks.
	Look()
	// State tells how the source fares. It never blocks.
	State() State
}

// State is how a source fares, for the API and the window's footer.
type State struct {
	Name string
	Kind string // file or http
	// Where is the path or the URL, without credentials and query.
	Where string

	Healthy  bool          // the latest look found what it looks for
	Why      string        // a sentence for a person; empty when healthy
	LastLook time.Time     // when the latest look ended; zero before the first
	Latency  time.Duration // how long the latest look took
	Host     string        // host name of an endpoint; empty for files
	Cause    monitor.Cause // of the trouble; empty when healthy, and for a file that is not there (yet)
}

// desk is what both kinds of source have: the state that anyone may read, and
// the bell that anyone may ring.
type desk struct {
	log  *slog.Logger
	bell chan struct{}

	mu    sync.Mutex
	state State
}

func newDesk(state State, log *slog.Logger) *desk {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &desk{
		log:   log.With("source", state.Name),
		bell:  make(chan struct{}, 1),
		state: state,
	}
}

// Name implements Source.
func (d *desk) Name() string { return d.State().Name }

// State implements Source.
func (d *desk) State() State {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.state
}

// Look implements Source.
func (d *desk) Look() {
	select {
	case d.bell <- struct{}{}:
	default: // a look that was asked for is still to come
	}
}

// looked notes how a look went; why is empty when all is well.
func (d *desk) looked(began time.Time, cause monitor.Cause, why string) {
	now := time.Now()
	d.mu.Lock()
	before := d.state
	d.state.LastLook, d.state.Latency = now.Round(0), now.Sub(began)
	d.state.Healthy, d.state.Cause, d.state.Why = why == "", cause, why
	d.mu.Unlock()

	switch {
	case why != "" && before.Why != why && cause == monitor.CauseNone:
		d.log.Info("source is not there yet", "why", why)
	case why != "" && before.Why != why:
		d.log.Warn("source fails", "cause", string(cause), "why", why)
	case why == "" && before.Why != "":
		d.log.Info("source is well again")
	}
}
