package engine

import (
	"context"
	"slices"
	"time"

	"sentinel/monitor"
)

// Batch is what waits to be written: the state of changed subjects, the keys
// of removed ones, and what happened to incidents, in order.
type Batch struct {
	Subjects    []monitor.SavedSubject
	Removed     []monitor.Key
	Transitions []monitor.Transition
	Turns       []monitor.Turn    // how subjects fare from then on
	Seen        []monitor.Receipt // beats that were read from files and endpoints; without Raw
	Away        []monitor.Absence // times in which we were away

	// Whole asks to write also the subjects that only beat, soon, and to take up
	// none of the beats so far at the next start: a subject was forgotten, whose
	// beats would bring it back, or the wall clock was set, by which they are dated.
	Whole bool
}

// Empty says whether there is nothing to write.
func (b Batch) Empty() bool {
	return len(b.Subjects)+len(b.Removed)+len(b.Transitions)+len(b.Turns)+len(b.Seen)+len(b.Away) == 0
}

// Urgent has a value when something waits to be written that a crash must not
// lose: a transition, what a person said, since when a subject is awaited.
func (e *Engine) Urgent() <-chan struct{} { return e.urgent }

// Stale has a value when anything waits to be written.
func (e *Engine) Stale() <-chan struct{} { return e.stale }

// atOnce bounds how many subjects one Batch holds, so that no beat waits long
// for the disk behind it.
const atOnce = 2000

// Drain takes what waits to be written: what happened to incidents, and the
// subjects whose state must be saved soon; with beaten also those that only
// beat, whose beats are kept elsewhere. More says that there is more to take.
// It also works after Run has returned.
func (e *Engine) Drain(ctx context.Context, beaten bool) (b Batch, more bool) {
	var records []*record
	var reading monitor.Reading
	take := func() error {
		reading = e.options.Clock()
		b.Transitions, e.changes = e.changes, nil
		b.Removed, e.stains.removed = slices.DeleteFunc(e.stains.removed, e.knows), nil // who is back is saved anew
		b.Whole, e.stains.whole = e.stains.whole, false
		b.Away, e.away = e.away, nil
		b.Turns, e.turns = atMost(atOnce, e.turns)
		b.Seen, e.seen = atMost(atOnce, e.seen)
		for _, slot := range e.stains.take(atOnce, beaten) {
			if r := e.records[slot]; r != nil {
				records = append(records, r)
			}
		}
		more = len(e.stains.changed)+len(e.turns)+len(e.seen) > 0 || beaten && len(e.stains.beaten) > 0
		return nil
	}
	if err := e.do(ctx, take); err != nil {
		select {
		case <-e.stopped: // nobody else owns the state any more
			_ = take()
		default:
			return b, false
		}
	}
	for _, r := range records {
		b.Subjects = append(b.Subjects, r.save(reading))
	}
	return b, more
}

// atMost takes the first n of a list out of it.
func atMost[T any](n int, list []T) (first, rest []T) {
	if len(list) <= n {
		return list, nil
	}
	return list[:n:n], list[n:]
}

// queue gives changes their wall times and queues them.
func (e *Engine) queue(changes []change) {
	for _, c := range changes {
		t := monitor.Transition{
			Kind:     c.kind,
			At:       *utc(e.reading.WallAt(c.at)),
			Incident: c.incident.shown(c.key, e.reading),
			Silence:  c.silence,
			Snoozed:  c.silent,
		}
		if c.kind == monitor.Recovered || c.kind == monitor.Closed {
			closed := t.At
			t.Incident.Closed, t.Incident.End = &closed, c.end
		}
		e.changes = append(e.changes, t)
	}
	if len(changes) > 0 {
		signal(e.urgent)
	}
}

// savedRecord is a record on disk. Instants are relative to the moment of
// saving, so that no clock of an earlier run is needed to read them.
type savedRecord struct {
	Began      time.Duration  `json:"began"`
	Floor      *time.Duration `json:"floor,omitempty"`
	Feeds      []savedFeed    `json:"feeds"`
	Paused     bool           `json:"paused,omitempty"`
	Missing    bool           `json:"missing,omitempty"`
	Quiet      bool           `json:"quiet,omitempty"`
	Excused    bool           `json:"excused,omitempty"`
	Level      monitor.Level  `json:"level"`
	Since      time.Duration  `json:"since"`
	Incident   *savedIncident `json:"incident,omitempty"`
	Trial      *savedIncident `json:"trial,omitempty"`
	Snoozed    *time.Duration `json:"snoozed,omitempty"`
	Test       *savedTest     `json:"test,omitempty"`
	Unexpected string         `json:"unexpected,omitempty"`
	Run        *savedRun      `json:"run,omitempty"`
	SetBack    *savedSetBack  `json:"set_back,omitempty"`
	Strip      string         `json:"strip,omitempty"`
	StripAt    time.Duration  `json:"strip_at,omitempty"`
	Blind      *time.Duration `json:"blind,omitempty"`
}

type savedFeed struct {
	Source   string            `json:"source"`
	Pushed   bool              `json:"pushed,omitempty"`
	Seen     bool              `json:"seen"`
	Last     time.Duration     `json:"last,omitempty"`
	Beat     monitor.Heartbeat `json:"beat"`
	Skew     time.Duration     `json:"skew,omitempty"`
	Failures int               `json:"failures,omitempty"`
	Cause    monitor.Cause     `json:"cause,omitempty"`
	Why      string            `json:"why,omitempty"`
	Unmoved  bool              `json:"unmoved,omitempty"`
	Memo     []byte            `json:"memo,omitempty"`
	Recent   []uint32          `json:"recent,omitempty"` // the newest first
}

type savedRun struct {
	Started *time.Duration `json:"started,omitempty"`
	Took    time.Duration  `json:"took"`
}

type savedSetBack struct {
	At     time.Duration `json:"at"`
	Agreed int           `json:"agreed,omitempty"`
}

type savedIncident struct {
	ID      string        `json:"id"`
	Level   monitor.Level `json:"level"`
	Cause   monitor.Cause `json:"cause"`
	Message string        `json:"message,omitempty"`
	Orders  *int          `json:"orders,omitempty"`
	Opened  time.Duration `json:"opened"`
	Gone    time.Duration `json:"gone"`
	Told    monitor.Level `json:"told"`
	Acked   bool          `json:"acked,omitempty"`
	AckedBy string        `json:"acked_by,omitempty"`
	AckedAt time.Duration `json:"acked_at,omitempty"`
	Good    int           `json:"good,omitempty"`
	Test    bool          `json:"test,omitempty"`

	Known *monitor.Known `json:"known,omitempty"`
}

type savedTest struct {
	Beat    monitor.Heartbeat `json:"beat"`
	Source  string            `json:"source"`
	Expires time.Duration     `json:"expires"`
}
