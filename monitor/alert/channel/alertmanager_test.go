package channel

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sentinel/monitor"
	"sentinel/monitor/alert"
)

// alerts are what the server was posted last.
func (s *server) alerts(t *testing.T) []posted {
	t.Helper()
	seen := s.requests()
	var list []posted
	if err := json.Unmarshal([]byte(seen[len(seen)-1].body), &list); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestAlertmanager(t *testing.T) {
	t.Parallel()
	server := serve(t, says(http.StatusOK, ""))
	a := sender(t, Options{Kind: KindAlertmanager, URL: server.URL + "/am"})
	send := func(kind alert.Kind, at time.Time, change ...func(*monitor.Incident)) []posted {
		t.Helper()
		if err := a.Send(t.Context(), alert.Message{ID: "m", Kind: kind, At: at, Incidents: []monitor.Incident{silent("alpha/ACC_003", change...)}}); err != nil {
			t.Fatal(err)
		}
		return server.alerts(t)
	}
	warning := func(i *monitor.Incident) { i.Level, i.Cause = monitor.LevelWarning, monitor.CauseDegraded }
	labels := func(severity, cause string) map[string]string {
		return map[string]string{"alertname": "SentinelHeartbeat", "robot": "alpha", "account": "ACC_003", "severity": severity, "cause": cause}
	}
	notes := map[string]string{"summary": "ACC_003 went silent", "description": "Robot alpha\nSince 12:00"}

	got := send(alert.Opened, noon, warning)
	want := []posted{{labels("warning", "degraded"), notes, noon, noon.Add(firing)}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("opened: %s", diff)
	}
	if path := server.requests()[0].path; path != "/am/api/v2/alerts" {
		t.Errorf("path %s", path)
	}

	// Worse is another alert: the one before ends.
	later := noon.Add(time.Minute)
	got = send(alert.Worsened, later)
	want = []posted{
		{labels("warning", "degraded"), notes, noon, later},
		{labels("critical", "missing"), notes, noon, later.Add(firing)},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("worsened: %s", diff)
	}

	end := later.Add(time.Minute)
	got = send(alert.Recovered, end, func(i *monitor.Incident) { i.Closed = &end })
	want = []posted{{labels("critical", "missing"), notes, noon, end}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("recovered: %s", diff)
	}
}

// A warning that was told before a restart ends, whatever its cause was.
func TestAlertmanagerWorsenedAfterARestart(t *testing.T) {
	t.Parallel()
	server := serve(t, says(http.StatusOK, ""))
	a := sender(t, Options{Kind: KindAlertmanager, URL: server.URL})
	m := opened(silent("alpha"))
	m.Kind = alert.Worsened
	if err := a.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	firing, ended := 0, map[string]bool{}
	for _, p := range server.alerts(t) {
		if p.EndsAt.After(noon) {
			firing++
			continue
		}
		ended[p.Labels["severity"]+" "+p.Labels["cause"]] = true
	}
	if firing != 1 || !ended["warning degraded"] || !ended["warning missing"] || ended["critical missing"] {
		t.Errorf("%d fire, ended: %v", firing, ended)
	}
}

func TestAlertmanagerOfNoIncident(t *testing.T) {
	t.Parallel()
	server := serve(t, says(http.StatusOK, ""))
	a := sender(t, Options{Kind: KindAlertmanager, URL: server.URL + "/api/v2/alerts"})
	if err := a.Send(t.Context(), alert.Message{ID: "d", Kind: alert.Digest, At: noon}); err != nil || len(server.requests()) > 0 {
		t.Errorf("a digest: %v, %v", err, server.requests())
	}
	if err := a.Send(t.Context(), alert.Message{ID: "t", Kind: alert.Test, At: noon}); err != nil {
		t.Fatal(err)
	}
	got := server.alerts(t)
	if len(got) != 1 || got[0].Labels["test"] != "true" || got[0].EndsAt != noon.Add(testFiring) || server.requests()[0].path != "/api/v2/alerts" {
		t.Errorf("a test: %+v", got)
	}
}
