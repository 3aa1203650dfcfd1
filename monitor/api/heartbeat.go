package api

import (
	"net/http"
	"time"

	"sentinel/monitor"
)

// heartbeatAnswer is what the status endpoint answers.
type heartbeatAnswer struct {
	Status        string  `json:"status"`
	Timestamp     string  `json:"timestamp"`
	SessionActive bool    `json:"session_active"`
	LastUpdate    string  `json:"last_update"`
	UptimeSeconds float64 `json:"uptime_seconds"` // the age of the last beat
}

// heartbeatError is how this endpoint says that it has nothing to say: its
// readers know no other form.
type heartbeatError struct {
	Status  string `json:"status"` // always "error"
	Message string `json:"message"`
}

// heartbeat tells a robot's last beat with its own time and its growing age,
// also of a robot that is long missing. When there was none it says so: a
// fresh answer is never made up.
func (s *server) heartbeat(w http.ResponseWriter, r *http.Request) error {
	p := readParams(r, "robot")
	robot := p.text("robot", monitor.MaxKeyPart)
	if p.err == nil && robot != "" {
		if key, err := monitor.ParseKey(robot); err != nil {
			p.reject("robot", "%s", err)
		} else if key.Kind() != monitor.KindRobot {
			p.reject("robot", "robot %q is an account: want the name of a robot", robot)
		}
	}
	if p.err != nil {
		return answer(w, http.StatusBadRequest, heartbeatError{"error", p.err.Error()})
	}
	last, err := s.monitor.LastBeat(r.Context(), robot)
	if err != nil {
		_, kind := statusOf(err)
		return answer(w, http.StatusServiceUnavailable, heartbeatError{"error", sentence(err, kind)})
	}
	at := last.At.UTC().Round(time.Second)
	sent := last.SentAt
	if sent.IsZero() {
		sent = at
	}
	return answer(w, http.StatusOK, heartbeatAnswer{
		Status:        last.Message,
		Timestamp:     sent.Format(time.RFC3339Nano),
		SessionActive: last.SessionActive != nil && *last.SessionActive,
		LastUpdate:    at.Format(time.RFC3339),
		UptimeSeconds: max(0, last.Age.Seconds()),
	})
}

// heartbeatPreflight answers what a browser asks before it lets a page read.
// The guard has said already which page may.
func (s *server) heartbeatPreflight(w http.ResponseWriter, r *http.Request) error {
	header := w.Header()
	header.Add("Vary", "Access-Control-Request-Method, Access-Control-Request-Headers")
	if header.Get("Access-Control-Allow-Origin") != "" {
		header.Set("Access-Control-Allow-Methods", "GET, HEAD")
		header.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Cache-Control, Pragma")
		header.Set("Access-Control-Max-Age", "600")
		if r.Header.Get("Access-Control-Request-Private-Network") == "true" {
			header.Set("Access-Control-Allow-Private-Network", "true")
		}
	}
	header.Set("Allow", "GET, HEAD, OPTIONS")
	w.WriteHeader(http.StatusNoContent)
	return nil
}
