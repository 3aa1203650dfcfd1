package monitor

import "time"

// Subject is what is known of one robot or account at one moment: the read
// model that the API serves and that tray, window and command line show. Its
// JSON is the API's. Unknown times, ages and values are null.
type Subject struct {
	Key     Key    `json:"key"`
	Kind    Kind   `json:"kind"`
	Robot   string `json:"robot"`
	Account string `json:"account"`

	Status  string `json:"status"`  // as reported; for status files the kind of the message
	Message string `json:"message"` // cleaned

	Level    Level     `json:"level"`
	Liveness Liveness  `json:"liveness"`
	Cause    Cause     `json:"cause"`
	Why      string    `json:"why"`   // a sentence on the cause, when the source gave one
	Since    time.Time `json:"since"` // the last change of level

	LastBeat   *time.Time `json:"last_beat"`
	AgeSeconds *float64   `json:"age_seconds"`
	SentAt     *time.Time `json:"sent_at"` // the robot's own clock and offset
	Skew       *float64   `json:"skew_seconds"`

	Interval  float64    `json:"interval_seconds"`
	Grace     float64    `json:"grace_seconds"`
	Misses    int        `json:"misses"`
	MaxMisses int        `json:"max_misses"`
	NextDue   *time.Time `json:"next_due"` // last beat + interval, before grace

	SessionValid   *bool `json:"session_valid"`
	OpenOrders     *int  `json:"open_orders"`
	ActiveAccounts *int  `json:"active_accounts"`
	ActiveTasks    *int  `json:"active_tasks"`

	// Unexpected is the latest change of status when the state diagrams do not
	// have it: "idle → error". Empty otherwise.
	Unexpected string `json:"unexpected"`
	// Reporting is how many of a robot's accounts are on time; null for
	// accounts, and for robots without any.
	Reporting *int `json:"reporting_accounts"`
	// RunningSince is when a run began that has not ended; RunSeconds how long
	// the latest one took that did. From start and end pings.
	RunningSince *time.Time `json:"running_since"`
	RunSeconds   *float64   `json:"run_seconds"`
	// OpensAt is when the market opens again, while it is closed.
	OpensAt *time.Time `json:"opens_at"`

	Source       string     `json:"source"`
	Test         bool       `json:"test"`
	TestExpires  *time.Time `json:"test_expires"`
	Acknowledged bool       `json:"acknowledged"`
	SnoozedUntil *time.Time `json:"snoozed_until"`

	// Strip is the last 60 intervals, oldest first, one Mark each; shorter
	// while the subject has been watched for less.
	Strip string `json:"strip"`

	// Bystander: the built-in default source before it was ever seen. It is
	// shown, and stands outside the overall level.
	Bystander bool `json:"bystander"`
}

// Name is what a person calls the subject.
func (s Subject) Name() string { return s.Key.Name() }

// NeedsAttention says whether a person should look at the subject.
func (s Subject) NeedsAttention() bool { return s.Level > LevelOK && !s.Bystander }

// Marks of a Strip: what became of one interval.
const (
	MarkOnTime  = 'o'
	MarkLate    = 'l'
	MarkMissed  = 'm'
	MarkTrouble = 'e' // a beat, with a status that is critical
	MarkOff     = '-' // paused, quiet, stopped, or not watched
)

// StripLength is the number of intervals in a Strip.
const StripLength = 60
