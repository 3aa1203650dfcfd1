package api

import (
	"slices"
	"strings"
	"testing"

	"sentinel/monitor"
)

func TestIncidentFilters(t *testing.T) {
	fake := newFake()
	s := serve(t, fake, Options{Loopback: true})
	response, body := request{path: "/api/v1/incidents?key=alpha/ACC_003&level=critical&level=warning&q=Silent"}.send(t, s)
	q := fake.query
	if response.StatusCode != 200 || q.Key != "alpha/ACC_003" || q.Text != "Silent" ||
		!slices.Equal(q.Levels, []monitor.Level{monitor.LevelCritical, monitor.LevelWarning}) {
		t.Errorf("%s %s: asked %+v", response.Status, body, q)
	}
	for query, want := range map[string]string{
		"?key=a/b/c":      "a/b/c",
		"?level=bad":      "want one of",
		"?who=alpha":      "possible: state, from, to, key, level, q",
		"?state=critical": "want one of open, closed, all",
	} {
		response, body := request{path: "/api/v1/incidents" + query}.send(t, s)
		if response.StatusCode != 400 || !strings.Contains(checkProblem(t, response, body).Detail, want) {
			t.Errorf("%s: %s %s", query, response.Status, body)
		}
	}
}

func TestIncidentQueryTakes(t *testing.T) {
	i := monitor.Incident{Key: "alpha/ACC_003", Level: monitor.LevelCritical, Cause: monitor.CauseMissing, Message: "no heartbeat"}
	for _, test := range []struct {
		q    IncidentQuery
		want bool
	}{
		{IncidentQuery{}, true},
		{IncidentQuery{Key: "alpha/ACC_003"}, true},
		{IncidentQuery{Key: "alpha"}, false},
		{IncidentQuery{Levels: []monitor.Level{monitor.LevelWarning}}, false},
		{IncidentQuery{Levels: []monitor.Level{monitor.LevelWarning, monitor.LevelCritical}}, true},
		{IncidentQuery{Text: "acc_003"}, true},
		{IncidentQuery{Text: "HEARTBEAT"}, true},
		{IncidentQuery{Text: "miss"}, true},
		{IncidentQuery{Text: "beta"}, false},
	} {
		if got := test.q.Takes(i); got != test.want {
			t.Errorf("%+v: %v", test.q, got)
		}
	}
}

func TestOneIncidentAndItsStory(t *testing.T) {
	s := serve(t, newFake(), Options{Loopback: true})
	response, body := request{path: "/api/v1/incidents/i1"}.send(t, s)
	if response.StatusCode != 200 || !strings.Contains(body, `"opened":"2026-01-20T02:30:00Z"`) || !strings.Contains(body, `"happened":[{"id":1,"kind":"opened"`) {
		t.Errorf("%s %s", response.Status, body)
	}
	if response, body := (request{path: "/api/v1/incidents/i2"}).send(t, s); response.StatusCode != 404 {
		t.Errorf("%s %s", response.Status, body)
	}
}

func TestNotes(t *testing.T) {
	fake := newFake()
	s := serve(t, fake, Options{Loopback: true})
	for _, test := range []struct {
		body   string
		status int
		want   string // asked of the monitor, or the field of the problem
	}{
		{`{"text":"the line was down"}`, 204, "note to i1 by owner: the line was down"},
		{`{"text":"called\n\u202ethem","by":" Budi "}`, 204, "note to i1 by Budi: called them"},
		{`{"text":" \u0007"}`, 400, "text"},
		{`{}`, 400, "text"},
		{`{"text":"` + strings.Repeat("x", MaxNote+1) + `"}`, 400, "text"},
		{`{"text":"x","by":"` + strings.Repeat("x", maxAuthor+1) + `"}`, 400, "by"},
		{`{"text":"x","to":"y"}`, 400, "to"},
	} {
		fake.took()
		response, body := request{method: "POST", path: "/api/v1/incidents/i1/notes", header: []string{withToken, asJSON}, body: test.body}.send(t, s)
		switch {
		case response.StatusCode != test.status:
			t.Errorf("%s: %s %s", test.body, response.Status, body)
		case test.status == 204:
			if asked := fake.took(); asked != test.want {
				t.Errorf("%s: asked %q", test.body, asked)
			}
		default:
			if field := checkProblem(t, response, body).Field; field != test.want {
				t.Errorf("%s: field %q", test.body, field)
			}
		}
	}
	if response, _ := (request{method: "POST", path: "/api/v1/incidents/i1/notes", header: []string{asJSON}, body: `{"text":"x"}`}).send(t, s); response.StatusCode != 401 {
		t.Errorf("without the token: %s", response.Status)
	}
}
