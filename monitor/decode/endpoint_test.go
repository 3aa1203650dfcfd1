package decode

import (
	"math"
	"regexp"
	"strings"
	"testing"
	"time"
)

var asked = EndpointOptions{Zone: time.UTC, Now: noon.Add(12 * time.Second)}

func endpoint(t *testing.T, body string, o EndpointOptions) Answer {
	t.Helper()
	a, err := Endpoint([]byte(body), o)
	if err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return a
}

func TestEndpoint(t *testing.T) {
	a := endpoint(t, `{"status":"ðŸ’° Trade executed","timestamp":"2026-01-20T09:30:00","session_active":true,`+
		`"last_update":"2026-01-20T09:30:12","uptime_seconds":12.5,"broker":"x"}`, asked)
	if b := a.Beat; b.Status != "trade" || b.Message != "💰 Trade executed" || !yes(b.SessionActive) ||
		!b.SentAt.Equal(noon) || b.ClockFault != "" || len(b.Extra) != 1 || string(b.Extra["broker"]) != `"x"` {
		t.Errorf("got %+v", b)
	}
	if !a.HasAge || a.Age != 12500*time.Millisecond || a.Suspicious || a.Fingerprint == "" {
		t.Errorf("got %+v", a)
	}
	o := asked
	o.Rules = []Rule{{regexp.MustCompile(`trade`), "warning"}}
	if a := endpoint(t, `{"status":"my trade"}`, o); a.Beat.Status != "warning" {
		t.Errorf("users' rules: %+v", a.Beat)
	}
}

func TestEndpointAges(t *testing.T) {
	for name, c := range map[string]struct {
		fields string
		age    time.Duration
		hasAge bool
		fault  bool
	}{
		"uptime":              {`"uptime_seconds":90`, 90 * time.Second, true, false},
		"as text":             {`"uptime_seconds":"90.5"`, 90500 * time.Millisecond, true, false},
		"zero":                {`"uptime_seconds":0`, 0, true, false},
		"negative":            {`"uptime_seconds":-3600`, 0, true, true},
		"a little negative":   {`"uptime_seconds":-0.001`, 0, true, true},
		"huge":                {`"uptime_seconds":1e300`, maxAge, true, false},
		"larger than a float": {`"uptime_seconds":1e999999`, maxAge, true, false},
		"hugely negative":     {`"uptime_seconds":-1e999999`, 0, true, true},
		"Python's NaN":        {`"uptime_seconds":NaN`, 0, false, false},
		"Python's Infinity":   {`"uptime_seconds":Infinity`, 0, false, false},
		"NaN as text":         {`"uptime_seconds":"NaN"`, 0, false, false},
		"null":                {`"uptime_seconds":null`, 0, false, false},
		"an object":           {`"uptime_seconds":{}`, 0, false, false},
		"none":                {`"x":1`, 0, false, false},
		"its own zone":        {`"timestamp":"2026-01-20T16:29:00+07:00"`, 72 * time.Second, true, false},
		"configured zone":     {`"timestamp":"2026-01-20T09:29:00"`, 72 * time.Second, true, false},
		"in the future":       {`"timestamp":"2026-01-20T09:31:00Z"`, 0, true, true},
		"uptime and future":   {`"timestamp":"2026-01-20T09:31:00Z","uptime_seconds":3`, 3 * time.Second, true, true},
		"no time":             {`"timestamp":"soon","uptime_seconds":3`, 3 * time.Second, true, true},
		"empty time":          {`"timestamp":"","uptime_seconds":3`, 3 * time.Second, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			a := endpoint(t, `{"status":"✅ ok",`+c.fields+`}`, asked)
			if a.Age != c.age || a.HasAge != c.hasAge || (a.Beat.ClockFault != "") != c.fault {
				t.Errorf("got age %s (%v), fault %q", a.Age, a.HasAge, a.Beat.ClockFault)
			}
		})
	}
}

// A server in another zone is no wrong clock: it says how old the beat is.
func TestEndpointInAnUnknownZone(t *testing.T) {
	o := asked
	o.Zone = nil
	local := noon.Add(7 * time.Hour).In(time.Local).Format("2006-01-02T15:04:05")
	a := endpoint(t, `{"status":"✅ ok","timestamp":"`+local+`","uptime_seconds":12}`, o)
	if a.Beat.ClockFault != "" || !a.Beat.SentAt.Equal(noon) || a.Beat.SentAt.Format("2006-01-02T15:04:05") != local {
		t.Errorf("got %+v", a.Beat)
	}
	for _, ago := range []time.Duration{0, 7 * time.Hour} {
		stamp := noon.Add(-ago).In(time.Local).Format("2006-01-02T15:04:05")
		if a := endpoint(t, `{"status":"✅ ok","timestamp":"`+stamp+`"}`, o); a.HasAge || a.Age != 0 {
			t.Errorf("an age out of an unknown zone: %s", a.Age)
		}
	}
	o.Zone = time.UTC
	a = endpoint(t, `{"status":"✅ ok","timestamp":"2026-01-20T16:30:00","uptime_seconds":12}`, o)
	if a.Beat.ClockFault == "" {
		t.Error("a configured zone that is wrong goes unsaid")
	}
}

func TestFingerprint(t *testing.T) {
	const base = `{"status":"✅ ok","timestamp":"2026-01-20T09:30:00","session_active":true,"last_update":"a","uptime_seconds":1,"x":{"a":1,"b":[2]}}`
	print := func(body string) string { return endpoint(t, body, asked).Fingerprint }
	for name, c := range map[string]struct {
		old, new string
		same     bool
	}{
		"nothing":     {"ok", "ok", true},
		"uptime":      {`"uptime_seconds":1`, `"uptime_seconds":61`, true},
		"no uptime":   {`,"uptime_seconds":1`, ``, true},
		"last_update": {`"last_update":"a"`, `"last_update":"b"`, true},
		"blanks":      {`,"x":`, "\n, \"x\" : ", true},
		"order":       {`"a":1,"b":[2]`, `"b":[2],"a":1`, true},
		"status":      {"ok", "done", false},
		"time":        {"09:30:00", "09:30:01", false},
		"session":     {"true", "false", false},
		"unknown key": {`[2]`, `[3]`, false},
		"new key":     {`"x":`, `"y":0,"x":`, false},
	} {
		if same := print(base) == print(strings.Replace(base, c.old, c.new, 1)); same != c.same {
			t.Errorf("%s: same beat %v, want %v", name, same, c.same)
		}
	}
}

func TestSuspicious(t *testing.T) {
	for body, want := range map[string]bool{
		`{"status":"🔄 Waiting for signals...","timestamp":"2026-01-20T09:30:12","session_active":false,"uptime_seconds":0.00012}`: true,
		`{"status":"🔄 Waiting for signals...","timestamp":"2026-01-20T09:30:12","uptime_seconds":0}`:                              true,
		`{"status":"","timestamp":"2026-01-20T09:30:12","session_active":null,"uptime_seconds":0.001}`:                            true,
		`{"status":"🔄 Waiting for signals...","session_active":true,"uptime_seconds":0.001}`:                                      false,
		`{"status":"🔄 Waiting for signals...","session_active":false,"uptime_seconds":0.01}`:                                      false,
		`{"status":"🔄 Waiting for signals...","session_active":false,"uptime_seconds":-3600}`:                                     false,
		`{"status":"🔄 Waiting for signals...","session_active":false}`:                                                            false,
		`{"status":"💰 Trade executed","session_active":false,"uptime_seconds":0.001}`:                                             false,
	} {
		if got := endpoint(t, body, asked).Suspicious; got != want {
			t.Errorf("%s: %v", body, got)
		}
	}
}

func TestUnreadableAnswers(t *testing.T) {
	for name, body := range map[string]string{
		"empty":            "",
		"a web page":       "<html><body>Login</body></html>",
		"an array":         `[{"status":"ok"}]`,
		"null":             "null",
		"no status":        `{"state":"ok"}`,
		"status no text":   `{"status":{"a":1}}`,
		"status null":      `{"status":null}`,
		"torn":             `{"status":"ok"`,
		"two objects":      `{"status":"ok"}{"status":"ok"}`,
		"its own failure":  `{"status":"error","message":"file \u202enot found"}`,
		"nested too deep":  `{"status":"ok","x":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + `}`,
		"garbage":          strings.Repeat("\xf3{\"", 20000),
		"unfinished quote": `{"status":"` + strings.Repeat(`\`, 65535),
	} {
		a, err := Endpoint([]byte(body), asked)
		if err == nil {
			t.Errorf("%s: %+v", name, a)
			continue
		}
		for _, bad := range []string{"json:", "decode.", "unmarshal", "\u202e"} {
			if strings.Contains(err.Error(), bad) {
				t.Errorf("%s: %q is not for a person", name, err)
			}
		}
	}
	// A robot's error, with a time of its own, is no failure of the endpoint.
	if a := endpoint(t, `{"status":"error","message":"x","timestamp":"2026-01-20T09:30:00"}`, asked); a.Beat.Status != "error" {
		t.Errorf("got %+v", a.Beat)
	}
}

func TestOddJSON(t *testing.T) {
	for name, body := range map[string]string{
		"bom":         "\ufeff{\"status\":\"✅ Login\"}",
		"twice":       `{"status":"❌","status":"✅ Login"}`,
		"surrogate":   `{"status":"✅ Login","x":"\ud800"}`,
		"bad utf-8":   "{\"status\":\"✅ Login\",\"x\":\"\xff\"}",
		"huge number": `{"status":"✅ Login","x":` + strings.Repeat("9", 10000) + `}`,
	} {
		if a := endpoint(t, body, asked); a.Beat.Message != "✅ Login" || a.Beat.Status != "login" {
			t.Errorf("%s: %+v", name, a.Beat)
		}
	}
}

func TestSeconds(t *testing.T) {
	for s, want := range map[float64]time.Duration{
		0: 0, -1: 0, 1.5: 1500 * time.Millisecond, 1e300: maxAge, math.Inf(1): maxAge, math.Inf(-1): 0, 9.3e9: maxAge,
	} {
		if got := seconds(s); got != want {
			t.Errorf("seconds(%g) = %s, want %s", s, got, want)
		}
	}
}

func TestJSONPath(t *testing.T) {
	o := PathOptions{StatusPath: "bots.1.state", TimePath: "bots[1].seen.at", SessionPath: "$.live", Zone: time.UTC, Now: noon.Add(time.Minute)}
	const body = `{"live":true,"bots":[{"state":"a"},{"state":"running","seen":{"at":1768901400},"n":1}],"uptime_seconds":5}`
	a, err := JSONPath([]byte(body), o)
	if err != nil {
		t.Fatal(err)
	}
	if a.Beat.Status != "running" || !yes(a.Beat.SessionActive) || !a.HasAge || a.Age != time.Minute || !a.Beat.SentAt.Equal(noon) {
		t.Errorf("got %+v", a)
	}
	for change, same := range map[string]bool{`"uptime_seconds":6`: true, `"uptime_seconds":5,"z":1`: false} {
		b, err := JSONPath([]byte(strings.Replace(body, `"uptime_seconds":5`, change, 1)), o)
		if err != nil || (a.Fingerprint == b.Fingerprint) != same {
			t.Errorf("%s: same %v, %v", change, !same, err)
		}
	}
	for body, want := range map[string]string{
		`{"s":"HEALTHY"}`: "healthy", `{"s":"unhealthy"}`: "unhealthy", `{"s":true}`: "healthy", `{"s":false}`: "unhealthy",
		`{"s":"❌ Error occurred"}`: "error", `{"s":"all is well"}`: "custom", `{"s":"RUNNING"}`: "RUNNING", `{"s":3}`: "3",
	} {
		if a, err := JSONPath([]byte(body), PathOptions{StatusPath: "s"}); err != nil || a.Beat.Status != want || a.HasAge {
			t.Errorf("%s: %+v, %v", body, a, err)
		}
	}
	for path, body := range map[string]string{"a.b": `{"a.b":"ok"}`, "0.s": `[{"s":"ok"}]`, "a.b.c": `{"a":{"b.c":"ok"}}`} {
		if a, err := JSONPath([]byte(body), PathOptions{StatusPath: path}); err != nil || a.Beat.Status != "ok" {
			t.Errorf("%s: %+v, %v", path, a, err)
		}
	}
	timeAlone := PathOptions{TimePath: "t", Now: noon.Add(time.Minute)}
	if a, err := JSONPath([]byte(`{"t":1768901400}`), timeAlone); err != nil || a.Beat.Status != "healthy" || a.Age != time.Minute {
		t.Errorf("a time alone: %+v, %v", a, err)
	}
	future := PathOptions{StatusPath: "s", TimePath: "t", Now: noon}
	if a, err := JSONPath([]byte(`{"s":"ok","t":"2030-01-01T00:00:00Z"}`), future); err != nil || a.Age != 0 || a.Beat.ClockFault == "" {
		t.Errorf("in the future: %+v, %v", a, err)
	}
	for _, bad := range []struct{ body, status, time string }{
		{`{"s":"ok"}`, "", ""},
		{`{"s":"ok"}`, "x", ""},
		{`{"s":{}}`, "s", ""},
		{`{"s":[1]}`, "s.1", ""},
		{`{"s":[1]}`, "s.-1", ""},
		{`{"s":"ok"}`, "s.t", ""},
		{`{"s":"ok"}`, "s", "t"},
		{`<html>`, "s", ""},
		{`{"s":"ok"}`, ".", ""},
		{``, "s", ""},
	} {
		if a, err := JSONPath([]byte(bad.body), PathOptions{StatusPath: bad.status, TimePath: bad.time}); err == nil {
			t.Errorf("%+v: %+v", bad, a)
		}
	}
}

func TestFreqtrade(t *testing.T) {
	o := EndpointOptions{Now: noon.Add(20 * time.Second)}
	const health = `{"last_process":"2026-01-20 09:30:00+00:00","last_process_loc":"2026-01-20 10:30:00+01:00","last_process_ts":1768901400}`
	for config, want := range map[string]string{
		``: "healthy", `{"state":"running","dry_run":true}`: "running", `{"state":"stopped"}`: "stopped", `{"state":"RUNNING"}`: "running", `{}`: "healthy",
	} {
		var raw []byte
		if config != "" {
			raw = []byte(config)
		}
		a, err := Freqtrade([]byte(health), raw, o)
		if err != nil || a.Beat.Status != want || !a.HasAge || a.Age != 20*time.Second || !a.Beat.SentAt.Equal(noon) {
			t.Errorf("%s: %+v, %v", config, a, err)
		}
	}
	one, _ := Freqtrade([]byte(health), []byte(`{"state":"running"}`), o)
	two, _ := Freqtrade([]byte(health), []byte(`{"state":"stopped"}`), o)
	if one.Fingerprint == two.Fingerprint {
		t.Error("a change of state does not move the answer")
	}
	for _, bad := range [][2]string{{`{"last_process_ts":null}`, `{}`}, {`{"detail":"Not found"}`, `{}`}, {`x`, `{}`}, {health, `x`}} {
		if a, err := Freqtrade([]byte(bad[0]), []byte(bad[1]), o); err == nil {
			t.Errorf("%v: %+v", bad, a)
		}
	}
}
