package engine

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"sentinel/monitor"
)

const (
	// longestWait bounds how long the engine may not notice that the machine
	// slept: Go's timers stand still then.
	longestWait = 15 * time.Second
	// oversleep is how much later than meant the engine may wake before it
	// takes that as having been away: stopped, or starved by other programs. It
	// is short: for a robot that beats every second, so is its threshold.
	oversleep = time.Second
	// doze is how much sleep of the machine counts as having been away.
	doze = time.Second
	// DefaultHold is how long judgement waits, after we were away, for the
	// sources to look first.
	DefaultHold = 15 * time.Second
)

// ErrStopped is returned by methods of an engine that does not run any more.
var ErrStopped = errors.New("the monitor has stopped")

// Options say how an engine works.
type Options struct {
	Clock        monitor.Clock
	Log          *slog.Logger
	RecoverAfter int                    // beats until an incident closes; 0 means 1
	Saved        []monitor.SavedSubject // what an earlier run kept
	Watched      []Watched              // what the configuration watches
	OnGap        func()                 // called when we were away: all sources should look now; must not block
	OnChange     func()                 // called whenever something changed; must not block
	Online       func() bool            // whether this machine has a route to anywhere; nil: not known, so yes
	Hold         time.Duration          // 0 means DefaultHold
}

// Watched is a subject that the configuration names, with its source.
type Watched struct {
	Key     monitor.Key
	Source  string
	Host    string // of an endpoint beyond loopback; empty otherwise
	Rhythm  monitor.Rhythm
	BuiltIn bool // the default source that nobody configured
}

// Engine owns the state of all subjects. Make one with New, run it with Run.
type Engine struct {
	options Options
	log     *slog.Logger
	reports chan monitor.Report
	calls   chan func()
	stopped chan struct{}
	urgent  chan struct{} // something waits to be written that a crash must not lose
	stale   chan struct{} // something waits to be written

	// Owned by Run's goroutine from here on.
	records  map[monitor.Key]*record
	waiting  *deadlines
	network  network
	reading  monitor.Reading // the latest
	wake     time.Duration   // when the engine meant to wake
	version  uint64
	snapshot *Snapshot // of that version
	dirty    map[monitor.Key]bool
	changes  []monitor.Transition
}

// New makes an engine from what was saved and what is watched. It judges
// nothing before the sources have looked, or the hold is over.
func New(o Options) *Engine {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Hold == 0 {
		o.Hold = DefaultHold
	}
	if o.OnGap == nil {
		o.OnGap = func() {}
	}
	if o.Online == nil {
		o.Online = func() bool { return true }
	}
	if o.OnChange == nil {
		o.OnChange = func() {}
	}
	e := &Engine{
		options: o,
		log:     o.Log,
		reports: make(chan monitor.Report, 256),
		calls:   make(chan func()),
		stopped: make(chan struct{}),
		urgent:  make(chan struct{}, 1),
		stale:   make(chan struct{}, 1),
		records: map[monitor.Key]*record{},
		waiting: newDeadlines(),
		dirty:   map[monitor.Key]bool{},
		reading: o.Clock(),
	}
	e.wake = e.reading.Steady
	e.restore(o.Saved)
	e.watch(o.Watched)
	return e
}

// Run owns the state until ctx ends. It is called once.
func (e *Engine) Run(ctx context.Context) error {
	defer close(e.stopped)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			e.takeReports()
			e.serveLast()
			return nil
		case report := <-e.reports:
			e.tick()
			e.take(report)
		case call := <-e.calls:
			e.tick()
			call()
		case <-timer.C:
			e.tick()
		}
		e.takeReports()
		e.passDue()
		timer.Reset(e.untilNext())
	}
}

// Submit hands a report to the engine. It waits while the engine is busy.
func (e *Engine) Submit(report monitor.Report) {
	select {
	case e.reports <- report:
	case <-e.stopped:
	}
}

// Watch makes the given subjects the ones that are watched: new ones are
// added, those that are not named any more are removed, rhythms take effect.
func (e *Engine) Watch(ctx context.Context, watched []Watched, recoverAfter int) error {
	return e.do(ctx, func() error {
		e.options.RecoverAfter = recoverAfter
		e.watch(watched)
		return nil
	})
}

// do runs f on the owning goroutine and returns its error.
func (e *Engine) do(ctx context.Context, f func() error) error {
	done := make(chan error, 1)
	select {
	case e.calls <- func() { done <- f() }:
	case <-e.stopped:
		return ErrStopped
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-done:
		return err
	case <-e.stopped:
	}
	select {
	case err := <-done: // it was the last that Run did
		return err
	default:
		return ErrStopped
	}
}

// serveLast answers callers that came before the end.
func (e *Engine) serveLast() {
	for {
		select {
		case call := <-e.calls:
			call()
		default:
			return
		}
	}
}

// takeReports applies everything that waits, before any deadline is judged: a
// beat that came in time must not lose a race against the clock.
func (e *Engine) takeReports() {
	for {
		select {
		case report := <-e.reports:
			e.take(report)
		default:
			return
		}
	}
}

// tick reads the clocks and notices that we were away.
func (e *Engine) tick() {
	before := e.reading
	e.reading = e.options.Clock()
	slept := e.reading.Asleep - before.Asleep
	asleep := slept > doze
	if asleep || e.reading.Steady > e.wake+oversleep {
		e.log.Info("was away; looking at all sources before judging", "slept", slept.Round(time.Second),
			"for", (e.reading.Steady - before.Steady).Round(time.Second))
		e.holdAll(before.Steady, asleep)
		e.options.OnGap()
	}
}

// holdAll holds all subjects as they were at an instant. A hold that runs is
// prolonged only by sleep: on a machine that starves us all the time, judgement
// must come nevertheless.
func (e *Engine) holdAll(at time.Duration, asleep bool) {
	for key, old := range e.records {
		r := old.clone()
		for i := range r.feeds {
			if !r.feeds[i].held || asleep {
				r.hold(&r.feeds[i], at, e.reading.Steady+e.options.Hold)
			}
		}
		e.publish(key, r)
	}
	e.wake = e.reading.Steady
}

// hold lets time stand still for a feed until its source has looked.
func (r *record) hold(f *feed, at, ends time.Duration) {
	if !f.held || at < f.heldAt {
		f.heldAt = at
	}
	f.held, f.holdEnds = true, ends
}

func (e *Engine) take(report monitor.Report) {
	old, known := e.records[report.Key]
	if !known || old.feedIndex(report.Source) < 0 {
		return // a source that is not watched any more
	}
	e.observeNetwork(report)
	r := e.records[report.Key].clone()
	age := report.Age + max(0, time.Since(report.At))
	changes := r.apply(report, age, e.moment())
	e.commit(report.Key, r, changes)
}

func (e *Engine) moment() moment {
	return moment{now: e.reading.Steady, wall: e.reading, recoverAfter: e.options.RecoverAfter}
}

func (e *Engine) passDue() {
	for {
		key, due := e.waiting.due(e.reading.Steady)
		if !due {
			return
		}
		r := e.records[key].clone()
		changes := r.pass(e.moment())
		e.commit(key, r, changes)
	}
}

// commit publishes a record and hands its changes on.
func (e *Engine) commit(key monitor.Key, r *record, changes []change) {
	e.publish(key, r)
	e.queue(changes)
}

func (e *Engine) publish(key monitor.Key, r *record) {
	e.records[key] = r
	e.waiting.set(key, r.nextChange(e.reading.Steady))
	e.dirty[key] = true
	e.changed()
	signal(e.stale)
}

func (e *Engine) changed() {
	e.version++
	e.options.OnChange()
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func (e *Engine) untilNext() time.Duration {
	wait := longestWait
	if next := e.waiting.next(); next != never {
		wait = min(wait, max(0, next-e.reading.Steady))
	}
	e.wake = e.reading.Steady + wait
	return wait
}

// watch makes the records agree with what is watched.
func (e *Engine) watch(watched []Watched) {
	named := map[monitor.Key]bool{}
	for _, w := range watched {
		named[w.Key] = true
		var r *record
		if old, known := e.records[w.Key]; known {
			r = old.clone()
		} else {
			r = newRecord(w, e.reading.Steady)
			signal(e.urgent)
		}
		r.rhythm, r.builtIn = w.Rhythm, w.BuiltIn
		r.feed(w.Source)
		r.feeds = slices.DeleteFunc(r.feeds, func(f feed) bool {
			return !slices.ContainsFunc(watched, func(o Watched) bool { return o.Key == w.Key && o.Source == f.source })
		})
		e.commit(w.Key, r, r.settle(e.moment()))
	}
	for key := range e.records {
		if !named[key] {
			e.remove(key)
		}
	}
	e.watchNetwork(watched)
}

func (e *Engine) remove(key monitor.Key) {
	r := e.records[key].clone()
	changes := r.close(e.reading.Steady, monitor.EndRemoved)
	r.test = nil
	changes = append(changes, r.followTest(e.reading.Steady, e.reading)...)
	e.queue(changes)
	delete(e.records, key)
	e.waiting.set(key, never)
	e.dirty[key] = true
	e.changed()
	signal(e.stale)
}
