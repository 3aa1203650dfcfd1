package decode

import (
	"strings"
	"time"
)

// TimeOptions says how to read a time that leaves something open.
type TimeOptions struct {
	Zone *time.Location // of times that name none; nil: local
	Near time.Time      // of several readings the nearest to this is taken; zero when unknown
}

// Timestamp reads a time as robots write it.
func Timestamp(text string, o TimeOptions) (t time.Time, ok bool) {
	zone := o.Zone
	if zone == nil {
		zone = time.Local
	}
	text = strings.TrimSpace(text)
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return t, true
	}
	t, err := time.ParseInLocation("2006-01-02T15:04:05", text, zone)
	return t, err == nil
}

// ClockFault says why the time sent is not to be believed, as a sentence; empty
// when it is.
func ClockFault(sent, modTime, now time.Time) string {
	if sent.After(now.Add(5 * time.Second)) {
		return "the time lies in the future"
	}
	return ""
}
