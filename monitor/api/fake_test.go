package api

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sentinel/monitor"
)

const testToken = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

// fakeMonitor is a Monitor with two subjects that remembers what it was asked.
type fakeMonitor struct {
	mu          sync.Mutex
	subjects    []monitor.Subject
	incidents   []monitor.Incident
	transitions []monitor.Transition
	asked       []string
	received    []monitor.Posting
	full        bool  // of beats, only those of alpha/ACC_003 are taken
	err         error // what acts end in
	stalled     error // what looks end in
	last        LastBeat
	lastErr     error
	listeners   map[chan struct{}]bool
	onPage      func()
	past        History
	query       IncidentQuery // the latest
	kept        []monitor.Receipt
	breaks      error // what reading all of kept ends in

	drills func(context.Context) (Drill, error) // nil: at once
}

var jakarta = time.FixedZone("WIB", 7*3600)

func newFake() *fakeMonitor {
	at := time.Date(2026, 1, 20, 9, 30, 0, 0, jakarta)
	age, orders, valid := 12.3, 2, true
	return &fakeMonitor{
		subjects: []monitor.Subject{
			{
				Key: "alpha/ACC_003", Kind: monitor.KindAccount, Robot: "alpha", Account: "ACC_003",
				Status: "active", Level: monitor.LevelOK, Liveness: monitor.Alive, Since: at,
				LastBeat: &at, SentAt: &at, AgeSeconds: &age, OpenOrders: &orders, SessionValid: &valid,
				Interval: 120, Grace: 15, MaxMisses: 1, Source: "receiver",
			},
			{
				Key: "beta", Kind: monitor.KindRobot, Robot: "beta",
				Level: monitor.LevelCritical, Liveness: monitor.Missing, Cause: monitor.CauseMissing, Since: at,
			},
		},
		incidents: []monitor.Incident{{ID: "i1", Key: "beta", Kind: monitor.KindRobot, Robot: "beta", Level: monitor.LevelCritical, Opened: at}},
		lastErr:   fmt.Errorf("no heartbeat yet"),
		listeners: map[chan struct{}]bool{},
	}
}

func (f *fakeMonitor) Summary(context.Context) (Summary, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return Summary{Overall: monitor.Overall(f.subjects), Total: len(f.subjects), Counts: monitor.Count(f.subjects)}, f.stalled
}

func (f *fakeMonitor) Page(_ context.Context, q monitor.Query) (monitor.Page, error) {
	if f.onPage != nil {
		f.onPage()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return monitor.Select(slices.Clone(f.subjects), q), f.stalled
}

func (f *fakeMonitor) Subject(_ context.Context, key monitor.Key) (monitor.Subject, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := slices.IndexFunc(f.subjects, func(s monitor.Subject) bool { return s.Key == key })
	if i < 0 {
		return monitor.Subject{}, fmt.Errorf("%w: no robot or account %s is known", ErrNotFound, key)
	}
	return f.subjects[i], f.stalled
}

func (f *fakeMonitor) note(format string, args ...any) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, fmt.Sprintf(format, args...))
	return f.err
}

// took returns what was asked since the last time, and forgets it.
func (f *fakeMonitor) took() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	asked := strings.Join(f.asked, "; ")
	f.asked = nil
	return asked
}

func (f *fakeMonitor) Receive(postings []monitor.Posting) (refused []int, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, p := range postings {
		if f.full && p.Key != "alpha/ACC_003" {
			refused = append(refused, i)
			continue
		}
		f.received = append(f.received, p)
	}
	return refused, f.err
}

func (f *fakeMonitor) History(_ context.Context, key monitor.Key, q HistoryQuery) (History, error) {
	return f.past, f.note("history %s %s to %s by %s", key, q.From.Format(time.RFC3339), q.To.Format(time.RFC3339), q.Step)
}

func (f *fakeMonitor) Remembered(context.Context) ([]monitor.Key, error) {
	return []monitor.Key{"alpha/ACC_003", "imported"}, nil
}

func (f *fakeMonitor) Overall(_ context.Context, q OverallQuery) (Overall, error) {
	return Overall{Robot: q.Robot, Subjects: 2}, f.note("overall %q %s to %s by %s", q.Robot, q.From.Format(time.RFC3339), q.To.Format(time.RFC3339), q.Step)
}

func (f *fakeMonitor) Rhythm(_ context.Context, key monitor.Key) (Rhythm, error) {
	return Rhythm{Key: key, Interval: 60, MaxMisses: 4, Suggested: &Suggestion{60, 1}}, f.note("rhythm %s", key)
}

func (f *fakeMonitor) AcceptRhythm(_ context.Context, key monitor.Key, s Suggestion) (Accepted, error) {
	return Accepted{Path: "config.toml", InForce: true}, f.note("accept %s %v s %d", key, s.Interval, s.MaxMisses)
}

func (f *fakeMonitor) Beats(_ context.Context, key monitor.Key, from, to time.Time, each func(monitor.Receipt) error) error {
	if err := f.note("beats %s %s to %s", key, from.Format(time.RFC3339), to.Format(time.RFC3339)); err != nil {
		return err
	}
	for _, r := range f.kept {
		if err := each(r); err != nil {
			return err
		}
	}
	return f.breaks
}

func (f *fakeMonitor) Import(_ context.Context, key monitor.Key, receipts []monitor.Receipt) (int, error) {
	f.kept = receipts
	return 1, f.note("import %s %d", key, len(receipts))
}

func (f *fakeMonitor) Act(_ context.Context, key monitor.Key, action string, length time.Duration) error {
	return f.note("%s %s %s", action, key, length.Round(time.Minute))
}

func (f *fakeMonitor) Forget(_ context.Context, key monitor.Key) error {
	return f.note("forget %s", key)
}

func (f *fakeMonitor) Sources() []SourceInfo {
	at := time.Date(2026, 1, 20, 9, 30, 0, 0, jakarta)
	return []SourceInfo{{Name: "beta", Kind: "file", Key: "beta", Where: "logs/heartbeat_status.txt", Healthy: true, LastLook: &at}}
}

func (f *fakeMonitor) Incidents(_ context.Context, q IncidentQuery) ([]monitor.Incident, error) {
	f.query = q
	if !q.From.IsZero() {
		return f.incidents, f.note("incidents %s %s to %s", q.State, q.From.Format(time.RFC3339), q.To.Format(time.RFC3339))
	}
	return f.incidents, f.note("incidents %s", q.State)
}

func (f *fakeMonitor) Incident(_ context.Context, id string) (IncidentStory, error) {
	if id != "i1" {
		return IncidentStory{}, fmt.Errorf("%w: there is no incident %q", ErrNotFound, id)
	}
	return IncidentStory{Incident: f.incidents[0], Happened: []Transition{{ID: 1, Kind: monitor.Opened}}}, nil
}

func (f *fakeMonitor) AddNote(_ context.Context, id string, note monitor.Note) error {
	return f.note("note to %s by %s: %s", id, note.By, note.Text)
}

func (f *fakeMonitor) Transitions(_ context.Context, after int64) ([]monitor.Transition, int64, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	newest := int64(len(f.transitions))
	if after < 0 || after > newest {
		return nil, newest, nil
	}
	list := f.transitions[after:]
	return list[:min(len(list), 2)], newest, nil // cut, to be asked again
}

func (f *fakeMonitor) Channels(context.Context) ([]ChannelInfo, error) {
	at := time.Date(2026, 1, 20, 9, 30, 0, 0, jakarta)
	return []ChannelInfo{{Name: "owner", Kind: "shoutrrr", Where: "telegram", Service: "telegram", Told: &at}}, f.note("channels")
}

func (f *fakeMonitor) TestChannel(_ context.Context, name string) (ChannelTest, error) {
	return ChannelTest{Channel: name, Error: "the server answered 500"}, f.note("test channel %s", name)
}

func (f *fakeMonitor) PutChannel(_ context.Context, name string, s ChannelSettings) error {
	return f.note("put %s %s to %q, %q: %v %v, %q %s %t %s", name, s.Kind, s.Address, s.Secret,
		s.Levels, s.Keys, s.QuietHours, s.Timezone, s.ExceptCritical, time.Duration(s.EscalateAfter))
}

func (f *fakeMonitor) RemoveChannel(_ context.Context, name string) error {
	return f.note("remove %s", name)
}

func (f *fakeMonitor) Messages(_ context.Context, q MessageQuery) ([]Message, error) {
	at := time.Date(2026, 1, 20, 9, 30, 0, 0, jakarta)
	before := "now"
	if !q.Before.IsZero() {
		before = q.Before.Format(time.RFC3339Nano)
	}
	return []Message{{ID: "m1", Channel: "owner", At: at, Made: at, Ended: &at, State: MessageDelivered}}, f.note("%d messages of %q before %s", q.Limit, q.Channel, before)
}

func (f *fakeMonitor) Drill(ctx context.Context) (Drill, error) {
	if f.drills != nil {
		return f.drills(ctx)
	}
	return Drill{Incident: "i1", Key: monitor.DrillKey, Opened: time.Date(2026, 1, 20, 9, 30, 0, 0, jakarta)}, f.note("drill")
}

func (f *fakeMonitor) SetTest(_ context.Context, t TestStatus) error {
	active := "nil"
	if t.SessionActive != nil {
		active = fmt.Sprint(*t.SessionActive)
	}
	return f.note("test %s %s %q %s %s", t.Source, t.Type, t.Message, time.Duration(t.TTL), active)
}

func (f *fakeMonitor) Remote(_ context.Context, source string, ask RemoteQuery) ([]byte, error) {
	return []byte(`{"lines":[]}`), f.note("remote %s %s %s %d", source, ask.What, ask.LogType, ask.Lines)
}

func (f *fakeMonitor) LastBeat(_ context.Context, robot string) (LastBeat, error) {
	f.note("last %q", robot)
	return f.last, f.lastErr
}

func (f *fakeMonitor) Subscribe() (<-chan struct{}, func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	c := make(chan struct{}, 1)
	f.listeners[c] = true
	return c, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.listeners, c)
	}
}

// happen adds transitions and tells the listeners. It never blocks.
func (f *fakeMonitor) happen(transitions ...monitor.Transition) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, t := range transitions {
		t.ID = int64(len(f.transitions) + 1)
		f.transitions = append(f.transitions, t)
	}
	for c := range f.listeners {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

func (f *fakeMonitor) listening() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.listeners)
}

func (f *fakeMonitor) Info() Info {
	return Info{Version: "1.2.3", Started: time.Date(2026, 1, 20, 9, 30, 0, 0, jakarta)}
}

func (f *fakeMonitor) ShowWindow(context.Context) error { return f.note("window") }

// serve starts a real server for the fake.
func serve(t *testing.T, m Monitor, o Options) *httptest.Server {
	t.Helper()
	o.ControlToken = testToken
	o.Log = slog.New(slog.DiscardHandler)
	return serveHandler(t, NewHandler(m, o))
}

// serveHandler serves as a Listener does.
func serveHandler(t *testing.T, handler http.Handler) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(nil)
	s.Config, s.Listener = usualBounds.over(s.Listener, handler)
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// request is one request of a table.
type request struct {
	method, path, body string
	host               string   // Host, when not the server's
	header             []string // "Name: value"
}

const (
	withToken = "Authorization: Bearer " + testToken
	asJSON    = "Content-Type: application/json"
)

func (q request) send(t *testing.T, s *httptest.Server) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), q.method, s.URL+q.path, strings.NewReader(q.body))
	if err != nil {
		t.Fatal(err)
	}
	if q.host != "" {
		r.Host = q.host
	}
	for _, line := range q.header {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Add(name, value)
	}
	client := s.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}
