package api

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"sentinel/monitor/trend"
)

func TestOverallQueries(t *testing.T) {
	fake := newFake()
	s := serve(t, fake, Options{Loopback: true})
	for _, test := range []struct {
		query  string
		status int
		want   string // asked of the monitor, or said in the problem
	}{
		{"?from=2026-01-20T09:00:00%2B07:00&to=2026-01-21T02:00:00Z", 200, `overall "" 2026-01-20T09:00:00+07:00 to 2026-01-21T02:00:00Z by 1h0m0s`},
		{"?to=2026-01-21T02:00:00Z&step=168h&robot=alpha", 200, `overall "alpha" 2026-01-20T02:00:00Z to 2026-01-21T02:00:00Z by 168h0m0s`},
		{"?robot=alpha/ACC_003", 400, "want the name of a robot"},
		{"?robot=a+b", 400, "want the name of a robot"},
		{"?step=30m", 400, "whole hours"},
		{"?key=alpha", 400, "possible: from, to, step, robot"},
	} {
		fake.took()
		response, body := request{path: "/api/v1/history" + test.query}.send(t, s)
		if response.StatusCode != test.status {
			t.Errorf("%s: %s %s", test.query, response.Status, body)
			continue
		}
		if test.status == 200 {
			if asked := fake.took(); asked != test.want {
				t.Errorf("%s: asked %q", test.query, asked)
			}
		} else if detail := checkProblem(t, response, body).Detail; !strings.Contains(detail, test.want) {
			t.Errorf("%s: said %q", test.query, detail)
		}
	}
}

func TestNewWeekBeginsOnMonday(t *testing.T) {
	var week [7][24]trend.Outages
	week[time.Sunday][23] = trend.Outages{Time: time.Minute}
	week[time.Monday][0] = trend.Outages{Begun: 1}
	want := []HourOfOutages{{"Monday", 0, 0, 1}, {"Sunday", 23, 60, 0}}
	if got := NewWeek(week); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}

func TestAcceptingARhythm(t *testing.T) {
	const path = "/api/v1/subjects/alpha~ACC_003/rhythm"
	for name, test := range map[string]struct {
		request request
		status  int
		want    string // in the body
		asked   string
	}{
		"look":             {request{path: path}, 200, `"suggested":{"interval_seconds":60,"max_misses":1}`, "rhythm alpha/ACC_003"},
		"accept":           {request{method: "POST", path: path, body: `{"interval_seconds":60,"max_misses":1}`, header: []string{withToken, asJSON}}, 200, `{"path":"config.toml","in_force":true}`, "accept alpha/ACC_003 60 s 1"},
		"without a token":  {request{method: "POST", path: path, body: `{"interval_seconds":60,"max_misses":1}`, header: []string{asJSON}}, 401, "control token", ""},
		"wrong token":      {request{method: "POST", path: path, body: `{}`, header: []string{asJSON, "Authorization: Bearer 00"}}, 403, "wrong", ""},
		"from a page":      {request{method: "POST", path: path, body: `{}`, header: []string{withToken, asJSON, "Origin: http://localhost"}}, 403, "web pages", ""},
		"nothing":          {request{method: "POST", path: path, body: `{}`, header: []string{withToken, asJSON}}, 400, "interval_seconds is the interval", ""},
		"no threshold":     {request{method: "POST", path: path, body: `{"interval_seconds":60}`, header: []string{withToken, asJSON}}, 400, "max_misses is the threshold", ""},
		"something else":   {request{method: "POST", path: path, body: `{"grace":"1h"}`, header: []string{withToken, asJSON}}, 400, "grace", ""},
		"of a strange key": {request{path: "/api/v1/subjects/a~b~c/rhythm"}, 400, "a key is ROBOT or ROBOT/ACCOUNT", ""},
	} {
		fake := newFake()
		response, body := test.request.send(t, serve(t, fake, Options{Loopback: true}))
		if response.StatusCode != test.status || !strings.Contains(body, test.want) || fake.took() != test.asked {
			t.Errorf("%s: %s %s", name, response.Status, body)
		}
	}
}
