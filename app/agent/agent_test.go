package agent

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/alert"
	"sentinel/monitor/api"
)

// world is an agent that watches real files and endpoints in a temporary
// folder.
type world struct {
	t      *testing.T
	dir    string
	config string
	agent  *Agent
	stop   func()

	news chan struct{} // has a value when told has grown

	between func() // happens between New and Run

	mu   sync.Mutex
	told []string
}

func newWorld(t *testing.T, config string) *world {
	w := &world{t: t, dir: t.TempDir(), news: make(chan struct{}, 1)}
	w.config = filepath.Join(w.dir, "config.toml")
	w.write("config.toml", strings.ReplaceAll(config, "DIR", filepath.ToSlash(w.dir)))
	w.start()
	t.Cleanup(func() { w.stop() })
	return w
}

func (w *world) start() {
	w.t.Helper()
	a, err := New(w.t.Context(), Options{
		ConfigPath: w.config, StateDir: filepath.Join(w.dir, "state"), Version: "test",
		Desktop: w,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	if w.between != nil {
		w.between()
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := a.Run(ctx); err != nil {
			w.t.Error(err)
		}
	}()
	w.agent = a
	w.stop = func() { cancel(); <-done }
}

func (w *world) write(name, content string) {
	w.t.Helper()
	path := filepath.Join(w.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) beat(message string) {
	w.write("logs/vps.txt", message+"\n"+time.Now().Format("2006-01-02T15:04:05.000000"))
}

// until waits for the subject to be as wanted.
func (w *world) until(what string, key monitor.Key, holds func(monitor.Subject) bool) monitor.Subject {
	w.t.Helper()
	changed, stop := w.agent.Subscribe()
	defer stop()
	timeout := time.After(30 * time.Second)
	for {
		s, _ := w.agent.Subject(w.t.Context(), key)
		if holds(s) {
			return s
		}
		select {
		case <-changed:
		case <-timeout:
			w.t.Fatalf("%s: never happened; last seen %+v; notices %q", what, s, w.agent.Notices())
		}
	}
}

// untilNotices waits for the notices to be as wanted.
func (w *world) untilNotices(what string, holds func(notices []string) bool) []string {
	w.t.Helper()
	changed, stop := w.agent.Subscribe()
	defer stop()
	timeout := time.After(30 * time.Second)
	for {
		notices := w.agent.Notices()
		if holds(notices) {
			return notices
		}
		select {
		case <-changed:
		case <-timeout:
			w.t.Fatalf("%s: never happened; notices %q", what, notices)
		}
	}
}

func some(notices []string) bool { return len(notices) > 0 }
func none(notices []string) bool { return len(notices) == 0 }

// Show implements Desktop.
func (w *world) Show(_ context.Context, m alert.Message, _ bool) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, i := range slices.Backward(m.Incidents) { // what ended before what goes on
		kind := "opened"
		if i.Closed != nil {
			kind = cmp.Or(string(i.End), "over")
		}
		w.told = append(w.told, fmt.Sprintf("%s %s %s", i.Key, kind, i.Cause))
	}
	signal(w.news)
	return nil
}

// Settle implements Desktop.
func (w *world) Settle(monitor.Key) {}

func (w *world) untilTold(want ...string) {
	w.t.Helper()
	timeout := time.After(30 * time.Second)
	for {
		w.mu.Lock()
		got := slices.Clone(w.told)
		w.mu.Unlock()
		if slices.Equal(got, want) {
			return
		}
		select {
		case <-w.news:
		case <-timeout:
			w.t.Fatalf("people were told %q, want %q", got, want)
		}
	}
}

func liveness(want monitor.Liveness) func(monitor.Subject) bool {
	return func(s monitor.Subject) bool { return s.Liveness == want }
}

const oneFile = `
[listen]
address = ""
[alerts]
group_wait = "50ms"
group_interval = "50ms"
[[source]]
name = "vps"
kind = "file"
path = "DIR/logs/vps.txt"
every = "50ms"
interval = "400ms"
grace = "100ms"
max_misses = 1
`

func TestFileFromFirstBeatToRecovery(t *testing.T) {
	w := newWorld(t, oneFile)
	w.beat("✅ Login successful")
	s := w.until("first beat", "vps", liveness(monitor.Alive))
	if s.Status != monitor.StatusLogin || s.Message != "✅ Login successful" || s.Level != monitor.LevelOK {
		t.Errorf("the first beat shows as %+v", s)
	}
	w.until("late", "vps", liveness(monitor.Late))
	w.until("missing", "vps", liveness(monitor.Missing))
	w.untilTold("vps opened missing")
	w.beat("💰 Trade executed")
	w.until("recovery", "vps", liveness(monitor.Alive))
	w.until("gone again", "vps", liveness(monitor.Missing))
	w.untilTold("vps opened missing", "vps recovered missing", "vps opened missing")
}

func TestRestartTellsNothingTwice(t *testing.T) {
	w := newWorld(t, oneFile)
	w.beat("🔄 Waiting for signals...")
	w.until("missing", "vps", liveness(monitor.Missing))
	w.untilTold("vps opened missing")
	before := w.until("missing", "vps", liveness(monitor.Missing))
	w.stop()
	w.start()
	after := w.until("still missing", "vps", liveness(monitor.Missing))
	if *after.AgeSeconds < *before.AgeSeconds {
		t.Errorf("the restart made it younger: %v s, was %v s", *after.AgeSeconds, *before.AgeSeconds)
	}
	w.beat("🔄 Waiting for signals...")
	w.until("recovery", "vps", liveness(monitor.Alive))
	w.untilTold("vps opened missing", "vps recovered missing", "vps opened missing")
}

func TestTestStatusShowsAndGoesBack(t *testing.T) {
	w := newWorld(t, strings.Replace(oneFile, `"400ms"`, `"1h"`, 1))
	w.beat("🔄 Waiting for signals...")
	real := w.until("first beat", "vps", liveness(monitor.Alive))
	err := w.agent.SetTest(t.Context(), api.TestStatus{Type: "error", TTL: api.Duration(1500 * time.Millisecond)})
	if err != nil {
		t.Fatal(err)
	}
	s := w.until("test", "vps", func(s monitor.Subject) bool { return s.Test })
	if s.Level != monitor.LevelCritical || s.LastBeat.Sub(*real.LastBeat).Abs() > 5*time.Millisecond {
		t.Errorf("a test shows as %+v", s)
	}
	back := w.until("back", "vps", func(s monitor.Subject) bool { return !s.Test })
	if back.Level != monitor.LevelOK || back.LastBeat.Sub(*real.LastBeat).Abs() > time.Second {
		t.Errorf("after the test: %+v, before it: %+v", back, real)
	}
	w.untilTold("vps opened error")
	if err := w.agent.SetTest(t.Context(), api.TestStatus{Source: "nobody", Type: "error"}); err == nil {
		t.Error("a test for a source that does not exist was accepted")
	}
}

func TestEndpointThatHangs(t *testing.T) {
	var mode atomic.Value
	mode.Store("ok")
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		switch mode.Load() {
		case "hang":
			select {
			case <-release:
			case <-r.Context().Done():
			}
		case "fail":
			out.WriteHeader(http.StatusInternalServerError)
			fmt.Fprint(out, `{"status":"error","message":"no such file"}`)
		default:
			fmt.Fprintf(out, `{"status":"🎯 Profit secured","timestamp":%q,"session_active":true,"uptime_seconds":0.2}`,
				time.Now().Format("2006-01-02T15:04:05.000000"))
		}
	}))
	defer server.Close()
	defer close(release)
	w := newWorld(t, strings.ReplaceAll(`
[listen]
address = ""
[[source]]
name = "vps"
kind = "http"
url = "URL/api/heartbeat/status"
every = "50ms"
timeout = "100ms"
interval = "400ms"
grace = "100ms"
max_misses = 2
`, "URL", server.URL))
	s := w.until("first beat", "vps", liveness(monitor.Alive))
	if s.Status != monitor.StatusProfit || s.SessionValid == nil || !*s.SessionValid {
		t.Errorf("the endpoint shows as %+v", s)
	}
	for trouble, cause := range map[string]monitor.Cause{"hang": monitor.CauseUnreachable, "fail": monitor.CauseUnreadable} {
		mode.Store(trouble)
		w.until(trouble, "vps", func(s monitor.Subject) bool { return s.Liveness == monitor.Missing && s.Cause == cause })
		mode.Store("ok")
		w.until("recovery", "vps", liveness(monitor.Alive))
	}
}

func TestBadEditLeavesTheRunningConfiguration(t *testing.T) {
	w := newWorld(t, oneFile)
	w.beat("✅ Login successful")
	w.until("first beat", "vps", liveness(monitor.Alive))
	good, err := os.ReadFile(w.config)
	if err != nil {
		t.Fatal(err)
	}
	w.write("config.toml", string(good)+"\nintervall = \"1s\"\n")
	if text := w.untilNotices("the refusal", some)[0]; !strings.Contains(text, "config.toml:") {
		t.Errorf("the notice does not say where: %q", text)
	}
	w.write("config.toml", strings.ReplaceAll(string(good), `"vps"`, `"renamed"`))
	w.until("the new name", "renamed", liveness(monitor.Missing))
	if _, err := w.agent.Subject(t.Context(), "vps"); !errors.Is(err, api.ErrNotFound) {
		t.Errorf("a source that the configuration does not name any more is still there: %v", err)
	}
	if notices := w.agent.Notices(); len(notices) != 0 {
		t.Errorf("the notice stays: %q", notices)
	}
}

// The file may be edited after it was read and before anybody watches it.
func TestEditBeforeTheWatchIsTakenUp(t *testing.T) {
	w := newWorld(t, oneFile)
	w.stop()
	good, err := os.ReadFile(w.config)
	if err != nil {
		t.Fatal(err)
	}
	w.between = func() { w.write("config.toml", strings.ReplaceAll(string(good), `"vps"`, `"renamed"`)) }
	w.start()
	w.until("the new name", "renamed", func(s monitor.Subject) bool { return s.Key == "renamed" })
}

func TestSecondMonitorIsRefused(t *testing.T) {
	w := newWorld(t, oneFile)
	if _, err := New(t.Context(), Options{StateDir: filepath.Join(w.dir, "state")}); err == nil {
		t.Error("two monitors share a state folder")
	}
}
