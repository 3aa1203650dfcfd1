package decode

import (
	"regexp"
	"strings"
	"time"

	"sentinel/monitor"
)

// The formats of a status file.
const (
	FormatAuto     = "auto"     // a JSON object if it is one, else the layout in lines
	FormatSentinel = "sentinel" // the layout in lines: message, time, optional JSON
	FormatJSON     = "json"     // one JSON object
	FormatMtime    = "mtime"    // anything: the modification time is the beat
)

// Rule is a user's own word on what a message means.
type Rule struct {
	Match *regexp.Regexp
	Kind  string
}

// FileOptions says how to read a status file.
type FileOptions struct {
	Format  string         // one of the formats; empty: FormatAuto
	Zone    *time.Location // of timestamps that name none; nil: local
	Rules   []Rule         // before the built-in meaning of messages
	ModTime time.Time      // of the file; zero when unknown
	Now     time.Time
}

// Result is what the bytes of a status file came to.
type Result struct {
	Beat monitor.Heartbeat

	// Complete is false when the file may be in the middle of being written:
	// empty, without a second line, or with one that is no time.
	Complete bool
	Why      string // a sentence for a person, when not Complete

	// TimeUnparsable: there are two lines and the second is no time. Beat is
	// filled nevertheless, with a ClockFault.
	TimeUnparsable bool
}

// File reads the bytes of a status file.
func File(data []byte, o FileOptions) Result {
	lines := strings.SplitN(strings.TrimPrefix(string(data), "\ufeff"), "\n", 3)
	message := Clean(lines[0])
	beat := monitor.Heartbeat{Status: Classify(message, o.Rules), Message: message}
	if o.Format == FormatMtime {
		return Result{Beat: beat, Complete: true}
	}
	if len(lines) < 2 {
		return Result{Beat: beat, Why: "the status file has no second line with a time"}
	}
	sent, ok := Timestamp(lines[1], TimeOptions{Zone: o.Zone, Near: o.ModTime})
	if !ok {
		beat.ClockFault = "the time on the second line cannot be read"
		return Result{Beat: beat, Why: beat.ClockFault, TimeUnparsable: true}
	}
	beat.SentAt, beat.ClockFault = sent, ClockFault(sent, o.ModTime, o.Now)
	return Result{Beat: beat, Complete: true}
}
