package alert

import (
	"time"

	"sentinel/monitor"
)

// Kind says why a message is sent.
type Kind string

// The kinds of messages. Test, Digest and Status are about no incident in earnest.
const (
	Opened    Kind = "opened"
	Worsened  Kind = "worsened"
	Repeated  Kind = "repeated"  // still open, and nobody has acknowledged it
	Escalated Kind = "escalated" // the same, told to a channel that speaks only then
	Recovered Kind = "recovered"
	Digest    Kind = "digest" // how the day was
	Test      Kind = "test"
	Status    Kind = "status" // what robots report, or that this machine was asleep: no alarm
)

// Message is what a channel is given to send: what happened to one incident, or
// to all of a storm. Its JSON is what a webhook receives.
type Message struct {
	ID        string             `json:"id"` // the same whenever it is sent again
	Kind      Kind               `json:"kind"`
	At        time.Time          `json:"at"`            // when it was noticed
	Incidents []monitor.Incident `json:"incidents"`     // the most urgent first
	Text      string             `json:"text,omitzero"` // of what is about no incident: a digest, a test, what robots report
}
