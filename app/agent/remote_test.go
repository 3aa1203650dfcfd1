package agent

import (
	"errors"
	"testing"

	"sentinel/monitor"
	"sentinel/monitor/api"
)

func TestRemoteThatCannotBe(t *testing.T) {
	w := newWorld(t, oneFile+`
[[source]]
name = "elsewhere"
kind = "http"
url = "http://127.0.0.1:1/ping"
preset = "status"
`)
	w.beat("✅ Login successful")
	w.until("first beat", "vps", liveness(monitor.Alive)) // the sources run
	for name, want := range map[string]error{"vps": api.ErrInvalid, "elsewhere": api.ErrInvalid, "nobody": api.ErrNotFound} {
		if _, err := w.agent.Remote(t.Context(), name, api.RemoteQuery{What: "health"}); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
}
