package api

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestHeartbeatTellsTheLastBeat(t *testing.T) {
	fake := newFake()
	active := true
	fake.lastErr = nil
	fake.last = LastBeat{
		Message: "🔄 Waiting for signals...",
		SentAt:  time.Date(2026, 1, 20, 9, 30, 0, 123000000, jakarta),
		At:      time.Date(2026, 1, 20, 2, 30, 1, 0, time.UTC),
		Age:     90500 * time.Millisecond, SessionActive: &active,
	}
	s := serve(t, fake, Options{Loopback: true})
	response, body := request{method: "GET", path: heartbeatPath + "?robot=alpha"}.send(t, s)
	if response.StatusCode != 200 || response.Header.Get("Content-Type") != "application/json" {
		t.Fatalf("%s %s", response.Status, response.Header.Get("Content-Type"))
	}
	want := `{"status":"🔄 Waiting for signals...","timestamp":"2026-01-20T09:30:00.123+07:00","session_active":true,` +
		`"last_update":"2026-01-20T02:30:01Z","uptime_seconds":90.5}`
	if strings.TrimSpace(body) != want {
		t.Errorf("got  %s\nwant %s", body, want)
	}
	if asked := fake.took(); asked != `last "alpha"` {
		t.Errorf("asked for %s", asked)
	}

	// Without a time of its own, the receipt stands for it; unknown is not active.
	fake.last = LastBeat{Message: "x", At: fake.last.At, Age: -time.Second}
	_, body = request{method: "GET", path: heartbeatPath}.send(t, s)
	want = `{"status":"x","timestamp":"2026-01-20T02:30:01Z","session_active":false,"last_update":"2026-01-20T02:30:01Z","uptime_seconds":0}`
	if strings.TrimSpace(body) != want {
		t.Errorf("got  %s\nwant %s", body, want)
	}
}

func TestHeartbeatNeverInvents(t *testing.T) {
	fake := newFake()
	fake.lastErr = errors.New("no heartbeat of alpha yet")
	s := serve(t, fake, Options{Loopback: true})
	for path, want := range map[string]int{
		"": 503, "?robot=alpha": 503, "?robot=a/b": 400, "?robot=%00": 400, "?robot=a&robot=b": 400, "?x=1": 400,
	} {
		response, body := request{method: "GET", path: heartbeatPath + path}.send(t, s)
		var said map[string]string
		if err := json.Unmarshal([]byte(body), &said); err != nil {
			t.Fatal(err)
		}
		keys := slices.Sorted(maps.Keys(said))
		if response.StatusCode != want || said["status"] != "error" || said["message"] == "" ||
			!slices.Equal(keys, []string{"message", "status"}) {
			t.Errorf("%s: %s %s", path, response.Status, body)
		}
	}
}

// Pages of configured origins may read the status endpoint, and no others.
func TestHeartbeatOrigins(t *testing.T) {
	tests := map[string]struct {
		method string
		header []string
		want   int
		cors   string
	}{
		"configured": {"GET", []string{"Origin: http://localhost:3000", "Sec-Fetch-Site: same-site"}, 503, "http://localhost:3000"},
		"configured, preflight": {"OPTIONS", []string{
			"Origin: http://localhost:3000", "Access-Control-Request-Method: GET",
			"Access-Control-Request-Private-Network: true",
		}, 204, "http://localhost:3000"},
		"configured, post":   {"POST", []string{"Origin: http://localhost:3000"}, 403, ""},
		"another port":       {"GET", []string{"Origin: http://localhost:3001"}, 403, ""},
		"another scheme":     {"GET", []string{"Origin: https://localhost:3000"}, 403, ""},
		"longer":             {"GET", []string{"Origin: http://localhost:3000.evil.example"}, 403, ""},
		"null":               {"GET", []string{"Origin: null"}, 403, ""},
		"two":                {"GET", []string{"Origin: http://localhost:3000", "Origin: http://evil.example"}, 403, ""},
		"image":              {"GET", []string{"Sec-Fetch-Site: cross-site"}, 403, ""},
		"foreign, preflight": {"OPTIONS", []string{"Origin: http://evil.example"}, 403, ""},
		"a program":          {"GET", nil, 503, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := serve(t, newFake(), Options{Loopback: true, Origins: []string{"http://localhost:3000"}})
			response, body := request{method: test.method, path: heartbeatPath, header: test.header}.send(t, s)
			if response.StatusCode != test.want {
				t.Errorf("answered %s, want %d: %s", response.Status, test.want, body)
			}
			if cors := response.Header.Get("Access-Control-Allow-Origin"); cors != test.cors {
				t.Errorf("allows origin %q, want %q", cors, test.cors)
			}
			if !slices.Contains(response.Header.Values("Vary"), "Origin") {
				t.Error("a cache could give the answer to another origin")
			}
			if response.Header.Get("Access-Control-Allow-Credentials") != "" {
				t.Error("allows credentials")
			}
			preflight := test.want == 204
			if got := response.Header.Get("Access-Control-Allow-Private-Network") == "true"; got != preflight {
				t.Errorf("allows the private network: %v", got)
			}
		})
	}
}
