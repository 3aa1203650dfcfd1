package window

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
)

// fake is a Backend of a test's making.
type fake struct {
	mu        sync.Mutex
	page      monitor.Page
	serve     func(monitor.Query) monitor.Page // in place of page
	others    []monitor.Subject                // that are asked for by their keys
	sources   []api.SourceInfo
	info      api.Info
	err       error // of every call
	failing   error // of what a person asks for
	acts      []string
	tests     []api.TestStatus
	asked     []monitor.Query
	remote    map[string]string
	remotes   []api.RemoteQuery
	events    chan struct{}
	history   func(monitor.Key, api.HistoryQuery) api.History
	histories []api.HistoryQuery
	overall   func(api.OverallQuery) api.Overall
	overalls  []api.OverallQuery
	incidents []monitor.Incident
	stories   map[string][]api.Transition // of incidents, by their IDs
	sought    []api.IncidentQuery
	rhythm    *api.Rhythm // nil: nobody is watched
	accepted  []api.Suggestion
	channels  []api.ChannelInfo
	tested    []string                                   // channels that were tested
	answer    func(name string) (api.ChannelTest, error) // to a test; nil: it is taken
	put       map[string]api.ChannelSettings
	removed   []string
	messages  []api.Message // newest first
	mail      []api.MessageQuery
	drill     api.Drill
	drills    int
}

func (f *fake) Subjects(_ context.Context, q monitor.Query) (monitor.Page, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, q)
	if f.serve != nil {
		return f.serve(q), f.err
	}
	return f.page, f.err
}

func (f *fake) Subject(_ context.Context, key monitor.Key) (monitor.Subject, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.others {
		if s.Key == key {
			return s, f.err
		}
	}
	return monitor.Subject{}, fmt.Errorf("no robot or account %s is known: %w", key, api.ErrNotFound)
}

func (f *fake) Sources(context.Context) ([]api.SourceInfo, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.sources, f.err
}

func (f *fake) Info(context.Context) (api.Info, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.info, f.err
}

func (f *fake) Events(ctx context.Context) iter.Seq2[api.Event, error] {
	return func(yield func(api.Event, error) bool) {
		for {
			select {
			case <-ctx.Done():
				return
			case _, open := <-f.events:
				if !open {
					yield(api.Event{}, errors.New("the stream broke off"))
					return
				}
				if !yield(api.Event{Snapshot: &api.Summary{}}, nil) {
					return
				}
			}
		}
	}
}

func (f *fake) Act(_ context.Context, key monitor.Key, action string, length time.Duration) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.acts = append(f.acts, strings.TrimSpace(action+" "+string(key)+" "+length.String()))
	return f.failing
}

func (f *fake) SetTest(_ context.Context, test api.TestStatus) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tests = append(f.tests, test)
	return f.failing
}

func (f *fake) Remote(_ context.Context, _ string, ask api.RemoteQuery) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.remotes = append(f.remotes, ask)
	return []byte(f.remote[ask.What]), f.failing
}

func (f *fake) History(_ context.Context, key monitor.Key, q api.HistoryQuery) (api.History, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.histories = append(f.histories, q)
	if f.history == nil {
		return api.History{Key: key, From: q.From, To: q.To, StepSeconds: q.Step.Seconds()}, f.failing
	}
	return f.history(key, q), f.failing
}

func (f *fake) Overall(_ context.Context, q api.OverallQuery) (api.Overall, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.overalls = append(f.overalls, q)
	if f.overall == nil {
		return api.Overall{From: q.From, To: q.To, StepSeconds: q.Step.Seconds(), Robot: q.Robot}, f.failing
	}
	return f.overall(q), f.failing
}

func (f *fake) Rhythm(_ context.Context, key monitor.Key) (api.Rhythm, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.rhythm == nil {
		return api.Rhythm{}, fmt.Errorf("no robot or account %s is known: %w", key, api.ErrNotFound)
	}
	r := *f.rhythm
	r.Key = key
	return r, f.failing
}

func (f *fake) AcceptRhythm(_ context.Context, _ monitor.Key, s api.Suggestion) (api.Accepted, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.accepted = append(f.accepted, s)
	return api.Accepted{Path: "config.toml", InForce: true}, f.failing
}

func (f *fake) Incidents(_ context.Context, q api.IncidentQuery) ([]monitor.Incident, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sought = append(f.sought, q)
	var list []monitor.Incident
	for _, i := range f.incidents {
		if i.Opened.Before(q.To) && (i.Closed == nil || !i.Closed.Before(q.From)) {
			list = append(list, i)
		}
	}
	return list, f.failing
}

func (f *fake) Incident(_ context.Context, id string) (api.IncidentStory, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, i := range f.incidents {
		if i.ID == id {
			return api.IncidentStory{Incident: i, Happened: f.stories[id]}, f.failing
		}
	}
	return api.IncidentStory{}, fmt.Errorf("%w: there is no incident %q", api.ErrNotFound, id)
}

func (f *fake) AddNote(_ context.Context, id, _, text string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for n := range f.incidents {
		if i := &f.incidents[n]; i.ID == id && f.failing == nil {
			i.Notes = append(slices.Clone(i.Notes), monitor.Note{At: noon, By: monitor.Owner, Text: text})
		}
	}
	return f.failing
}

// noon is the moment at which all tests look.
var noon = time.Date(2026, 1, 20, 14, 1, 16, 0, time.UTC)

func ptr[T any](v T) *T { return &v }

// strip60 is a strip of on-time marks with some others at the end.
func strip60(tail string) string {
	return strings.Repeat("o", monitor.StripLength-len(tail)) + tail
}

func account(robot, name, status string, orders int, age float64, tail string) monitor.Subject {
	return monitor.Subject{
		Key: monitor.Key(robot + "/" + name), Kind: monitor.KindAccount, Robot: robot, Account: name,
		Status: status, Level: monitor.LevelOK, Liveness: monitor.Alive,
		Since: noon.Add(-5 * time.Hour), AgeSeconds: &age, LastBeat: ptr(noon.Add(-seconds(age))), Skew: ptr(0.4),
		Interval: 120, Grace: 15, MaxMisses: 1, SessionValid: ptr(true), OpenOrders: &orders,
		Source: "receiver", Strip: strip60(tail),
	}
}

func trouble(s monitor.Subject, level monitor.Level, liveness monitor.Liveness, misses int) monitor.Subject {
	s.Level, s.Liveness, s.Cause, s.Misses = level, liveness, monitor.CauseMissing, misses
	s.Since = noon
	return s
}

// pictured is the state that the window was designed with.
func pictured() *fake {
	robot := account("alpha", "", "healthy", 0, 12, "")
	robot.Key, robot.Kind, robot.Account = "alpha", monitor.KindRobot, ""
	robot.OpenOrders, robot.SessionValid, robot.ActiveAccounts = nil, nil, ptr(12)
	vps := account("vps", "", "trade", 0, 3, "")
	vps.Key, vps.Kind, vps.Account, vps.OpenOrders = "vps", monitor.KindRobot, "", nil
	vps.Message, vps.Source, vps.Test, vps.TestExpires = "💰 Trade executed", "vps", true, ptr(noon.Add(4*time.Minute))
	quiet := account("idx", "ACC_020", "idle", 0, 13*3600, "----------------")
	quiet.Level, quiet.Liveness = monitor.LevelOff, monitor.Quiet
	all := []monitor.Subject{
		trouble(account("alpha", "ACC_003", "active", 2, 252, "loooooolmmmm"), monitor.LevelCritical, monitor.Missing, 2),
		trouble(account("beta", "ACC_011", "idle", 0, 140, "ooolooooooom"), monitor.LevelWarning, monitor.Late, 1),
		robot, account("alpha", "ACC_001", "active", 1, 31, "looooo"), account("alpha", "ACC_002", "active", 4, 8, "looooooooloo"),
		account("alpha", "ACC_004", "idle", 0, 55, "lo"), vps, quiet,
	}
	return fakeOf(all)
}

func fakeOf(all []monitor.Subject) *fake {
	looked := noon
	page := monitor.Select(all, monitor.Query{Limit: monitor.MaxLimit})
	return &fake{
		page: page, events: make(chan struct{}, 1),
		sources: []api.SourceInfo{
			{Name: "vps", Kind: "file", Key: "vps", Where: "/home/trader/bot/logs/heartbeat_status.txt", Healthy: true, LastLook: &looked},
			{Name: "cloud", Kind: "http", Key: "cloud", Where: "https://robot.example/api/heartbeat/status", Healthy: true, LastLook: &looked, Latency: ptr(0.084)},
		},
		info: api.Info{
			Started: noon.Add(-5*time.Hour - 20*time.Minute), Address: "127.0.0.1:8787", HistoryBytes: 38 << 20,
			ConfigPath: "/home/trader/.config/sentinel/config.toml",
		},
		remote: map[string]string{},
	}
}

// hostile are robots that write and are called what one would rather not.
func hostile() *fake {
	long := account("a-robot-with-a-name-that-goes-on-and-on", strings.Repeat("ACCOUNT_", 8), "active", 1234567, 9e6, "lmel-lmel")
	long.Message = strings.Repeat("⚠️ **bold** <b>tag</b> [link](http://x) \u202egnorw ", 12)
	long = trouble(long, monitor.LevelCritical, monitor.Missing, 99999)
	long.Acknowledged, long.Cause = true, monitor.CauseUnreadable
	long.Why = "the file is larger than 64 KiB, so it is no status file: " + strings.Repeat("look what writes it. ", 4)
	warned := account("beta", "ACC_1", "warning", 0, 3, "e")
	warned.Level, warned.Cause, warned.Message = monitor.LevelWarning, monitor.CauseWarning, "🚫 Order rejected\nby the broker"
	warned.SnoozedUntil = ptr(noon.Add(3 * time.Hour))
	paused := account("beta", "ACC_2", "idle", 0, 40*24*3600, "-")
	paused.Level, paused.Liveness, paused.SessionValid = monitor.LevelOff, monitor.Paused, ptr(false)
	unseen := monitor.Subject{Key: "new", Kind: monitor.KindRobot, Robot: "new", Level: monitor.LevelUnknown, Liveness: monitor.New, Since: noon}
	backend := fakeOf([]monitor.Subject{long, warned, paused, unseen})
	for i := range 12 {
		backend.sources = append(backend.sources, api.SourceInfo{
			Name: "source-" + strings.Repeat("x", i), Kind: "file", Healthy: i%4 != 0, Cause: monitor.CauseUnreadable, LastLook: ptr(noon),
		})
	}
	return backend
}

// honest are robots and accounts whose state is more than one word.
func honest() *fake {
	robot := account("alpha", "", "healthy", 0, 12, "")
	robot.Key, robot.Kind, robot.Account = "alpha", monitor.KindRobot, ""
	robot.OpenOrders, robot.SessionValid = nil, nil
	robot.ActiveAccounts, robot.Reporting, robot.ActiveTasks = ptr(12), ptr(10), ptr(5)
	frozen := trouble(account("alpha", "ACC_003", "active", 2, 252, "oommmm"), monitor.LevelCritical, monitor.Missing, 2)
	frozen.Cause, frozen.Why = monitor.CauseFrozen, "it sends the very same heartbeat again and again"
	broken := account("alpha", "ACC_004", "error", 1, 140, "eel")
	broken.Level, broken.Liveness, broken.Cause, broken.Misses = monitor.LevelCritical, monitor.Late, monitor.CauseError, 1
	broken.Unexpected, broken.Message = "idle → error", "❌ Order rejected: not enough margin"
	ahead := account("alpha", "ACC_005", "active", 0, 20, "")
	ahead.Cause, ahead.Why, ahead.Skew = monitor.CauseClock, "clock 7 h ahead: looks like a time zone", ptr(25200.4)
	expired := account("beta", "ACC_006", "active", 3, 40, "")
	expired.SessionValid = ptr(false)
	closed := account("idx", "ACC_020", "idle", 0, 13*3600, "----------------")
	closed.Level, closed.Liveness, closed.OpensAt = monitor.LevelOff, monitor.Quiet, ptr(noon.Add(18*time.Hour+44*time.Minute))
	backup := account("backup", "", "healthy", 0, 300, "")
	backup.Key, backup.Kind, backup.Account, backup.OpenOrders, backup.SessionValid = "backup", monitor.KindRobot, "", nil, nil
	backup.Source, backup.RunningSince, backup.RunSeconds = "ping", ptr(noon.Add(-2*time.Minute)), ptr(192.0)
	away := account("cloud", "", "waiting", 0, 400, "----")
	away.Key, away.Kind, away.Account, away.OpenOrders, away.SessionValid = "cloud", monitor.KindRobot, "", nil, ptr(true)
	away.Level, away.Liveness, away.Message, away.Source = monitor.LevelUnknown, monitor.Unobserved, "🔄 Waiting for signals...", "cloud"
	return fakeOf([]monitor.Subject{robot, frozen, broken, ahead, expired, closed, backup, away})
}
