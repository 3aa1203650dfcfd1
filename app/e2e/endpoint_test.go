//go:build desktop && linux

package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"sentinel/app/e2e/desktop"
)

// A backend serves a robot's status as the seed's backend does, well or ill.
type backend struct {
	mu    sync.Mutex
	mode  string // well, hangs, fails or invents
	alive time.Time
	close chan struct{} // ends what hangs
}

func (b *backend) set(mode string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.mode = mode
}

func (b *backend) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	mode := b.mode
	b.mu.Unlock()
	now := time.Now().UTC()
	beat := now.Truncate(time.Second) // the robot beats every second
	status, active := "✅ Login successful", true
	switch mode {
	case "hangs":
		select {
		case <-r.Context().Done():
		case <-b.close:
		}
		return
	case "fails":
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusInternalServerError)
		fmt.Fprint(w, `{"status":"error","message":"no status file"}`)
		return
	case "invents":
		beat, status, active = now, "🔄 Waiting for signals...", false
	}
	const layout = "2006-01-02T15:04:05.000000"
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"status":%q,"timestamp":%q,"session_active":%t,"last_update":%q,"uptime_seconds":%.6f}`,
		status, beat.Format(layout), active, now.Format(layout), now.Sub(beat).Seconds())
}

// endpoint stages a tray that watches a backend: late after 5 s, missing after 9 s.
func endpoint(t *testing.T) (*scene, *backend, *desktop.Process) {
	t.Helper()
	s := stage(t, desktop.Options{})
	b := &backend{mode: "well", close: make(chan struct{})}
	server := httptest.NewServer(b)
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(b.close) })
	s.configure(`
[[source]]
name = "cloud"
kind = "http"
url = "` + server.URL + `/api/heartbeat/status"
every = "500ms"
timeout = "1s"
interval = "4s"
grace = "1s"
max_misses = 1
`)
	tray := s.tray()
	s.tooltip(tray, "cloud is alive")
	return s, b, tray
}

// An endpoint that stops answering, or answers without a status, is told of once, and its recovery once.
func TestEndpointGoesStaleAndRecovers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ mode, cause string }{
		{"hangs", "unreachable"},
		{"fails", "unreadable"},
	} {
		t.Run(test.mode, func(t *testing.T) {
			t.Parallel()
			s, backend, tray := endpoint(t)
			alive := s.item(tray)
			backend.set(test.mode)
			toasts := s.toasts(1)
			if toasts[0].Urgency != "critical" || !strings.Contains(toasts[0].Summary, "cloud") {
				t.Errorf("the notification is %+v", toasts[0])
			}
			if now := s.item(tray); now.Icon == alive.Icon {
				t.Errorf("the icon does not change; the tooltip is %q", now.Tooltip)
			}
			output, status := s.control("status", "cloud", "--json")
			if status != 2 || !strings.Contains(strings.ReplaceAll(output, " ", ""), `"cause":"`+test.cause+`"`) {
				t.Errorf("sentinelctl status exits %d and says %s", status, output)
			}
			backend.set("well")
			s.tooltip(tray, "cloud is alive")
			if toast := s.toasts(2)[1]; toast.Urgency == "critical" || !strings.Contains(toast.Summary, "cloud") {
				t.Errorf("the notification of the recovery is %+v", toast)
			}
		})
	}
}

// An endpoint that has lost its file and invents fresh answers is not believed: a warning, then missing.
func TestEndpointThatInventsIsNotBelieved(t *testing.T) {
	t.Parallel()
	s, backend, tray := endpoint(t)
	backend.set("invents")
	if toast := s.toasts(1)[0]; toast.Urgency == "critical" || !strings.Contains(toast.Summary, "cloud") {
		t.Errorf("the warning is %+v", toast)
	}
	if toast := s.toasts(2)[1]; toast.Urgency != "critical" || !strings.Contains(toast.Summary, "cloud") {
		t.Errorf("the worse notification is %+v", toast)
	}
	output, status := s.control("status", "cloud", "--json")
	if status != 2 || !strings.Contains(strings.ReplaceAll(output, " ", ""), `"cause":"fabricated"`) {
		t.Errorf("sentinelctl status exits %d and says %s", status, output)
	}
	backend.set("well")
	s.tooltip(tray, "cloud is alive")
	if toast := s.toasts(3)[2]; toast.Urgency == "critical" {
		t.Errorf("the notification of the recovery is %+v", toast)
	}
}
