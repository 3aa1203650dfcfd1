package api

import (
	"context"
	"errors"
	"time"

	"sentinel/monitor"
)

// Monitor is what the server needs of a running monitor. All methods are
// called from several goroutines at once. Errors are shown to people: a
// sentence each. Those that wrap ErrNotFound answer 404, ErrRefused 409,
// ErrInvalid 400, ErrUnavailable 503; any other is an unexpected failure, 500.
type Monitor interface {
	// Summary tells of all subjects at once; it is asked for at every change.
	Summary(ctx context.Context) (Summary, error)
	Page(ctx context.Context, q monitor.Query) (monitor.Page, error)
	Subject(ctx context.Context, key monitor.Key) (monitor.Subject, error)
	// Act does one of Actions. length is for ActionSnooze: how long from now;
	// 0 ends the snooze.
	Act(ctx context.Context, key monitor.Key, action string, length time.Duration) error
	Forget(ctx context.Context, key monitor.Key) error
	Sources() []SourceInfo
	// Incidents lists incidents, newest first.
	Incidents(ctx context.Context, q IncidentQuery) ([]monitor.Incident, error)
	// Incident tells all of one incident.
	Incident(ctx context.Context, id string) (IncidentStory, error)
	// AddNote keeps what a person writes to an incident.
	AddNote(ctx context.Context, id string, note monitor.Note) error
	// Transitions lists, ascending, what happened to incidents after the
	// transition with that ID, and the ID of the newest of all (0: none yet).
	// The list may be cut: it is asked for again until it reaches the newest.
	// With a negative after it is empty.
	Transitions(ctx context.Context, after int64) (list []monitor.Transition, newest int64, err error)
	// History tells how a subject fared; one that nobody knows any more may
	// have a history too.
	History(ctx context.Context, key monitor.Key, q HistoryQuery) (History, error)
	// Remembered lists who has a history, sorted; who is new may be left out.
	Remembered(ctx context.Context) ([]monitor.Key, error)
	// Overall tells how all subjects fared.
	Overall(ctx context.Context, q OverallQuery) (Overall, error)
	// Rhythm tells what is expected of a subject, and what its own heartbeats
	// suggest.
	Rhythm(ctx context.Context, key monitor.Key) (Rhythm, error)
	// AcceptRhythm writes into the settings what Rhythm suggests; anything else
	// is refused.
	AcceptRhythm(ctx context.Context, key monitor.Key, s Suggestion) (Accepted, error)
	// Beats calls each with what was received of a subject in [from, to), in
	// the order of arrival, until it returns an error.
	Beats(ctx context.Context, key monitor.Key, from, to time.Time, each func(monitor.Receipt) error) error
	// Import adds old beats to the history of a subject, but for those that are
	// there already, and returns how many it added.
	Import(ctx context.Context, key monitor.Key, receipts []monitor.Receipt) (added int, err error)
	// Channels tells of all ways to tell people, in the order of the settings.
	Channels(ctx context.Context) ([]ChannelInfo, error)
	// TestChannel sends a test message through a channel. That the channel did not
	// take it is no error.
	TestChannel(ctx context.Context, name string) (ChannelTest, error)
	// PutChannel writes a channel into the settings, or changes it there, and
	// returns when that is in force. Its error may say which key is wrong, see
	// Invalid. What secrets it is given are kept, and are in no error.
	PutChannel(ctx context.Context, name string, s ChannelSettings) error
	// RemoveChannel takes a channel out of the settings, as PutChannel puts it in.
	RemoveChannel(ctx context.Context, name string) error
	// Messages lists what was made for channels, newest first.
	Messages(ctx context.Context, q MessageQuery) ([]Message, error)
	// Drill lets a test incident run through all that a real one does, and takes
	// it back, also when ctx ends before. It is refused while another one goes on.
	Drill(ctx context.Context) (Drill, error)
	// SetTest writes a test status to a file source.
	SetTest(ctx context.Context, test TestStatus) error
	// Remote asks the backend beside an http source's endpoint, with that
	// source's credentials, and returns its JSON as it is.
	Remote(ctx context.Context, source string, ask RemoteQuery) ([]byte, error)
	// LastBeat tells the last real beat of a robot, of the default robot when
	// the name is empty. The error says why there is none.
	LastBeat(ctx context.Context, robot string) (LastBeat, error)
	// Receive takes what robots posted, in order. It returns no error once all
	// of it is on disk, and not before, but for what is refused: the places of
	// beats that would make a robot or account too many. What could not be made
	// durable, or not within some seconds, wraps ErrUnavailable (and is taken into account from memory
	// all the same). It takes no context: who hangs up before the answer has
	// posted all the same.
	Receive(postings []monitor.Posting) (refused []int, err error)
	// Subscribe returns a channel that holds a signal whenever anything that
	// the API shows has changed since the last receipt. stop ends it.
	Subscribe() (changed <-chan struct{}, stop func())
	Info() Info
	// ShowWindow asks for the window to be opened or brought to the front.
	ShowWindow(ctx context.Context) error
}

// The actions on a subject.
const (
	ActionPause       = "pause"
	ActionResume      = "resume"
	ActionSnooze      = "snooze"
	ActionAcknowledge = "acknowledge"
)

// Actions lists the actions on a subject.
var Actions = []string{ActionPause, ActionResume, ActionSnooze, ActionAcknowledge}

// DefaultSnooze is how long a snooze lasts when nobody says.
const DefaultSnooze = time.Hour

// MaxSnooze is the longest snooze.
const MaxSnooze = 366 * 24 * time.Hour

// SourceInfo is the health of one source. It never holds secrets.
type SourceInfo struct {
	Name    string        `json:"name"`
	Kind    string        `json:"kind"` // file, http, receiver
	Key     monitor.Key   `json:"key"`  // the subject it speaks of; empty when it speaks of several
	Where   string        `json:"where"`
	Healthy bool          `json:"healthy"`
	Cause   monitor.Cause `json:"cause"`
	Why     string        `json:"why"` // a sentence, when there is something to say

	LastLook *time.Time `json:"last_look"`       // null before the first
	Latency  *float64   `json:"latency_seconds"` // how long the last look took
}

// TestStatus is a status that a person sets to see what happens.
type TestStatus struct {
	Source        string   `json:"source"` // name of a file source; empty: the first one
	Type          string   `json:"type"`   // waiting, login, trade, profit, error, custom
	Message       string   `json:"message,omitzero"`
	TTL           Duration `json:"ttl,omitzero"` // 0: DefaultTTL
	SessionActive *bool    `json:"session_active,omitzero"`
}

// DefaultTTL is how long a test status stands when nobody says.
const DefaultTTL = 5 * time.Minute

// MaxTTL is the longest a test status may stand.
const MaxTTL = 24 * time.Hour

// StatusTypes lists the types of a TestStatus.
var StatusTypes = []string{
	monitor.StatusWaiting, monitor.StatusLogin, monitor.StatusTrade,
	monitor.StatusProfit, monitor.StatusError, monitor.StatusCustom,
}

// RemoteQuery asks a robot's backend for something to show.
type RemoteQuery struct {
	What    string // one of RemoteWhats
	LogType string // for logs: main, executor, session
	Lines   int    // for logs: 1 to MaxRemoteLines
}

// RemoteWhats lists what a backend can be asked for.
var RemoteWhats = []string{"health", "status", "logs"}

// RemoteLogs lists the logs of a backend.
var RemoteLogs = []string{"main", "executor", "session"}

// MaxRemoteLines is the most lines of a log that can be asked for.
const MaxRemoteLines = 10_000

// LastBeat is a robot's last real beat, for the status endpoint.
type LastBeat struct {
	Message       string        // its text; its status when it sent no text
	SentAt        time.Time     // its own time, in its own offset; zero: unknown
	At            time.Time     // when the beat was, on our clock; the same for the same beat
	Age           time.Duration // how long ago that is now; never negative
	SessionActive *bool         // nil: it did not say
}

// Info is about the monitor itself.
type Info struct {
	Version      string    `json:"version"`
	Started      time.Time `json:"started"`
	Address      string    `json:"address"` // where this API listens
	ConfigPath   string    `json:"config_path"`
	StateDir     string    `json:"state_dir"`
	HistoryBytes int64     `json:"history_bytes"`
	Notices      []string  `json:"notices"` // what a person should know: sentences
	Waiting      string    `json:"waiting"` // the status file of the built-in source; empty when sources are configured
}

// What errors of a Monitor and of a Client may wrap.
var (
	ErrNotFound    = errors.New("not found")
	ErrRefused     = errors.New("refused")
	ErrInvalid     = errors.New("invalid")
	ErrUnavailable = errors.New("not available now")
	// ErrNoMonitor: nothing listens for this state folder.
	ErrNoMonitor = errors.New("no monitor is running for this state folder: start sentinel or sentinelctl run")
)
