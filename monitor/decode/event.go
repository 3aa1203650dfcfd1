package decode

import "sentinel/monitor"

// Event is one heartbeat of a posted body.
type Event struct {
	Index   int               // its place in the body, from 0
	Account string            // "" for a robot's own heartbeat
	Beat    monitor.Heartbeat // SentAt keeps the robot's own offset
	Raw     []byte            // the object as it was posted
}

// Rejection is one element of a posted body that is no heartbeat.
type Rejection struct {
	Index int    `json:"index"`
	Field string `json:"field"` // "" when it is not about one field
	Error string `json:"error"` // a sentence
}
