package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// stranger is what answers where a monitor was expected, and remembers what it
// was sent.
type stranger struct {
	status  int
	headers map[string]string
	answer  string
	open    string // the only token that it takes; "": it wants none

	asked []string // method, path and token of each request
	body  []byte   // of the last one
}

func (s *stranger) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.asked = append(s.asked, r.Method+" "+r.URL.Path+" "+r.Header.Get("Authorization"))
	s.body, _ = io.ReadAll(r.Body)
	for name, value := range s.headers {
		w.Header().Set(name, value)
	}
	if s.open != "" && r.Header.Get("Authorization") != "Bearer "+s.open {
		w.WriteHeader(http.StatusUnauthorized)
		io.WriteString(w, `{"title":"Unauthorized","detail":"robot alpha has a token: send it"}`)
		return
	}
	w.WriteHeader(s.status)
	io.WriteString(w, s.answer)
}

// serve lets a stranger answer until the test ends, and returns its URL.
func (s *stranger) serve(t *testing.T) string {
	t.Helper()
	t.Setenv(tokenVariable, "")
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return server.URL
}

// sentinelctl runs a command and returns its exit code and all that it said.
func sentinelctl(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = run(t.Context(), "test", append([]string{"--state-dir", t.TempDir()}, args...), &out, &err)
	return code, out.String(), err.String()
}

func TestBeatPostsOneHeartbeat(t *testing.T) {
	s := &stranger{status: 200, answer: `{"accepted": 1}` + "\n"}
	url := s.serve(t)
	for _, test := range []struct {
		args []string
		path string
		want map[string]any
	}{
		{
			[]string{"--status", "healthy", "--active-accounts", "12", "--active-tasks", "0", "--message", "well"},
			"/api/heartbeat",
			map[string]any{"event": "ROBOT_HEARTBEAT", "status": "healthy", "active_accounts": 12.0, "active_tasks": 0.0, "message": "well"},
		},
		{
			[]string{"--robot", "alpha", "--account", "ACC_003", "--status", "active", "--open-orders", "2", "--session-valid", "false"},
			"/api/heartbeat/alpha",
			map[string]any{"event": "ACCOUNT_HEARTBEAT", "account": "ACC_003", "status": "active", "open_orders": 2.0, "session_valid": false},
		},
	} {
		s.asked = nil
		before := time.Now()
		code, stdout, stderr := sentinelctl(t, append([]string{"beat", "--url", url}, test.args...)...)
		if code != 0 || stdout != "accepted\n" || stderr != "" {
			t.Errorf("%q: exit %d, %q, %q", test.args, code, stdout, stderr)
		}
		if len(s.asked) != 1 || s.asked[0] != "POST "+test.path+" " {
			t.Errorf("%q asked %q", test.args, s.asked)
		}
		var got map[string]any
		if err := json.Unmarshal(s.body, &got); err != nil {
			t.Fatal(err)
		}
		said, _ := got["timestamp"].(string)
		at, err := time.Parse(time.RFC3339, said)
		if err != nil || at.Before(before.Round(0)) || at.After(time.Now()) {
			t.Errorf("%q: the time is %q", test.args, said)
		}
		delete(got, "timestamp")
		if fmt.Sprint(got) != fmt.Sprint(test.want) {
			t.Errorf("%q posted %v", test.args, got)
		}
	}
	if _, stdout, _ := sentinelctl(t, "beat", "--status", "healthy", "--json", "--url", url); stdout != "{\"accepted\": 1}\n" {
		t.Errorf("--json printed %q", stdout)
	}
}

func TestBeatTakesAddressesAsPeopleGiveThem(t *testing.T) {
	s := &stranger{status: 200, answer: `{"accepted":1}`}
	url := s.serve(t)
	for given, path := range map[string]string{
		"":                       "/api/heartbeat",
		"/":                      "/api/heartbeat",
		"/api/heartbeat":         "/api/heartbeat",
		"/api/heartbeat/":        "/api/heartbeat",
		"/api/heartbeat/bravo":   "/api/heartbeat/bravo",
		"/watch/":                "/watch/api/heartbeat",
		"/watch/api/heartbeat/b": "/watch/api/heartbeat/b",
		"/watch/api/heartbeat":   "/watch/api/heartbeat",
		"/api/heartbeatfoo":      "/api/heartbeatfoo/api/heartbeat", // a name that begins alike
		"/my/api/heartbeats/":    "/my/api/heartbeats/api/heartbeat",
	} {
		s.asked = nil
		if code, _, stderr := sentinelctl(t, "beat", "--status", "healthy", "--url", url+given); code != 0 {
			t.Errorf("%s: %s", given, stderr)
		}
		if len(s.asked) != 1 || s.asked[0] != "POST "+path+" " {
			t.Errorf("%s asked %q", given, s.asked)
		}
	}
}

// Whatever does not accept a heartbeat, nobody is told that it was accepted.
func TestBeatSaysWhyItWasNotTaken(t *testing.T) {
	for name, test := range map[string]struct {
		stranger
		code int
		says string
	}{
		"refused":    {stranger{status: 400, answer: `{"title":"Bad Request","detail":"want RFC 3339","field":"timestamp"}`}, 70, "does not take it: timestamp: want RFC 3339"},
		"disk full":  {stranger{status: 503, answer: `{"title":"Service Unavailable","detail":"the disk is full"}`}, 70, "the disk is full"},
		"no detail":  {stranger{status: 429, answer: `{"title":"Too Many Requests"}`}, 70, "429 Too Many Requests"},
		"a web page": {stranger{status: 404, answer: `<html>`}, 70, "404 Not Found, not as a monitor does"},
		"elsewhere":  {stranger{status: 301, headers: map[string]string{"Location": "/other"}}, 70, "points elsewhere"},
		"another":    {stranger{status: 200, answer: `{"ok":true}`}, 70, "is no monitor"},
		"not JSON":   {stranger{status: 200, answer: `hello`}, 70, "is no monitor"},
	} {
		t.Run(name, func(t *testing.T) {
			s := &test.stranger
			url := s.serve(t)
			code, stdout, stderr := sentinelctl(t, "beat", "--status", "healthy", "--url", url)
			if code != test.code || stdout != "" || !strings.Contains(stderr, test.says) {
				t.Errorf("exit %d, %q, %q; want %d and %q", code, stdout, stderr, test.code, test.says)
			}
			if len(s.asked) != 1 {
				t.Errorf("asked %d times", len(s.asked))
			}
		})
	}
	server := httptest.NewServer(nil)
	server.Close()
	if code, stdout, stderr := sentinelctl(t, "beat", "--status", "healthy", "--url", server.URL); code != 3 || stdout != "" || !strings.Contains(stderr, "cannot be reached") {
		t.Errorf("nobody there: exit %d, %q, %q", code, stdout, stderr)
	}
}

func TestBeatBringsItsToken(t *testing.T) {
	s := &stranger{status: 200, answer: `{"accepted":1}`, open: "robots-own"}
	url := s.serve(t)
	if code, _, stderr := sentinelctl(t, "beat", "--status", "healthy", "--url", url); code != 70 || !strings.Contains(stderr, "robot alpha has a token") {
		t.Errorf("without a token: exit %d, %q", code, stderr)
	}
	t.Setenv(tokenVariable, "robots-own")
	if code, _, stderr := sentinelctl(t, "beat", "--status", "healthy", "--url", url); code != 0 {
		t.Errorf("with its token: exit %d, %q", code, stderr)
	}
}

// The monitor of the state folder is shown the control token when it asks for a
// token, and not before.
func TestBeatOpensItsOwnMonitor(t *testing.T) {
	control := strings.Repeat("0123456789abcdef", 4)
	s := &stranger{status: 200, answer: `{"accepted":1}`, open: control}
	url, dir := s.serve(t), t.TempDir()
	for name, content := range map[string]string{"address": strings.TrimPrefix(url, "http://"), "control-token": control} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if code, _, stderr := sentinelctl(t, "--state-dir", dir, "beat", "--status", "healthy"); code != 0 {
		t.Errorf("exit %d, %q", code, stderr)
	}
	if got := strings.Join(s.asked, ", "); got != "POST /api/heartbeat , POST /api/heartbeat Bearer "+control {
		t.Errorf("asked %s", got)
	}
	// A token that was given is used, or refused: never quietly replaced.
	t.Setenv(tokenVariable, "another")
	if code, _, _ := sentinelctl(t, "--state-dir", dir, "beat", "--status", "healthy"); code != 70 || len(s.asked) != 3 {
		t.Errorf("with a wrong token: exit %d, asked %q", code, s.asked)
	}
}
