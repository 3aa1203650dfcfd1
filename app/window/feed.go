package window

import (
	"context"
	"sync/atomic"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
)

// How often the feed asks. Events make it ask sooner; the beat without events
// proves that the monitor still answers.
const (
	leastGap   = 250 * time.Millisecond
	beatGap    = 5 * time.Second
	failedGap  = time.Second
	staleAfter = 3 * beatGap // without an answer for so long, what is shown is old
)

// snapshot is what the monitor said at one moment. It is not written to once
// it has been handed over.
type snapshot struct {
	page    monitor.Page      // the most urgent of all; all of them when list is nil
	list    *list             // the part of a long list that was wished for
	beside  []monitor.Subject // others that were wished for by their keys
	sources []api.SourceInfo
	info    api.Info
	at      time.Time // when it answered; zero before the first answer
	failing time.Time // since when it has not answered; zero while it does
	err     error     // why not
}

// long tells that there are more subjects than the monitor gives at once.
func (s *snapshot) long() bool { return s.list != nil }

// subject returns a subject of any part of the snapshot; nil when it has none
// of that key.
func (s *snapshot) subject(key monitor.Key) *monitor.Subject {
	parts := [][]monitor.Subject{s.beside, s.page.Subjects}
	if s.long() {
		parts = append(parts, s.list.subjects)
	}
	for _, part := range parts {
		for i := range part {
			if part[i].Key == key {
				return &part[i]
			}
		}
	}
	return nil
}

// feed asks the monitor and hands over what it says.
type feed struct {
	dial    Dial
	deliver func(snapshot) // called from the feed's goroutine

	hidden  atomic.Bool
	wanted  atomic.Pointer[wish]
	backend atomic.Pointer[Backend] // the monitor as last found; nil before
	wake    chan struct{}
}

func newFeed(dial Dial, deliver func(snapshot)) *feed {
	return &feed{dial: dial, deliver: deliver, wake: make(chan struct{}, 1)}
}

// poke asks for a look now. It may be called from any goroutine.
func (f *feed) poke() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// setHidden stops and resumes the asking. It may be called from any goroutine.
func (f *feed) setHidden(hidden bool) {
	f.hidden.Store(hidden)
	f.poke()
}

// setWish changes which part of a long list is asked for; a list that the
// monitor gives at once is always asked for whole. Of several wishes between
// two questions only the newest counts. It may be called from any goroutine.
func (f *feed) setWish(w wish) {
	f.wanted.Store(&w)
	f.poke()
}

// current returns the monitor as last found.
func (f *feed) current() (Backend, bool) {
	b := f.backend.Load()
	if b == nil {
		return nil, false
	}
	return *b, true
}

// run asks until ctx ends.
func (f *feed) run(ctx context.Context) {
	var last snapshot
	listening := func() {}
	defer func() { listening() }()
	for ctx.Err() == nil {
		if f.hidden.Load() {
			f.wait(ctx, 0)
			continue
		}
		if last.err != nil || last.at.IsZero() {
			listening() // to a monitor that may have gone
			listening = f.find(ctx)
		}
		last = f.ask(ctx, last)
		if ctx.Err() != nil {
			return
		}
		f.deliver(last)
		gap := beatGap
		if last.err != nil {
			gap = failedGap
		}
		// The shortest gap first: what comes within it is one more look, not many.
		select {
		case <-ctx.Done():
		case <-time.After(leastGap):
		}
		f.wait(ctx, gap-leastGap)
	}
}

// wait returns when somebody pokes, or after so long; 0 is for ever.
func (f *feed) wait(ctx context.Context, gap time.Duration) {
	var after <-chan time.Time
	if gap > 0 {
		timer := time.NewTimer(gap)
		defer timer.Stop()
		after = timer.C
	}
	select {
	case <-ctx.Done():
	case <-f.wake:
	case <-after:
	}
}

// find looks for the monitor and listens to its events; stop ends that.
func (f *feed) find(ctx context.Context) (stop func()) {
	backend, err := f.dial()
	if err != nil {
		f.backend.Store(nil)
		return func() {}
	}
	f.backend.Store(&backend)
	ctx, cancel := context.WithCancel(ctx)
	go f.listen(ctx, backend)
	return cancel
}

func (f *feed) listen(ctx context.Context, backend Backend) {
	for ctx.Err() == nil {
		for _, err := range backend.Events(ctx) {
			if err != nil {
				break
			}
			f.poke()
		}
		f.poke() // a stream that breaks is the first sign that the monitor has gone
		select {
		case <-ctx.Done():
		case <-time.After(failedGap):
		}
	}
}

// ask makes the next snapshot: a fresh one, or the last with what went wrong.
func (f *feed) ask(ctx context.Context, last snapshot) snapshot {
	next, err := f.fetch(ctx)
	if err == nil {
		return next
	}
	if last.failing.IsZero() {
		last.failing = time.Now()
	}
	last.err = err
	return last
}

func (f *feed) fetch(ctx context.Context) (snapshot, error) {
	backend, found := f.current()
	if !found {
		_, err := f.dial()
		if err == nil {
			err = api.ErrNoMonitor
		}
		return snapshot{}, err
	}
	var wanted wish
	if w := f.wanted.Load(); w != nil {
		wanted = *w
	}
	next, err := wanted.fetch(ctx, backend)
	if err != nil {
		return snapshot{}, err
	}
	if next.sources, err = backend.Sources(ctx); err != nil {
		return snapshot{}, err
	}
	if next.info, err = backend.Info(ctx); err != nil {
		return snapshot{}, err
	}
	return next, nil
}
