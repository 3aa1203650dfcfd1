package api

import (
	"fmt"
	"time"

	"sentinel/monitor"
)

// Duration is a length of time that JSON writes as Go does: "1h30m".
type Duration time.Duration

// MarshalText writes the duration.
func (d Duration) MarshalText() ([]byte, error) {
	return []byte(time.Duration(d).String()), nil
}

// UnmarshalText reads a duration.
func (d *Duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf("%q is not a length of time, or it is too long: write it like 90s, 5m or 1h30m", text)
	}
	*d = Duration(parsed)
	return nil
}

// Event is one message of the event stream. Exactly one of its fields is set.
type Event struct {
	Snapshot   *Summary          `json:"snapshot,omitzero"`
	Transition *Transition       `json:"transition,omitzero"`
	Incident   *monitor.Incident `json:"incident,omitzero"`
}

// Summary is what holds of all subjects, and what a snapshot event says: enough for an icon and a sentence;
// whoever shows more asks for it.
type Summary struct {
	Overall monitor.Level         `json:"overall"`
	Total   int                   `json:"total"`
	Counts  map[monitor.Level]int `json:"counts"`
}

// Transition is one thing that happened to an incident, as the API writes it.
type Transition struct {
	ID       int64                  `json:"id"`
	Kind     monitor.TransitionKind `json:"kind"`
	At       time.Time              `json:"at"`
	Key      monitor.Key            `json:"key"`
	Level    monitor.Level          `json:"level"`
	Cause    monitor.Cause          `json:"cause"`
	Incident string                 `json:"incident"` // its ID
	Silence  *float64               `json:"silence_seconds"`
	Snoozed  bool                   `json:"snoozed"`
}

// NewTransition writes a transition as the API does.
func NewTransition(t monitor.Transition) Transition {
	shown := Transition{
		ID: t.ID, Kind: t.Kind, At: t.At.UTC(), Key: t.Incident.Key,
		Level: t.Incident.Level, Cause: t.Incident.Cause,
		Incident: t.Incident.ID, Snoozed: t.Snoozed,
	}
	if t.Kind == monitor.Recovered {
		seconds := t.Silence.Seconds()
		shown.Silence = &seconds
	}
	return shown
}

// snoozeBody is what POST …/snooze takes; one of the two.
type snoozeBody struct {
	For   *Duration  `json:"for,omitzero"`
	Until *time.Time `json:"until,omitzero"`
}
