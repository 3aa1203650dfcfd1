package monitor

import "time"

// NetworkKey is the key of the incident that stands for our own network: there
// is no subject of that key, and one incident for all who are behind it.
const NetworkKey Key = "network"

// DrillKey is the key of the subject that exists only while a drill goes on: to
// see whether people are told.
const DrillKey Key = "sentinel-drill"

// KindChannel is the kind of the incident of a channel that takes no messages:
// the other channels are told of it. It is about no subject, and its key is
// ChannelKey's.
const KindChannel Kind = "channel"

// ChannelKey is the key of the incident of a channel. It need not have the form
// of a subject's.
func ChannelKey(name string) Key { return Key("channel/" + name) }

// Incident is a trouble from its opening to its end. Its JSON is the API's.
type Incident struct {
	ID      string `json:"id"`
	Key     Key    `json:"key"`
	Kind    Kind   `json:"kind"`
	Robot   string `json:"robot"`
	Account string `json:"account"`

	Level   Level  `json:"level"` // the worst it reached
	Cause   Cause  `json:"cause"`
	Message string `json:"message"`

	OpenOrders *int `json:"open_orders"`

	Opened   time.Time   `json:"opened"`
	Closed   *time.Time  `json:"closed"`
	End      IncidentEnd `json:"end"`
	Duration float64     `json:"duration_seconds"` // so far, while it is open

	Acknowledged   bool       `json:"acknowledged"`
	AcknowledgedBy string     `json:"acknowledged_by"`
	AcknowledgedAt *time.Time `json:"acknowledged_at"`
	Test           bool       `json:"test"`

	SnoozedUntil *time.Time `json:"snoozed_until"` // while it is open: until when its subject is snoozed; null: it is not

	Known *Known `json:"known"` // when it opened; null when nothing was, or it is older than this is kept
	Notes []Note `json:"notes"` // oldest first
}

// Known is what was known of a subject when its incident opened: what a person
// wants to see the next morning. Unknown times and values are null.
type Known struct {
	Status       string     `json:"status"`  // as last reported
	Message      string     `json:"message"` // cleaned
	LastBeat     *time.Time `json:"last_beat"`
	SessionValid *bool      `json:"session_valid"`
	OpenOrders   *int       `json:"open_orders"`
	Source       string     `json:"source"`
	Answer       string     `json:"answer"` // what the source's last look came to, when that was trouble
}

// Owner is who writes and acknowledges when nobody says who.
const Owner = "owner"

// Note is what a person wrote to an incident.
type Note struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	Text string    `json:"text"`
}

// IncidentEnd says how an incident ended; empty while it is open.
type IncidentEnd string

// The ends of an incident. Only EndRecovered sends a recovery.
const (
	EndNone      IncidentEnd = ""
	EndRecovered IncidentEnd = "recovered"
	EndStopped   IncidentEnd = "stopped"
	EndPaused    IncidentEnd = "paused"
	EndRemoved   IncidentEnd = "removed"
	EndTest      IncidentEnd = "test ended"
)

// TransitionKind says what happened to an incident.
type TransitionKind string

// The transitions that people are told of, when not snoozed.
const (
	Opened    TransitionKind = "opened"
	Worsened  TransitionKind = "worsened"
	Recovered TransitionKind = "recovered"
	Closed    TransitionKind = "closed" // ended in another way: recorded, not told
)

// Transition is one thing that happened to an incident. Transitions are never
// lost: they are on disk before anyone is told.
type Transition struct {
	ID       int64 // ascending, given by the history
	Kind     TransitionKind
	At       time.Time
	Incident Incident
	Silence  time.Duration // for Recovered: how long it was gone
	Snoozed  bool          // recorded, not told
}

// Decision is what was decided on telling a channel of an incident, and why.
type Decision struct {
	At       time.Time `json:"at"`
	Incident string    `json:"incident"` // its ID
	Channel  string    `json:"channel"`
	Stage    string    `json:"stage"` // route, escalate, mute, inhibit, dedup, repeat, group
	Reason   string    `json:"reason"`
}
