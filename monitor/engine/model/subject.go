package model

import (
	"time"

	"sentinel/monitor"
)

// Terms are what is expected of a subject, and how it is watched.
type Terms struct {
	Key          monitor.Key
	Rhythm       monitor.Rhythm
	Sessions     monitor.Sessions // nil: the market never closes
	Posts        bool             // it reaches us by itself
	Looked       bool             // we look at it, at a source of its own
	RecoverAfter int
}

// Moment is an instant at which the monitor looks.
type Moment struct {
	Now    time.Duration // on the steady clock
	Before time.Duration // when it looked before
	Wall   time.Time     // what the clock on the wall says
}

// never is an instant that has not been.
const never = time.Duration(-1 << 63)

// HoldLength is how long judgement waits after an absence of ours for the
// sources to look first.
const HoldLength = 15 * time.Second

// Subject is a robot or an account, and all that happened to it.
type Subject struct {
	Terms
	began   time.Duration
	sources []*source // in the order in which they first spoke

	pauseEnded  time.Duration   // the end of the latest pause
	quietEnded  time.Duration   // the end of the latest time of closed market
	ever        map[beatID]bool // beats that counted
	forgiven    time.Duration   // the end of the latest absence of ours that was forgiven
	forgave     bool            // one was in this silence
	absentSince time.Duration   // of who is looked at: we were away since then, and nobody has looked; never: somebody has
	absentEnds  time.Duration   // when we give up waiting for a look
	setBack     time.Duration   // when its clock was found to be set back, as long as that is said; never: it is not
	right       int             // beats in a row by which its clock is right
	run         time.Duration   // when the run began that goes on; never: none does

	paused  bool
	snoozed time.Duration // until when; never: it is not

	closed   bool          // the market, at the latest instant judged
	missing  time.Duration // since when it has been past the threshold; never: it is not
	incident *incident
	test     *test     // what a person plays; nil: nothing
	trial    *incident // the trouble of that; nil: none
	Verdict  Verdict
	Told     []Telling // since the caller last emptied it
}

// source is what one source said of the subject.
type source struct {
	name     string
	last     time.Duration // the time of its last beat; never: none
	beat     Said
	counted  []Said        // the beats that counted, the latest last
	frozen   bool          // of who posts: the silence became missing while the very same beat kept coming
	repeated time.Duration // when the very same beat last came again since the last that counted
	older    time.Duration // when a beat older than the newest last came since then; never: none
	olderAt  int64         // and when that was sent, by the robot's clock
	failures int           // looks in a row that failed
	cause    monitor.Cause // of the latest failure
	unmoved  time.Duration // since when all answers say what they said before; never: the latest does not
}

// Said is what a robot says in one beat.
type Said struct {
	Status     string
	Sent       int64 // by the robot's clock, in Unix nanoseconds; Unsent: it says no time
	Content    uint64
	ClockFault bool
}

// Unsent is the time of a beat that says none.
const Unsent = int64(-1 << 63)

// NewSubject begins to watch a subject.
func NewSubject(t Terms, now time.Duration) *Subject {
	s := &Subject{
		Terms: t, began: now,
		pauseEnded: never, quietEnded: never, forgiven: never, absentSince: never, run: never, snoozed: never, missing: never, setBack: never,
	}
	if t.Looked {
		s.source(PulledSource)
	}
	return s
}

// Seen tells whether it has beaten.
func (s *Subject) Seen() bool { f := s.freshest(); return f != nil && f.last != never }

// Last is the time of its last beat.
func (s *Subject) Last() time.Duration { return s.freshest().last }

// Held tells whether judgement waits for a source to look.
func (s *Subject) Held() bool { return s.absentSince != never }

// freshest is the source with the latest beat; of equals, the one that spoke
// first. It is nil when none spoke.
func (s *Subject) freshest() *source {
	var best *source
	for _, f := range s.sources {
		if best == nil || f.last > best.last {
			best = f
		}
	}
	return best
}

// reachesUs: the latest beat came by itself, and not because we looked.
func (s *Subject) reachesUs() bool { f := s.freshest(); return f != nil && f.posted() }

func (f *source) posted() bool { return f.name != PulledSource }

func (s *Subject) source(name string) *source {
	for _, f := range s.sources {
		if f.name == name {
			return f
		}
	}
	f := &source{name: name, last: never, repeated: never, older: never, unmoved: never}
	s.sources = append(s.sources, f)
	return f
}
