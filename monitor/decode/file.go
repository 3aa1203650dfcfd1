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
	content := readText(data)
	if o.Format == FormatMtime {
		return touched(content, o)
	}
	if strings.TrimSpace(content) == "" {
		return Result{Why: "the status file is empty"}
	}
	if o.Format == FormatJSON {
		return jsonFile(content, o)
	}
	if o.Format != FormatSentinel && strings.HasPrefix(strings.TrimSpace(content), "{") {
		result := jsonFile(content, o)
		if result.Complete {
			return result
		}
		// A message may begin with a brace, too. If it is none, the object is
		// still being written, or lacks something.
		if lines := linesFile(content, o); lines.Complete {
			return lines
		}
		return result
	}
	return linesFile(content, o)
}

// linesFile reads the layout in lines: the message, the time, and a JSON object
// that may be missing.
func linesFile(content string, o FileOptions) Result {
	lines := splitLines(content)
	message := Clean(lines[0])
	r := Result{Beat: monitor.Heartbeat{Status: Classify(message, o.Rules), Message: message}}
	if len(lines) < 2 {
		r.Why = "the status file has no second line with the time"
		return r
	}
	if len(lines) > 2 {
		thirdLine(&r.Beat, lines[2:], o)
	}
	sent, ok := Timestamp(lines[1], TimeOptions{Zone: o.Zone, Near: o.ModTime})
	if !ok {
		return r.withoutTime("the second line of the status file cannot be read as a time")
	}
	return r.withTime(sent, o)
}

// thirdLine takes what the JSON object after the time says.
func thirdLine(beat *monitor.Heartbeat, lines []string, o FileOptions) {
	fields, err := readObject([]byte(lines[0]))
	if err != nil {
		if fields, err = readObject([]byte(strings.Join(lines, "\n"))); err != nil {
			return // someone's own text, or still being written
		}
	}
	beat.SessionActive = boolean(fields[keySession])
	// Both keys make a test: a robot's own "test" must not hide its beats.
	isTest := boolean(fields["test"])
	expires, _, ok, _ := moment(fields["expires"], TimeOptions{Zone: o.Zone, Near: o.ModTime})
	if isTest != nil && *isTest && ok {
		beat.Test, beat.Expires = true, expires
		beat.Extra = fields.without(keySession, "test", "expires")
		return
	}
	beat.Extra = fields.without(keySession)
}

// touched reads a file whose modification time is the beat. A short one may say
// something; a long one is a log, of which nothing is to be concluded.
func touched(content string, o FileOptions) Result {
	lines := splitLines(content)
	if len(lines) == 0 || len(lines) > 3 {
		return Result{Beat: monitor.Heartbeat{Status: monitor.StatusCustom}, Complete: true}
	}
	message := Clean(lines[0])
	return Result{
		Beat:     monitor.Heartbeat{Status: Classify(message, o.Rules), Message: message},
		Complete: true,
	}
}

func (r Result) withTime(sent time.Time, o FileOptions) Result {
	r.Beat.SentAt = sent
	r.Beat.ClockFault = ClockFault(sent, o.ModTime, o.Now)
	r.Complete = true
	return r
}

func (r Result) withoutTime(why string) Result {
	r.Beat.ClockFault = cannotRead
	r.Why = why
	r.TimeUnparsable = true
	return r
}
