package api

import (
	"time"

	"sentinel/monitor"
)

// ChannelInfo is one way to tell people, and how it fares. It never holds
// secrets.
type ChannelInfo struct {
	Name  string `json:"name"`
	Kind  string `json:"kind"`  // desktop, shoutrrr, webhook, alertmanager
	Where string `json:"where"` // the service or the host, such as "telegram" or "hooks.example"; no more of its address
	// Service is the one that a channel of kind shoutrrr speaks to, such as
	// "telegram" or "smtp"; empty: it has none, or its address cannot be read.
	Service string `json:"service"`
	BuiltIn bool   `json:"built_in"` // the settings have no channel for this desktop, so there is none to remove

	Levels         []monitor.Level `json:"levels"`      // of which it is told
	Keys           []string        `json:"keys"`        // of whom it is told; empty: of all
	QuietHours     string          `json:"quiet_hours"` // such as 16:30-08:30; empty: none
	Timezone       string          `json:"timezone"`    // of the quiet hours; empty: the machine's
	ExceptCritical bool            `json:"except_critical"`
	EscalateAfter  float64         `json:"escalate_after_seconds"` // 0: it is told at once
	Mirror         []string        `json:"mirror"`                 // what robots report of which it is told, such as trade
	Sound          []monitor.Level `json:"sound"`                  // at which a desktop makes a sound

	Waiting int        `json:"waiting"` // messages that it has not taken yet
	Trouble string     `json:"trouble"` // why it takes none, a sentence; empty when all is well
	Told    *time.Time `json:"told"`    // when it last took a message; null: not that is remembered
}

// ChannelTest is what came of a test message.
type ChannelTest struct {
	Channel string  `json:"channel"`
	Taken   bool    `json:"taken"`
	Error   string  `json:"error"`   // why not, a sentence
	Seconds float64 `json:"seconds"` // how long the channel took
}

// MessageQuery asks for messages, newest first.
type MessageQuery struct {
	Channel string    // empty: of all
	Before  time.Time // older than that; zero: the newest
	Limit   int       // 0: DefaultMessages
}

// DefaultMessages is how many messages are listed when nobody says.
const DefaultMessages = 100

// MaxMessages is the most of them in one answer.
const MaxMessages = 1000

// Message is one that was made for a channel, in the words that the channel was
// given or is to be.
type Message struct {
	ID      string        `json:"id"`
	Channel string        `json:"channel"`
	Kind    string        `json:"kind"` // opened, worsened, repeated, escalated, recovered, digest, test, …
	Level   monitor.Level `json:"level"`
	Test    bool          `json:"test"`
	Title   string        `json:"title"`
	Body    string        `json:"body"`

	Incidents []string      `json:"incidents"` // IDs, the most urgent first
	Keys      []monitor.Key `json:"keys"`      // of these incidents

	At    time.Time  `json:"at"`    // when what it tells was noticed
	Made  time.Time  `json:"made"`  // when it was made
	Ended *time.Time `json:"ended"` // when the channel took it, or refused it for good; null: it waits
	State string     `json:"state"` // waiting, delivered, refused
	Tries int        `json:"tries"` // that failed
	Error string     `json:"error"` // of the latest try that failed
}

// The states of a Message.
const (
	MessageWaiting   = "waiting"
	MessageDelivered = "delivered"
	MessageRefused   = "refused"
)

// Drill is how a drill went: a test incident that ran through all that a real one
// does, and was taken back.
type Drill struct {
	Incident string         `json:"incident"` // its ID
	Key      monitor.Key    `json:"key"`
	Opened   time.Time      `json:"opened"`
	Channels []DrillChannel `json:"channels"`
}

// DrillChannel is how one channel did in a drill.
type DrillChannel struct {
	Channel string  `json:"channel"`
	Kind    string  `json:"kind"`
	Told    bool    `json:"told"`
	Seconds float64 `json:"seconds"` // from the opening of the incident until the channel took the message
	Stage   string  `json:"stage"`   // that decided not to tell it, or not now; empty: it was told, or should have been
	Reason  string  `json:"reason"`  // why it was not told: what the stage decided, or why the channel did not take it
}

// ChannelSettings is a channel as it is to stand in the settings.
type ChannelSettings struct {
	Kind string `json:"kind"`
	// Address is where it sends to, with its secrets: it goes into the keyring, or
	// a file that its owner alone can read, and the settings name that. Empty for
	// a desktop, and for a channel that keeps its address.
	Address string `json:"address,omitzero"`
	// Secret signs what a webhook is sent; kept as Address is. Empty: as before.
	Secret string `json:"secret,omitzero"`

	Levels         []monitor.Level `json:"levels"`
	Keys           []string        `json:"keys"`
	QuietHours     string          `json:"quiet_hours"`
	Timezone       string          `json:"timezone"`
	ExceptCritical bool            `json:"except_critical"`
	EscalateAfter  Duration        `json:"escalate_after"`

	Mirror []string        `json:"mirror"` // null: as before
	Sound  []monitor.Level `json:"sound"`  // null: as before
}
