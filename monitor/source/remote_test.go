package source

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestRemote(t *testing.T) {
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer secret" || r.Method != http.MethodGet {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		fmt.Fprint(w, r.URL.RequestURI())
	})
	tests := []struct {
		url, what, logType string
		lines              int
		want               string
	}{
		{"/api/heartbeat/status", "health", "", 0, "/api/health"},
		{"/api/heartbeat/status/", "status", "", 0, "/api/status"},
		{"/vps/one/api/heartbeat/status", "health", "", 0, "/vps/one/api/health"},
		{"/a%2Fb/api/heartbeat/status", "health", "", 0, "/a%2Fb/api/health"},
		{"/heartbeat/status", "status", "", 0, "/status"},
		{"/api/heartbeat/status", "logs", "", 0, "/api/logs?lines=100&type=main"},
		{"/api/heartbeat/status", "logs", "executor", 20, "/api/logs?lines=20&type=executor"},
		{"/api/heartbeat/status?key=k", "logs", "session", 1 << 30, "/api/logs?key=k&lines=10000&type=session"},
		{"/api/heartbeat/status?key=k", "health", "x", 0, "/api/health?key=k"},
	}
	for _, test := range tests {
		c := quick(base + test.url)
		c.Token = "secret"
		got, err := NewHTTP(c, testTicks(t), nil).Remote(t.Context(), test.what, test.logType, test.lines)
		if err != nil || string(got) != test.want {
			t.Errorf("%s %s: %q, %v; want %q", test.url, test.what, got, err, test.want)
		}
	}
}

func TestRemoteRefuses(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/logs") {
			w.Write(make([]byte, maxAnswer+1))
			return
		}
		w.WriteHeader(http.StatusNotFound)
	})
	for _, test := range []struct {
		path, preset, what, logType string
		want                        error
		words                       string
	}{
		{"/api/heartbeat/status", "", "../admin", "", ErrRemote, "health, status or logs"},
		{"/api/heartbeat/status", "", "logs", "secrets", ErrRemote, "main, executor or session"},
		{"/", "", "health", "", ErrNoRemote, "/heartbeat/status"},
		{"/api/heartbeat/status", PresetStatus, "health", "", ErrNoRemote, ""},
		{"/api/heartbeat/status", "", "health", "", nil, "404"},
		{"/api/heartbeat/status", "", "logs", "", nil, "larger than 1 MiB"},
	} {
		c := quick(url + test.path)
		c.Preset = test.preset
		_, err := NewHTTP(c, testTicks(t), nil).Remote(t.Context(), test.what, test.logType, 0)
		if err == nil || !strings.Contains(err.Error(), test.words) || test.want != nil && !errors.Is(err, test.want) {
			t.Errorf("%+v: %v", test, err)
		}
	}
}
