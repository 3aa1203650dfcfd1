package window

import (
	"context"
	"iter"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
)

// Backend is what the window asks of a monitor. A *api.Client is one. Its
// methods are called from several goroutines and may take as long as a network
// call does. Errors are sentences for a person.
type Backend interface {
	Subjects(ctx context.Context, q monitor.Query) (monitor.Page, error)
	// Subject returns one; the error wraps api.ErrNotFound when there is none.
	Subject(ctx context.Context, key monitor.Key) (monitor.Subject, error)
	Sources(ctx context.Context) ([]api.SourceInfo, error)
	Info(ctx context.Context) (api.Info, error)
	// Events yields whenever something may have changed, until ctx ends or
	// the connection breaks.
	Events(ctx context.Context) iter.Seq2[api.Event, error]
	Act(ctx context.Context, key monitor.Key, action string, length time.Duration) error
	SetTest(ctx context.Context, test api.TestStatus) error
	Incidents(ctx context.Context, q api.IncidentQuery) ([]monitor.Incident, error)
	// Incident returns one with what happened to it; the error wraps
	// api.ErrNotFound when there is none.
	Incident(ctx context.Context, id string) (api.IncidentStory, error)
	AddNote(ctx context.Context, id, by, text string) error
	// History returns how a subject fared; the error wraps api.ErrNotFound for
	// one that was never heard of.
	History(ctx context.Context, key monitor.Key, q api.HistoryQuery) (api.History, error)
	// Overall returns how all fared together, or a robot with its accounts.
	Overall(ctx context.Context, q api.OverallQuery) (api.Overall, error)
	// Rhythm returns what is expected of a subject and what its heartbeats
	// suggest.
	Rhythm(ctx context.Context, key monitor.Key) (api.Rhythm, error)
	AcceptRhythm(ctx context.Context, key monitor.Key, s api.Suggestion) (api.Accepted, error)
	// Channels returns those who are told, in the order of the settings.
	Channels(ctx context.Context) ([]api.ChannelInfo, error)
	// TestChannel sends a test message; that the channel did not take it is no
	// error.
	TestChannel(ctx context.Context, name string) (api.ChannelTest, error)
	PutChannel(ctx context.Context, name string, s api.ChannelSettings) error
	RemoveChannel(ctx context.Context, name string) error
	// Messages returns what was made for channels, newest first.
	Messages(ctx context.Context, q api.MessageQuery) ([]api.Message, error)
	// Drill lets a test incident run through all stages; it takes as long.
	Drill(ctx context.Context) (api.Drill, error)
	Remote(ctx context.Context, source string, ask api.RemoteQuery) ([]byte, error)
}

var _ Backend = (*api.Client)(nil)

// Dial finds the monitor. It is called again whenever the monitor stops
// answering, since one that was started anew may listen elsewhere. It is
// called from the feed's goroutine.
type Dial func() (Backend, error)
