package channel

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/alert"
)

// asked is a request as a server received it.
type asked struct {
	method, host, path, query string
	header                    http.Header
	body                      string
}

// server stands for all hosts of the world, and remembers what it was asked.
type server struct {
	*httptest.Server
	mu   sync.Mutex
	seen []asked
}

// serve answers each request as the function says.
func serve(t *testing.T, answer http.HandlerFunc) *server {
	t.Helper()
	return serveAsked(t, func(w http.ResponseWriter, r *http.Request, _ asked) { answer(w, r) })
}

// serveAsked is serve for answers to what was said.
func serveAsked(t *testing.T, answer func(http.ResponseWriter, *http.Request, asked)) *server {
	t.Helper()
	s := &server{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got := asked{r.Method, r.Host, r.URL.Path, r.URL.RawQuery, r.Header, string(body)}
		s.mu.Lock()
		s.seen = append(s.seen, got)
		s.mu.Unlock()
		answer(w, r, got)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *server) requests() []asked {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen
}

// only is the one request that came.
func (s *server) only(t *testing.T) asked {
	t.Helper()
	seen := s.requests()
	if len(seen) != 1 {
		t.Fatalf("%d requests came, want 1: %v", len(seen), seen)
	}
	return seen[0]
}

// detour is a transport on which every host is the server: services have fixed
// ones.
func (s *server) detour() http.RoundTripper {
	to, _ := url.Parse(s.URL)
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		r = r.Clone(r.Context())
		r.Host = r.URL.Host
		r.URL.Scheme, r.URL.Host = to.Scheme, to.Host
		return http.DefaultTransport.RoundTrip(r)
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// says answers with a status and a body.
func says(status int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for n := 0; n+1 < len(header); n += 2 {
			w.Header().Set(header[n], header[n+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

var noon = time.Date(2026, 1, 20, 12, 0, 0, 0, time.UTC)

// silent is an incident of an account that is missing.
func silent(key monitor.Key, change ...func(*monitor.Incident)) monitor.Incident {
	orders := 2
	i := monitor.Incident{
		ID: "id-" + string(key), Key: key, Kind: key.Kind(), Robot: key.Robot(), Account: key.Account(),
		Level: monitor.LevelCritical, Cause: monitor.CauseMissing, Message: "silent", OpenOrders: &orders, Opened: noon,
	}
	for _, f := range change {
		f(&i)
	}
	return i
}

func opened(incidents ...monitor.Incident) alert.Message {
	return alert.Message{ID: "m1", Kind: alert.Opened, At: noon, Incidents: incidents}
}

// words is a Text that says what it was given.
func words(title, body string) func(alert.Message) (string, string) {
	return func(alert.Message) (string, string) { return title, body }
}

func sender(t *testing.T, o Options) Sender {
	t.Helper()
	if o.Text == nil {
		o.Text = words("ACC_003 went silent", "Robot alpha\nSince 12:00")
	}
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Addresses as a user writes them.
const (
	slackHook   = "slack://hook:T0CANARY1-B0CANARY2-cAnArY34567890123456789x@webhook"
	slackBot    = "slack://xoxb:123456789012-1234567890123-cAnArY34567890123456789x@C001CH4NN3L"
	telegramBot = "telegram://123456789:AAcAnArY_4567890123456789012345678x@telegram?chats=1234"
)
