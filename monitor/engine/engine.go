package engine

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
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
	// wallStep is by how much the wall clock must have been set to be worth a
	// look at the calendars.
	wallStep = time.Second
	// longestTime bounds ages and what is expected, so that no sum of them
	// overflows: a file may be of 1601, and an interval be meant as "never".
	longestTime = 50 * 365 * 24 * time.Hour
	// DefaultHold is how long judgement waits, after we were away, for the
	// sources to look first.
	DefaultHold = 15 * time.Second
)

// ErrStopped is returned by methods of an engine that does not run any more.
var ErrStopped = errors.New("the monitor has stopped")

// Options say how an engine works.
type Options struct {
	Clock        monitor.Clock
	Since        func(time.Time) time.Duration // how long ago that was, when Clock is not this machine's; nil: time.Since
	Log          *slog.Logger
	RecoverAfter int                           // beats until an incident closes; 0 means 1
	Saved        []monitor.SavedSubject        // what an earlier run kept
	Watched      []Watched                     // what the configuration watches
	Expect       func(monitor.Key) Expectation // what is expected of who posts; nil: what is built in
	OnGap        func()                        // called when we were away: all sources should look now; must not block
	OnChange     func()                        // called whenever something changed; must not block
	Online       func() bool                   // whether this machine has a route to anywhere; nil: not known, so yes
	Hold         time.Duration                 // 0 means DefaultHold
	MaxSubjects  int                           // how many there may be when a posting makes another; 0 means MaxSubjects
}

// Watched is a subject that the configuration names, with its source.
type Watched struct {
	Key     monitor.Key
	Source  string
	Host    string // of an endpoint beyond loopback; empty otherwise
	BuiltIn bool   // the default source that nobody configured
	Expectation
}

// Expectation is what is expected of a subject.
type Expectation struct {
	Rhythm   monitor.Rhythm
	Sessions monitor.Sessions // comparable, and the same for all of one calendar; nil: the market never closes
}

// Engine owns the state of all subjects. Make one with New, run it with Run.
type Engine struct {
	options Options
	log     *slog.Logger
	reports chan monitor.Report
	posted  *inbox
	calls   chan func()
	stopped chan struct{}
	urgent  chan struct{} // something waits to be written that a crash must not lose
	stale   chan struct{} // something waits to be written

	// Owned by Run's goroutine from here on.
	roster
	index     index
	stains    stains
	sightings sightings
	waiting   *deadlines
	network   network
	reading   monitor.Reading // the latest
	before    monitor.Reading // the one before it
	wake      time.Duration   // when the engine meant to look at the clocks again
	begun     bool            // to judge
	earlier   earlier         // run
	changes   []monitor.Transition
	turns     []monitor.Turn
	seen      []monitor.Receipt
	away      []monitor.Absence
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
	if o.MaxSubjects == 0 {
		o.MaxSubjects = MaxSubjects
	}
	if o.Since == nil {
		o.Since = time.Since
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
	if o.Expect == nil {
		o.Expect = func(monitor.Key) Expectation { return Expectation{Rhythm: builtInRhythm} }
	}
	e := &Engine{
		options: o,
		log:     o.Log,
		reports: make(chan monitor.Report, 256),
		posted:  newInbox(),
		calls:   make(chan func()),
		stopped: make(chan struct{}),
		urgent:  make(chan struct{}, 1),
		stale:   make(chan struct{}, 1),
		roster:  newRoster(),
		reading: o.Clock(),
	}
	e.earlier.ahead = map[monitor.Key]bool{}
	e.index = newIndex(&e.records)
	e.waiting = newDeadlines(e.reading.Steady)
	e.before, e.wake = e.reading, e.reading.Steady
	e.restore(o.Saved)
	e.watch(o.Watched)
	return e
}

// Run owns the state until ctx ends. It is called once.
func (e *Engine) Run(ctx context.Context) error {
	defer close(e.stopped)
	e.begin()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			e.posted.close()
			e.takeWaiting()
			return nil
		case report := <-e.reports:
			e.tick()
			e.take(report)
		case <-e.posted.arrived:
			// Who is about to post goes first: one look at the clocks serves all.
			runtime.Gosched()
			e.tick()
		case call := <-e.calls:
			e.tick()
			e.takePosted() // whoever asks after a posting asks about it too
			call()
		case <-timer.C:
			e.tick()
		}
		e.takeWaiting()
		e.passDue()
		e.index.forgetOrders(e.reading.Steady)
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
// added, those that are not named any more are removed unless they post, and
// what is expected takes effect.
func (e *Engine) Watch(ctx context.Context, watched []Watched, expect func(monitor.Key) Expectation, recoverAfter int) error {
	return e.do(ctx, func() error {
		e.options.RecoverAfter = recoverAfter
		if expect != nil {
			e.options.Expect = expect
		}
		e.watch(watched)
		e.worked()
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

const (
	// atOnceTaken bounds how much is taken before deadlines are judged: under a
	// flood the silence of others must be noticed too.
	atOnceTaken = 4096
	// atOnceJudged bounds how many deadlines are judged before what came
	// meanwhile is taken, so that all of it is far below oversleep.
	atOnceJudged = 4096
)

// takeWaiting takes everything that waits, before any deadline is judged: a
// beat that came in time must not lose a race against the clock. It looks at the
// clocks each time: much work is no absence, and a stop in its midst is one.
func (e *Engine) takeWaiting() {
	e.takePosted()
	for range atOnceTaken {
		select {
		case report := <-e.reports:
			e.tick()
			e.take(report)
		case call := <-e.calls:
			e.tick()
			e.takePosted()
			call()
		default:
			return
		}
	}
}

// takePosted takes what was posted up to now.
func (e *Engine) takePosted() {
	taken := 0
	for _, one := range e.posted.take() {
		if taken += len(one.postings); taken > atOnceTaken {
			e.tick() // as between reports
			taken = 0
		}
		one.keep(e.receiveAll(one.postings))
	}
}

func (e *Engine) take(report monitor.Report) {
	slot, known := e.slots[report.Key]
	if !known || e.records[slot].feedIndex(report.Source) < 0 {
		return // a source that is not watched any more
	}
	e.observeNetwork(report)
	r := e.records[slot].clone()
	age := min(report.Age, longestTime) + max(0, e.options.Since(report.At))
	e.noteSeen(report, age)
	changes := r.apply(report, age, e.moment())
	e.commit(slot, r, changes)
}

func (e *Engine) moment() moment {
	return moment{now: e.reading.Steady, before: e.before.Steady, wall: e.reading, recoverAfter: e.options.RecoverAfter}
}

// momentAt is an earlier moment, by the wall clock as it goes now.
func (e *Engine) momentAt(at time.Duration) moment {
	then := monitor.Reading{Wall: e.reading.WallAt(at), Steady: at}
	return moment{now: at, before: at, wall: then, recoverAfter: e.options.RecoverAfter}
}

func (e *Engine) passDue() {
	for range atOnceJudged {
		slot, due := e.waiting.due(e.reading.Steady)
		if !due {
			return
		}
		old := e.records[slot]
		if old == nil {
			continue
		}
		if old.playEnds(e.reading.Steady) {
			e.remove(slot)
			continue
		}
		r := old.clone()
		changes := r.pass(e.moment())
		e.queue(changes)
		if len(changes) == 0 && sameButForMisses(old, r) {
			e.publish(slot, r, stainNone) // who is gone for days is not written at each interval
		} else {
			e.publish(slot, r, stainChanged)
		}
	}
}

// sameButForMisses tells whether time changed nothing but the misses that are
// counted.
func sameButForMisses(old, r *record) bool {
	v := *r.verdict
	v.misses = old.verdict.misses
	return v == *old.verdict && old.level == r.level && old.rare == r.rare && old.missing == r.missing &&
		old.quiet == r.quiet && old.floor == r.floor
}

// commit publishes a record and hands its changes on.
func (e *Engine) commit(slot int32, r *record, changes []change) {
	e.publish(slot, r, stainChanged)
	e.queue(changes)
}

func (e *Engine) publish(slot int32, r *record, as stain) {
	e.noteTurn(e.records[slot], r)
	e.index.replace(slot, r)
	e.waiting.set(slot, r.nextChange(e.reading.Steady, marketAt(r.terms.sessions, e.reading)))
	e.changed()
	if as != stainNone {
		e.stains.mark(slot, as)
		signal(e.stale)
	}
}

func (e *Engine) changed() { e.options.OnChange() }

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
	e.wake += wait // it stands at what was last done
	return wait
}
