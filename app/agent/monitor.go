package agent

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
	"sentinel/monitor/config"
	"sentinel/monitor/engine"
	"sentinel/monitor/source"
	"sentinel/monitor/statusfile"
)

var _ api.Monitor = (*Agent)(nil)

// answerWithin is how long a reader waits for the engine before it takes it
// for stalled.
const answerWithin = 3 * time.Second

func standsStill(err error) error {
	return fmt.Errorf("%w: the monitor stands still; quit and start Sentinel again: %w", api.ErrUnavailable, err)
}

// Summary implements api.Monitor.
func (a *Agent) Summary(ctx context.Context) (api.Summary, error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	s, err := a.engine.Summary(ctx)
	if err != nil {
		return api.Summary{}, engineError(err)
	}
	return api.Summary{Overall: s.Overall, Total: s.Total, Counts: s.Counts}, nil
}

// Page implements api.Monitor.
func (a *Agent) Page(ctx context.Context, q monitor.Query) (monitor.Page, error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	page, err := a.engine.Page(ctx, q)
	return page, engineError(err)
}

// Subject implements api.Monitor.
func (a *Agent) Subject(ctx context.Context, key monitor.Key) (monitor.Subject, error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	subject, err := a.engine.Subject(ctx, key)
	if errors.Is(err, engine.ErrNoSubject) {
		return monitor.Subject{}, fmt.Errorf("%w: no robot or account %s is known", api.ErrNotFound, key)
	}
	return subject, engineError(err)
}

// Act implements api.Monitor.
func (a *Agent) Act(ctx context.Context, key monitor.Key, action string, length time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	var err error
	switch action {
	case api.ActionPause:
		err = a.engine.Pause(ctx, key)
	case api.ActionResume:
		err = a.engine.Resume(ctx, key)
	case api.ActionSnooze:
		err = a.engine.Snooze(ctx, key, length)
	case api.ActionAcknowledge:
		err = a.engine.Acknowledge(ctx, key, monitor.Owner)
	default:
		err = fmt.Errorf("%w: there is no action %q", api.ErrInvalid, action)
	}
	a.desk.look()
	if known := action != api.ActionResume && (action != api.ActionSnooze || length > 0); err == nil && known && a.options.Desktop != nil {
		a.options.Desktop.Settle(key)
	}
	return a.lasting(engineError(err))
}

// lasting says of what was done whether it outlasts this run: who thinks that a
// robot is paused for good must not find it watched after a restart.
func (a *Agent) lasting(err error) error {
	if err == nil && a.refuses.Load() {
		return fmt.Errorf("%w: it is done, but it is forgotten when Sentinel ends, for the history cannot be written", api.ErrUnavailable)
	}
	return err
}

// Forget implements api.Monitor.
func (a *Agent) Forget(ctx context.Context, key monitor.Key) error {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	err := a.engine.Forget(ctx, key)
	a.lookNow() // a file that is still there is seen again at once
	return a.lasting(engineError(err))
}

func engineError(err error) error {
	switch {
	case errors.Is(err, engine.ErrNoSubject):
		return fmt.Errorf("%w: %w", api.ErrNotFound, err)
	case errors.Is(err, context.DeadlineExceeded):
		return standsStill(err)
	case errors.Is(err, engine.ErrStopped):
		return fmt.Errorf("%w: %w", api.ErrUnavailable, err)
	}
	return err
}

// Sources implements api.Monitor.
func (a *Agent) Sources() []api.SourceInfo {
	list := []api.SourceInfo{}
	for _, s := range a.running() {
		state := s.State()
		info := api.SourceInfo{
			Name: state.Name, Kind: state.Kind, Key: monitor.Key(state.Name), Where: state.Where,
			Healthy: state.Healthy, Cause: state.Cause, Why: state.Why,
		}
		if !state.LastLook.IsZero() {
			at, latency := state.LastLook.UTC(), state.Latency.Seconds()
			info.LastLook, info.Latency = &at, &latency
		}
		list = append(list, info)
	}
	if receiver, on := a.receiver(); on {
		list = append(list, receiver)
	}
	return list
}

// receiver is how the receiver fares; off when there is none.
func (a *Agent) receiver() (info api.SourceInfo, on bool) {
	a.mu.Lock()
	where := a.robotsPostAt
	a.mu.Unlock()
	info = api.SourceInfo{Name: monitor.SourceReceiver, Kind: monitor.SourceReceiver, Where: where, Healthy: true}
	if latest := a.received.Load(); latest != nil {
		at := latest.UTC()
		info.LastLook = &at
	}
	if a.unkept.Load() {
		info.Healthy, info.Cause, info.Why = false, monitor.CauseUnreadable, "what robots send cannot be written to disk"
	}
	return info, where != ""
}

// transitionsAtOnce bounds one answer of Transitions.
const transitionsAtOnce = 100

// Transitions implements api.Monitor.
func (a *Agent) Transitions(ctx context.Context, after int64) ([]monitor.Transition, int64, error) {
	return a.store.Transitions(ctx, after, transitionsAtOnce)
}

// SetTest implements api.Monitor.
func (a *Agent) SetTest(ctx context.Context, test api.TestStatus) error {
	c, err := a.fileSource(test.Source)
	if err != nil {
		return err
	}
	ttl := cmp.Or(time.Duration(test.TTL), api.DefaultTTL)
	status := statusfile.Status{Type: test.Type, Message: test.Message, SessionActive: test.SessionActive}
	err = statusfile.SetTest(a.options.StateDir, c.Path, status, ttl, time.Now())
	if errors.Is(err, statusfile.ErrUsage) {
		return fmt.Errorf("%w: %w", api.ErrInvalid, err)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", api.ErrRefused, err)
	}
	a.tests.look()
	for _, s := range a.running() {
		if s.Name() == c.Name {
			s.Look()
		}
	}
	return nil
}

// fileSource finds a file source by its name; an empty name is the first one.
func (a *Agent) fileSource(name string) (config.Source, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, c := range a.config.Sources {
		switch {
		case c.Kind == config.KindFile && (name == "" || name == c.Name):
			return c, nil
		case name == c.Name:
			return config.Source{}, fmt.Errorf("%w: source %s is no file, so no test status can be set there", api.ErrInvalid, name)
		}
	}
	if name == "" {
		return config.Source{}, fmt.Errorf("%w: no status file is watched, so no test status can be set", api.ErrNotFound)
	}
	return config.Source{}, fmt.Errorf("%w: there is no source %q", api.ErrNotFound, name)
}

// TestSource names the file source that a test status without a source goes
// to; empty when there is none.
func (a *Agent) TestSource() string {
	c, err := a.fileSource("")
	if err != nil {
		return ""
	}
	return c.Name
}

// Waiting is the path of the built-in default source's status file; empty when
// sources are configured.
func (a *Agent) Waiting() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, c := range a.config.Sources {
		if c.BuiltIn {
			return c.Path
		}
	}
	return ""
}

// Remote implements api.Monitor.
func (a *Agent) Remote(ctx context.Context, name string, ask api.RemoteQuery) ([]byte, error) {
	for _, s := range a.running() {
		if s.Name() != name {
			continue
		}
		h, remote := s.(*source.HTTP)
		if !remote {
			return nil, fmt.Errorf("%w: source %s is a file; only an endpoint has a backend to ask", api.ErrInvalid, name)
		}
		body, err := h.Remote(ctx, ask.What, ask.LogType, ask.Lines)
		if errors.Is(err, source.ErrNoRemote) || errors.Is(err, source.ErrRemote) {
			return nil, fmt.Errorf("%w: %w", api.ErrInvalid, err)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", api.ErrUnavailable, err)
		}
		return body, nil
	}
	return nil, fmt.Errorf("%w: there is no source %q", api.ErrNotFound, name)
}

// LastBeat implements api.Monitor. The default robot is the first source.
func (a *Agent) LastBeat(ctx context.Context, robot string) (api.LastBeat, error) {
	if robot == "" {
		robot = a.defaultRobot()
	}
	key, err := monitor.ParseKey(robot)
	if err != nil {
		return api.LastBeat{}, fmt.Errorf("%w: %w", api.ErrInvalid, err)
	}
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	beat, age, seen, err := a.engine.Beat(ctx, key)
	if err != nil && !errors.Is(err, engine.ErrNoSubject) {
		return api.LastBeat{}, engineError(err)
	}
	if !seen {
		return api.LastBeat{}, fmt.Errorf("%w: no heartbeat of %s has been seen", api.ErrUnavailable, key)
	}
	return api.LastBeat{
		Message:       cmp.Or(beat.Message, beat.Status),
		SentAt:        beat.SentAt,
		At:            time.Now().Add(-age).Round(100 * time.Millisecond),
		Age:           max(0, age),
		SessionActive: beat.SessionActive,
	}, nil
}

func (a *Agent) defaultRobot() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.config.Sources) > 0 {
		return a.config.Sources[0].Name
	}
	return config.DefaultName
}

// Subscribe implements api.Monitor.
func (a *Agent) Subscribe() (<-chan struct{}, func()) { return a.changed.subscribe() }

// Info implements api.Monitor.
func (a *Agent) Info() api.Info {
	a.mu.Lock()
	address := ""
	if a.listener != nil {
		address = a.listener.Address
	}
	a.mu.Unlock()
	return api.Info{
		Version: a.options.Version, Started: a.started.UTC(), Address: address,
		ConfigPath: a.options.ConfigPath, StateDir: a.options.StateDir,
		HistoryBytes: a.historyBytes(), Notices: a.notices.list(), Waiting: a.Waiting(),
	}
}

// Notices are troubles of the monitor itself, a sentence each.
func (a *Agent) Notices() []string { return a.notices.list() }

// ShowWindow implements api.Monitor.
func (a *Agent) ShowWindow(ctx context.Context) error {
	if a.options.ShowWindow == nil {
		return fmt.Errorf("%w: this monitor runs without a desktop, so it has no window", api.ErrRefused)
	}
	return a.options.ShowWindow(ctx)
}
