package monitor

import (
	"slices"
	"time"
)

// Names of the sources that beats reach by themselves.
const (
	SourceReceiver = "receiver" // heartbeats as JSON
	SourcePing     = "ping"     // ping URLs
)

// Posting is one thing that a robot sent us of its own accord: a heartbeat of
// the receiver, or a ping. It is decoded and well formed.
type Posting struct {
	Key    Key
	Source string // SourceReceiver or SourcePing
	Kind   PostingKind
	Beat   Heartbeat // for PostBeat
	At     time.Time // when it was taken: with Go's monotonic reading
	Remote bool      // it came from another machine
	Raw    []byte    // as posted: one JSON object, or the body of a ping (at most 10 KiB)
}

// PostingKind says what a posting means.
type PostingKind uint8

// The kinds of posting.
const (
	PostBeat  PostingKind = iota // a heartbeat
	PostStart                    // a run begins; kept, and no beat
	PostLog                      // something to keep; no beat
)

var postingKinds = []string{"beat", "start", "log"}

// String returns the kind's name as the API writes it.
func (k PostingKind) String() string { return nameIn(postingKinds, int(k)) }

// ParsePostingKind reads a kind's name.
func ParsePostingKind(name string) (k PostingKind, ok bool) {
	i := slices.Index(postingKinds, name)
	return PostingKind(max(i, 0)), i >= 0
}

func nameIn(names []string, i int) string {
	if i < len(names) {
		return names[i]
	}
	return "unknown"
}

// Disposition is what became of a posting.
type Disposition uint8

// The dispositions.
const (
	Counted   Disposition = iota // a beat: it moved the subject's last
	Duplicate                    // seen already: acknowledged, and counts once
	Older                        // older than the newest: for the history only
	Kept                         // a start or a log: no beat
	Refused                      // not taken, and never kept: it would make a subject too many
)

var dispositions = []string{"counted", "duplicate", "older", "kept", "refused"}

// String returns the disposition's name as the API writes it.
func (d Disposition) String() string { return nameIn(dispositions, int(d)) }

// ParseDisposition reads the name of a disposition that the history keeps.
func ParseDisposition(name string) (d Disposition, ok bool) {
	i := slices.Index(dispositions[:Refused], name)
	return Disposition(max(i, 0)), i >= 0
}

// Receipt is a posting with what became of it: what the history keeps.
type Receipt struct {
	ID          int64 // ascending in the order of arrival, given by the history
	Posting     Posting
	Disposition Disposition
	Unexpected  bool // a change of status that the subject's state diagram does not have
}
