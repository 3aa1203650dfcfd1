package monitor

import (
	"encoding/json"
	"time"
)

// Heartbeat is one report of a subject about itself, as decoded from the bytes
// of a status file or an answer. Unknown values are nil or zero.
type Heartbeat struct {
	Status  string // one of the statuses of this package, or whatever a robot reports
	Message string // cleaned and repaired text, see Clean; at most MaxMessage characters

	SentAt     time.Time // the robot's own time, with the robot's own offset; zero when unknown
	ClockFault string    // why SentAt is not to be believed; empty when it is: the clock finding

	SessionActive  *bool // session_active of a status file or an endpoint, session_valid of an account
	OpenOrders     *int
	ActiveAccounts *int
	ActiveTasks    *int

	Test    bool      // a test status, set by a person
	Expires time.Time // when the test ends; zero when it is no test

	// The keys that Sentinel does not know: as read from a file or an endpoint.
	// Of a posted beat, of which there are many, only what stands for them: the
	// same for the same content, 0 for none. They are kept in Posting.Raw.
	Extra     map[string]json.RawMessage
	ExtraHash uint64
}

// Outcome is what one look of a source at its world came to.
type Outcome uint8

// The outcomes.
const (
	// Beat: something moved; Report.Beat holds it, Report.Age says how old it is.
	Beat Outcome = iota
	// Unmoved: the source was read and says what it said before. It ends a
	// trouble of the source and is no beat.
	Unmoved
	// Trouble: the source could not be read; Report.Cause and Report.Why say how.
	Trouble
	// Absent: there is nothing to read (yet): a missing file or folder. The age
	// grows; it is no trouble of the source.
	Absent
	// TestEnded: the test status is gone and what was there before is back.
	TestEnded
)

// Report is what a source says about one look at its world. Sources send
// Reports; only the engine applies them.
type Report struct {
	Source  string // name of the source
	Key     Key    // the subject it speaks of
	Outcome Outcome

	Beat Heartbeat     // for Beat; for Unmoved the latest known, when there is one
	Age  time.Duration // how old the beat was when the source looked; 0 when it was just noticed
	At   time.Time     // when the source looked: with Go's monotonic reading, so waiting in a queue costs nothing

	Cause Cause  // for Trouble: unreachable, unreadable, fabricated. For Unmoved: frozen if it is a poll's answer that should have moved
	Why   string // for Trouble: a sentence for a person

	// NoDNS, for Trouble: nobody answered what the host's address is, as on a
	// machine whose own network is lost.
	NoDNS bool

	// Memo is what the source wants to remember over a restart (what it read
	// last), opaque to everyone else; nil leaves the earlier memo in force.
	Memo []byte
}
