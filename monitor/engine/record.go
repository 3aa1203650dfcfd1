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
// changes the copy and publishes that.
type record struct {
	key     monitor.Key
	rhythm  monitor.Rhythm
	builtIn bool // the default source that nobody configured

	began time.Duration // when watching it first began
	floor time.Duration // the end of the latest period in which silence proved nothing; never: none
	feeds []feed        // one for each source that speaks of it

	paused  bool
	missing bool          // past the threshold, and no fresh beat since
	blind   time.Duration // since when our own network is lost; never: it is not

	verdict verdict
	level   monitor.Level // as it is shown, with a test on top
	since   time.Duration // the last change of level

	incident *incident // the open trouble of the subject itself
	trial    *incident // the open trouble that a test status plays
	snoozed  time.Duration
	test     *testStatus
	strip    strip
}

// feed is what one source knows of a subject.
type feed struct {
	source string

	seen bool
	last time.Duration // the time of the last beat
	beat monitor.Heartbeat
	skew time.Duration // the robot's clock minus ours

	failures int // looks in a row that failed
	cause    monitor.Cause
	why      string
	unmoved  bool // an endpoint's latest answer said nothing new

	memo []byte

	// held: nobody has looked since we were away (off, asleep, stopped).
	// Time stands still for the judgement at heldAt until somebody has, or
	// until holdEnds.
	held     bool
	heldAt   time.Duration
	holdEnds time.Duration
}

// newRecord begins to know a subject.
func newRecord(w Watched, now time.Duration) *record {
	return &record{
		key: w.Key, rhythm: w.Rhythm, builtIn: w.BuiltIn,
		began: now, since: now, floor: never, snoozed: never, blind: never,
	}
}

type testStatus struct {
	beat    monitor.Heartbeat
	source  string
	expires time.Duration
}

// clone copies the record so that the copy's feeds and incidents can be
// changed.
func (r *record) clone() *record {
	c := *r
	c.feeds = slices.Clone(r.feeds)
	if r.incident != nil {
		i := *r.incident
		c.incident = &i
	}
	if r.trial != nil {
		i := *r.trial
		c.trial = &i
	}
	return &c
}

// feed returns the feed of a source, made when it is new.
func (r *record) feed(source string) *feed {
	if i := r.feedIndex(source); i >= 0 {
		return &r.feeds[i]
	}
	r.feeds = append(r.feeds, feed{source: source, last: never})
	return &r.feeds[len(r.feeds)-1]
}

func (r *record) feedIndex(source string) int {
	return slices.IndexFunc(r.feeds, func(f feed) bool { return f.source == source })
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
	return slices.ContainsFunc(r.feeds, func(f feed) bool { return f.seen })
}

// bystander: the default source before there was anything to read.
func (r *record) bystander() bool {
	return r.builtIn && !r.seen() &&
		!slices.ContainsFunc(r.feeds, func(f feed) bool { return f.failures > 0 })
}
