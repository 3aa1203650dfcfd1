package source

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor"
)

// quick polls as often as a test needs; no test waits for its timeout but
// those that say so.
func quick(url string) HTTPConfig {
	return HTTPConfig{Name: "cloud", Key: "cloud", URL: url, Every: 20 * time.Millisecond, Timeout: time.Minute}
}

func serve(t *testing.T, handler http.HandlerFunc) string {
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

func poll1(t *testing.T, c HTTPConfig) heard { return listen(t, NewHTTP(c, testTicks(t), nil)) }

// robot is the server of a sentinel endpoint.
type robot struct {
	mu     sync.Mutex
	answer map[string]any
}

func (r *robot) says(status, timestamp string, uptime float64, session bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = map[string]any{
		"status": status, "timestamp": timestamp, "session_active": session,
		"last_update": time.Now().Format(time.RFC3339Nano), "uptime_seconds": uptime,
	}
}

func (r *robot) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(r.answer)
}

func TestSentinelEndpoint(t *testing.T) {
	var r robot
	r.says("✅ Login successful", "2026-01-20T09:30:00", 4.5, true)
	h := poll1(t, quick(serve(t, r.ServeHTTP)+"/api/heartbeat/status"))
	got := h.message("✅ Login successful")
	if got.Beat.Status != monitor.StatusLogin || got.Beat.SessionActive == nil || !*got.Beat.SessionActive ||
		got.Age > 4500*time.Millisecond || got.Age <= 0 || got.Memo == nil {
		t.Errorf("%+v", got)
	}
	r.says("✅ Login successful", "2026-01-20T09:30:00", 0.1, true)
	if got := h.next(monitor.Unmoved); got.Cause != monitor.CauseFrozen || got.Why == "" {
		t.Errorf("%+v", got)
	}
	r.says("💰 Trade executed", "2026-01-20T09:30:10", 1, true)
	for h.until(monitor.Beat).Beat.Status != monitor.StatusTrade {
	}
}

func TestFabricatedEndpoint(t *testing.T) {
	var asked atomic.Int64
	h := poll1(t, quick(serve(t, func(w http.ResponseWriter, _ *http.Request) {
		n := asked.Add(1)
		fmt.Fprintf(w, `{"status":"🔄 Waiting for signals...","timestamp":"2026-01-20T09:30:00.%06d","session_active":false,"uptime_seconds":0.0000%02d}`, n, n%100)
	})))
	for range 2 {
		if r := h.next(monitor.Unmoved); r.Cause != monitor.CauseNone {
			t.Errorf("%+v", r)
		}
	}
	for range 3 {
		if r := h.next(monitor.Trouble); r.Cause != monitor.CauseFabricated {
			t.Errorf("%+v", r)
		}
	}
}

func TestHonestQuickAnswer(t *testing.T) {
	var asked atomic.Int64
	h := poll1(t, quick(serve(t, func(w http.ResponseWriter, _ *http.Request) {
		uptime := 0.001
		if asked.Add(1) > 1 {
			uptime = 10
		}
		fmt.Fprintf(w, `{"status":"🔄 Waiting for signals...","timestamp":"2026-01-20T09:30:00","session_active":false,"uptime_seconds":%g}`, uptime)
	})))
	if r := h.next(monitor.Unmoved); r.Cause != monitor.CauseNone {
		t.Errorf("%+v", r)
	}
	if r := h.next(monitor.Beat); r.Age <= 0 || r.Age > 10*time.Second {
		t.Errorf("%+v", r)
	}
	if r := h.next(monitor.Unmoved); r.Cause != monitor.CauseFrozen {
		t.Errorf("%+v", r)
	}
}

func TestEndpointAfterRestart(t *testing.T) {
	var r robot
	r.says("✅ Login successful", "2026-01-20T09:30:00", 4.5, true)
	c := quick(serve(t, r.ServeHTTP))
	h := poll1(t, c)
	c.Memo = h.next(monitor.Beat).Memo
	h.stop()
	r.says("✅ Login successful", "2026-01-20T09:30:00", 60, true)
	if got := poll1(t, c).next(monitor.Unmoved); got.Beat.Status != monitor.StatusLogin || got.Age < time.Second {
		t.Errorf("%+v", got)
	}
}

func TestStatusPreset(t *testing.T) {
	var code atomic.Int64
	code.Store(204)
	c := quick(serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(int(code.Load())) }))
	c.Preset = PresetStatus
	h := poll1(t, c)
	for range 3 { // every poll
		if r := h.next(monitor.Beat); r.Beat.Status != monitor.StatusHealthy || r.Age != 0 {
			t.Errorf("%+v", r)
		}
	}
	code.Store(500)
	h.until(monitor.Trouble)
	code.Store(200)
	h.until(monitor.Beat)
}

func TestJSONPreset(t *testing.T) {
	sent := time.Now().Add(-time.Minute)
	c := quick(serve(t, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"bots":[{"state":"trade executed","at":%q,"on":true}]}`, sent.Format(time.RFC3339Nano))
	}))
	c.Preset, c.StatusPath, c.TimePath, c.SessionPath = PresetJSON, "bots.0.state", "bots.0.at", "bots.0.on"
	h := poll1(t, c)
	r := h.next(monitor.Beat)
	if r.Beat.SessionActive == nil || !*r.Beat.SessionActive || r.Age < time.Minute-time.Second || !r.Beat.SentAt.Equal(sent.Round(0)) {
		t.Errorf("%+v", r)
	}
	if r := h.next(monitor.Unmoved); r.Cause != monitor.CauseFrozen {
		t.Errorf("%+v", r)
	}
}

func TestFreqtradePreset(t *testing.T) {
	for _, base := range []string{"", "/", "/bots/one", "/bots/one/api/v1/"} {
		t.Run("base "+base, func(t *testing.T) {
			prefix := strings.TrimSuffix(strings.TrimSuffix(base, "/"), "/api/v1")
			var running atomic.Bool
			running.Store(true)
			mux := http.NewServeMux()
			mux.HandleFunc("GET "+prefix+"/api/v1/health", func(w http.ResponseWriter, r *http.Request) {
				if user, password, _ := r.BasicAuth(); user != "trader" || password != "secret" {
					w.WriteHeader(http.StatusUnauthorized)
					return
				}
				fmt.Fprintf(w, `{"last_process":"","last_process_ts":%d}`, time.Now().Unix()-5)
			})
			mux.HandleFunc("GET "+prefix+"/api/v1/show_config", func(w http.ResponseWriter, r *http.Request) {
				if !running.Load() {
					w.WriteHeader(http.StatusInternalServerError)
					return
				}
				fmt.Fprint(w, `{"state":"running"}`)
			})
			c := quick(serve(t, mux.ServeHTTP) + base)
			c.Preset, c.User, c.Password = PresetFreqtrade, "trader", "secret"
			h := poll1(t, c)
			if r := h.next(monitor.Beat); !strings.Contains(r.Beat.Message+r.Beat.Status, "running") || r.Age < 4*time.Second {
				t.Errorf("%+v", r)
			}
			running.Store(false) // the health alone is enough
			h.until(monitor.Beat)
		})
	}
}

func TestRetryAfterIsKept(t *testing.T) {
	for _, test := range []struct {
		header  string
		quietly time.Duration
	}{
		{"120", 2 * time.Minute},
		{"999999999999", maxWait},
		{"", 0},
		{"-5", 0},
		{"soon", 0},
	} {
		t.Run(test.header, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := NewHTTP(HTTPConfig{Name: "cloud", Key: "cloud", URL: "http://robot.test/"}, testTicks(t), nil)
				var asked atomic.Int64
				h.server.client.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
					asked.Add(1)
					return &http.Response{StatusCode: 429, Header: http.Header{"Retry-After": {test.header}}, Body: http.NoBody, Request: r}, nil
				})
				heard := listen(t, h)
				first := heard.next(monitor.Trouble)
				if first.Cause != monitor.CauseUnreadable || !strings.Contains(first.Why, "429") {
					t.Errorf("%+v", first)
				}
				if test.quietly > 0 {
					h.Look() // is answered, and the server left alone
					if r := heard.next(monitor.Trouble); r.Why != first.Why || asked.Load() != 1 {
						t.Errorf("asked %d times: %+v", asked.Load(), r)
					}
				}
				pause := heard.next(monitor.Trouble).At.Sub(first.At)
				if want := test.quietly; pause < want || pause > want+defaultHTTPEvery {
					t.Errorf("asked again after %v, want %v", pause, want)
				}
			})
		})
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestRetryAfterDate(t *testing.T) {
	now := time.Date(2026, 1, 20, 9, 30, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"Tue, 20 Jan 2026 09:31:30 GMT": 90 * time.Second,
		"Tue, 20 Jan 2026 09:00:00 GMT": 0,
		"Wed, 20 Jan 2027 09:00:00 GMT": maxWait,
		" 7 ":                           7 * time.Second,
	} {
		if got := retryAfter(header, now); got != want {
			t.Errorf("%q: %v, want %v", header, got, want)
		}
	}
}

// One request at a time, and nobody waits for one that hangs.
func TestHungRequest(t *testing.T) {
	asked := make(chan struct{}, 100)
	hang := make(chan struct{})
	url := serve(t, func(http.ResponseWriter, *http.Request) {
		asked <- struct{}{}
		<-hang
	})
	t.Cleanup(func() { close(hang) })
	ticks := testTicks(t)
	stuck := NewHTTP(quick(url), ticks, nil)
	h := listen(t, stuck)
	var r robot
	r.says("✅ Login successful", "2026-01-20T09:30:00", 4.5, true)
	other := listen(t, NewHTTP(quick(serve(t, r.ServeHTTP)), ticks, nil))
	<-asked
	for range 10 {
		<-other.reports
	}
	stuck.Look()
	stuck.State()
	if len(asked) != 0 {
		t.Error("a second request while one is under way")
	}
	h.stop() // does not wait for it either
}

func TestTimedOut(t *testing.T) {
	for name, handler := range map[string]func(w http.ResponseWriter, hang <-chan struct{}){
		"hangs": func(_ http.ResponseWriter, hang <-chan struct{}) { <-hang },
		"slow loris": func(w http.ResponseWriter, hang <-chan struct{}) {
			w.Header().Set("Content-Length", "1000000000")
			drip := time.NewTicker(time.Millisecond)
			defer drip.Stop()
			for {
				if _, err := w.Write([]byte(" ")); err != nil {
					return
				}
				w.(http.Flusher).Flush()
				select {
				case <-hang:
					return
				case <-drip.C:
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			hang := make(chan struct{})
			c := quick(serve(t, func(w http.ResponseWriter, _ *http.Request) { handler(w, hang) }))
			t.Cleanup(func() { close(hang) })
			c.Timeout = 50 * time.Millisecond
			h := poll1(t, c)
			for range 2 {
				if r := h.next(monitor.Trouble); r.Cause != monitor.CauseUnreachable || !strings.Contains(r.Why, "timed out") {
					t.Errorf("%+v", r)
				}
			}
		})
	}
}

func TestConnectionsAreReused(t *testing.T) {
	var opened atomic.Int64
	var r robot
	r.says("✅ Login successful", "2026-01-20T09:30:00", 4.5, true)
	var agent atomic.Value
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		agent.Store(q.UserAgent())
		if opened.Load() == 0 || q.Method != http.MethodGet {
			t.Error("unexpected", q.Method)
		}
		r.ServeHTTP(w, q)
	}))
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			opened.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	h := poll1(t, quick(server.URL))
	for range 5 {
		<-h.reports
	}
	if n := opened.Load(); n != 1 {
		t.Errorf("%d connections for 5 polls", n)
	}
	if agent.Load() != "Sentinel" {
		t.Errorf("User-Agent %q", agent.Load())
	}
	h.stop()
}

func TestStateOfAnEndpoint(t *testing.T) {
	var r robot
	r.says("✅ Login successful", "2026-01-20T09:30:00", 4.5, true)
	url := serve(t, r.ServeHTTP)
	c := quick(strings.Replace(url, "http://", "http://user:secret@", 1) + "/api/heartbeat/status?key=secret#secret")
	s := NewHTTP(c, testTicks(t), nil)
	h := listen(t, s)
	h.next(monitor.Beat)
	state := s.State()
	if state.Name != "cloud" || state.Kind != "http" || state.Where != url+"/api/heartbeat/status" ||
		state.Host != "127.0.0.1" || !state.Healthy || state.Why != "" || state.LastLook.IsZero() || state.Latency <= 0 {
		t.Errorf("%+v", state)
	}
}
