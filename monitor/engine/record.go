package engine

import (
	"math"
	"slices"
	"time"

	"sentinel/monitor"
)

// never is an instant that has not been: before all others.
const never = time.Duration(math.MinInt64)

// record is all that is known of one subject. It is a value: a step copies it,
// changes the copy and publishes that. There may be a million of them, so that
// what few have stands behind pointers, and what many share is shared.
type record struct {
	key   monitor.Key
	terms *terms

	began time.Duration // when watching it first began
	floor time.Duration // the end of the latest period in which silence proved nothing; never: none
	since time.Duration // the last change of level
	feeds []feed        // one for each source that speaks of it

	verdict  *verdict
	incident *incident // the open trouble of the subject itself
	rare     rare
	strip    strip

	level   monitor.Level // as it is shown, with a test on top
	paused  bool
	missing bool // past the threshold, and no fresh beat since
	quiet   bool // its market was closed when it was last judged
	excused bool // an absence of ours has moved floor, and it has not beaten since
}

// terms are what is expected of a subject; subjects of which the same is
// expected share them.
type terms struct {
	rhythm   monitor.Rhythm
	sessions monitor.Sessions // nil: the market never closes
	builtIn  bool             // the default source that nobody configured
}

// origin is a source as the engine knows it; its feeds share it.
type origin struct {
	name   string
	pushed bool // it must reach us: nobody can look
}

// rare is what few subjects have.
type rare struct{ *exception }

// exception is the content of a rare. It is never changed once it is shared.
type exception struct {
	blind      time.Duration // since when our own network is lost; never: it is not
	snoozed    time.Duration // until when; never: it is not
	trial      *incident     // the open trouble that a test status plays
	test       *testStatus
	unexpected string // the latest change of status, when the state diagram does not have it
	run        run
	setBack    setBack
}

// run is what start and end pings say.
type run struct {
	started time.Duration // never: none goes on
	took    time.Duration // the latest that ended; negative: none
}

var noException = &exception{blind: never, snoozed: never, run: run{started: never, took: -1}, setBack: setBack{at: never}}

// edit returns the exception for changing; settle puts an empty one away.
func (r *rare) edit() *exception {
	changed := *r.exception
	r.exception = &changed
	return &changed
}

func (r *rare) tidy() {
	if r.exception != noException && *r.exception == *noException {
		r.exception = noException
	}
}

// feed is what one source knows of a subject.
type feed struct {
	origin *origin
	last   time.Duration // the time of the last beat
	skew   time.Duration // the robot's clock minus ours
	look   *look         // of a source that looks; nil: nothing to say
	past   past          // of a source that is pushed
	beat   beat

	seen    bool
	unmoved bool // the latest that came says nothing new: an endpoint's answer, the very same heartbeat
}

// look is how a source's looks went. It is never changed once it is shared.
type look struct {
	failures int // in a row
	cause    monitor.Cause
	why      string
	memo     []byte

	// held: nobody has looked since we were away (off, asleep, stopped).
	// Time stands still for the judgement at heldAt until somebody has, or
	// until holdEnds.
	held     bool
	heldAt   time.Duration
	holdEnds time.Duration
}

var noLook = &look{}

// looks returns how the looks went, for reading.
func (f *feed) looks() *look {
	if f.look == nil {
		return noLook
	}
	return f.look
}

// editLook returns it for changing.
func (f *feed) editLook() *look {
	changed := *f.looks()
	f.look = &changed
	return f.look
}

// well forgets what went wrong.
func (f *feed) well(why string) {
	if l := f.looks(); l.failures != 0 || l.cause != monitor.CauseNone || l.why != why {
		l = f.editLook()
		l.failures, l.cause, l.why = 0, monitor.CauseNone, why
	}
}

// hold lets time stand still for a feed until its source has looked.
func (f *feed) hold(at, ends time.Duration) {
	l := f.editLook()
	if !l.held || at < l.heldAt {
		l.heldAt = at
	}
	l.held, l.holdEnds = true, ends
}

// release ends a hold.
func (f *feed) release() {
	if !f.looks().held {
		return
	}
	l := f.editLook()
	l.held, l.heldAt, l.holdEnds = false, 0, 0
	if l.failures == 0 && l.cause == monitor.CauseNone && l.why == "" && l.memo == nil {
		f.look = nil
	}
}

// newRecord begins to know a subject.
func newRecord(key monitor.Key, t *terms, now time.Duration) *record {
	return &record{
		key: key, terms: t, began: now, since: now, floor: never,
		rare: rare{noException}, verdict: &verdict{},
	}
}

type testStatus struct {
	beat    monitor.Heartbeat
	source  string
	expires time.Duration
}

// single is a record with the one feed that most have, in one piece of memory.
type single struct {
	record
	feed [1]feed
}

// clone copies the record so that the copy's feeds and incident can be changed.
func (r *record) clone() *record {
	var c *record
	if len(r.feeds) == 1 {
		s := &single{record: *r, feed: [1]feed{r.feeds[0]}}
		c = &s.record
		c.feeds = s.feed[:]
	} else {
		copied := *r
		c = &copied
		c.feeds = slices.Clone(r.feeds)
	}
	if r.incident != nil {
		i := *r.incident
		c.incident = &i
	}
	return c
}

// addFeed returns the feed of a source, made when it is new.
func (r *record) addFeed(o *origin) *feed {
	if i := r.feedIndex(o.name); i >= 0 {
		return &r.feeds[i]
	}
	r.feeds = append(r.feeds, feed{origin: o, last: never})
	return &r.feeds[len(r.feeds)-1]
}

func (r *record) feedIndex(source string) int {
	return slices.IndexFunc(r.feeds, func(f feed) bool { return f.origin.name == source })
}

// freshest returns the feed with the latest beat, the first one when nothing
// was seen, nil when there is none.
func (r *record) freshest() *feed {
	var best *feed
	for i := range r.feeds {
		f := &r.feeds[i]
		if best == nil || f.seen && (!best.seen || f.last > best.last) {
			best = f
		}
	}
	return best
}

func (r *record) seen() bool {
	for i := range r.feeds {
		if r.feeds[i].seen {
			return true
		}
	}
	return false
}

// pushed tells whether the subject must reach us: whether the source that it
// is judged by is one at which nobody can look.
func (r *record) pushed() bool {
	f := r.freshest()
	return f != nil && f.origin.pushed
}

// bystander: the default source before there was anything to read.
func (r *record) bystander() bool {
	return r.terms.builtIn && !r.seen() &&
		!slices.ContainsFunc(r.feeds, func(f feed) bool { return f.looks().failures > 0 })
}
