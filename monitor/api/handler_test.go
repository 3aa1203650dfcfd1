package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"sentinel/monitor"
)

func TestAnswers(t *testing.T) {
	control := []string{withToken, asJSON}
	post := func(path, body string) request {
		return request{method: "POST", path: "/api/v1" + path, body: body, header: control}
	}
	put := func(name, body string) request {
		return request{method: "PUT", path: "/api/v1/channels/" + name, body: body, header: control}
	}
	get := func(path string) request { return request{method: "GET", path: path, header: control} }
	tests := map[string]struct {
		request request
		status  int
		want    string // part of the answer
		asked   string
	}{
		"health":              {get("/healthz"), 200, "ok\n", ""},
		"list":                {get("/api/v1/subjects"), 200, `{"total":2,"overall":"critical","counts":{"critical":1,"off":0,"ok":1,"unknown":0,"warning":0},"subjects":[{"key":"beta"`, ""},
		"list, nothing":       {get("/api/v1/subjects?q=zzz"), 200, `"subjects":[]`, ""},
		"list, levels":        {get("/api/v1/subjects?level=ok&level=off&sort=key&order=desc&limit=1&offset=0"), 200, `{"total":1,`, ""},
		"robot":               {get("/api/v1/subjects?robot=alpha"), 200, `{"total":1,`, ""},
		"subject":             {get("/api/v1/subjects/alpha~ACC_003"), 200, `"last_beat":"2026-01-20T02:30:00Z"`, ""},
		"own offset":          {get("/api/v1/subjects/alpha~ACC_003"), 200, `"sent_at":"2026-01-20T09:30:00+07:00"`, ""},
		"unknown value":       {get("/api/v1/subjects/beta"), 200, `"last_beat":null,"age_seconds":null`, ""},
		"no subject":          {get("/api/v1/subjects/gamma"), 404, "no robot or account gamma is known", ""},
		"no key":              {get("/api/v1/subjects/a~b~c"), 400, "a key is ROBOT or ROBOT/ACCOUNT", ""},
		"sources":             {get("/api/v1/sources"), 200, `[{"name":"beta","kind":"file","key":"beta","where":"logs/heartbeat_status.txt","healthy":true,"cause":"","why":"","last_look":"2026-01-20T02:30:00Z","latency_seconds":null}]`, ""},
		"incidents":           {get("/api/v1/incidents"), 200, `[{"id":"i1","key":"beta"`, "incidents open"},
		"incidents of a time": {get("/api/v1/incidents?from=2026-01-20T02:00:00Z&to=2026-01-20T03:00:00Z"), 200, "", "incidents open 2026-01-20T02:00:00Z to 2026-01-20T03:00:00Z"},
		"all incidents":       {get("/api/v1/incidents?state=all"), 200, `"opened":"2026-01-20T02:30:00Z"`, "incidents all"},
		"info":                {get("/api/v1/info"), 200, `{"version":"1.2.3","started":"2026-01-20T02:30:00Z"`, ""},
		"head":                {request{method: "HEAD", path: "/api/v1/info"}, 200, "", ""},

		"level":             {get("/api/v1/subjects?level=red"), 400, `level \"red\": want one of off, ok`, ""},
		"sort":              {get("/api/v1/subjects?sort=name"), 400, `sort \"name\": want one of urgency, key`, ""},
		"order":             {get("/api/v1/subjects?order=up"), 400, `want one of asc, desc`, ""},
		"limit 0":           {get("/api/v1/subjects?limit=0"), 400, `want a number from 1 to 1000`, ""},
		"limit 1001":        {get("/api/v1/subjects?limit=1001"), 400, `"field":"limit"`, ""},
		"offset":            {get("/api/v1/subjects?offset=-1"), 400, `"field":"offset"`, ""},
		"unknown parameter": {get("/api/v1/subjects?levels=ok"), 400, `\"levels\" is not a parameter here`, ""},
		"twice":             {get("/api/v1/subjects?limit=1&limit=2"), 400, `limit is given 2 times`, ""},
		"long text":         {get("/api/v1/subjects?q=" + strings.Repeat("x", 201)), 400, "longer than 200", ""},
		"semicolon":         {get("/api/v1/subjects?q=a;limit=1"), 400, "the query cannot be read", ""},
		"incident state":    {get("/api/v1/incidents?state=new"), 400, "want one of open, closed, all", ""},

		"pause":            {post("/subjects/alpha~ACC_003/pause", ""), 200, `"key":"alpha/ACC_003"`, "pause alpha/ACC_003 0s"},
		"pause, escaped":   {post("/subjects/alpha%2FACC_003/pause", "{}"), 200, "", "pause alpha/ACC_003 0s"},
		"resume":           {post("/subjects/beta/resume", ""), 200, "", "resume beta 0s"},
		"acknowledge":      {post("/subjects/beta/acknowledge", ""), 200, "", "acknowledge beta 0s"},
		"our own network":  {post("/subjects/network/acknowledge", ""), 204, "", "acknowledge network 0s"},
		"snooze":           {post("/subjects/beta/snooze", ""), 200, "", "snooze beta 1h0m0s"},
		"snooze for":       {post("/subjects/beta/snooze", `{"for":"90m"}`), 200, "", "snooze beta 1h30m0s"},
		"snooze ends":      {post("/subjects/beta/snooze", `{"for":"0s"}`), 200, "", "snooze beta 0s"},
		"snooze both":      {post("/subjects/beta/snooze", `{"for":"1h","until":"2099-01-01T00:00:00Z"}`), 400, "not both", ""},
		"snooze backwards": {post("/subjects/beta/snooze", `{"for":"-1h"}`), 400, "a snooze lasts from", ""},
		"snooze too long":  {post("/subjects/beta/snooze", `{"for":"100000h"}`), 400, "366 days", ""},
		"snooze past":      {post("/subjects/beta/snooze", `{"until":"2020-01-01T00:00:00Z"}`), 400, "lies in the past", ""},
		"snooze no time":   {post("/subjects/beta/snooze", `{"until":"tomorrow"}`), 400, "is not a time", ""},
		"snooze no length": {post("/subjects/beta/snooze", `{"for":"an hour"}`), 400, "is not a length of time", ""},
		"snooze number":    {post("/subjects/beta/snooze", `{"for":3600}`), 400, `want a length of time`, ""},
		"no such action":   {post("/subjects/beta/kill", ""), 404, "there is nothing at", ""},
		"forget":           {request{method: "DELETE", path: "/api/v1/subjects/beta", header: control}, 204, "", "forget beta"},
		"window":           {post("/window", ""), 204, "", "window"},

		"test":               {post("/status", `{"source":"vps","type":"error","message":"a","ttl":"30s","session_active":false}`), 204, "", `test vps error "a" 30s false`},
		"test, defaults":     {post("/status", `{"type":"waiting"}`), 204, "", `test  waiting "" 5m0s nil`},
		"test, no type":      {post("/status", `{}`), 400, "want one of waiting, login", ""},
		"test, no body":      {post("/status", ""), 400, "want one of waiting", ""},
		"test, no message":   {post("/status", `{"type":"custom"}`), 400, "needs a message", ""},
		"test, two lines":    {post("/status", `{"type":"custom","message":"a\nb"}`), 400, "one line", ""},
		"test, for ever":     {post("/status", `{"type":"error","ttl":"0s"}`), 400, "more than 0s", ""},
		"test, too long":     {post("/status", `{"type":"error","ttl":"25h"}`), 400, "at most 24h", ""},
		"test, unknown key":  {post("/status", `{"type":"error","volume":1}`), 400, "volume is not a key of this request", ""},
		"test, wrong type":   {post("/status", `{"type":7}`), 400, "type: want a text, not a JSON number", ""},
		"test, wrong bool":   {post("/status", `{"type":"error","session_active":"yes"}`), 400, "want true or false", ""},
		"test, list":         {post("/status", `[1]`), 400, "must be a JSON object", ""},
		"test, not JSON":     {post("/status", `type=error`), 400, "is not JSON", ""},
		"test, cut":          {post("/status", `{"type":"err`), 400, "ends too early", ""},
		"test, trailing":     {post("/status", `{"type":"error"}{}`), 400, "follows the JSON object", ""},
		"test, garbage":      {post("/status", `{"type":"error"} x`), 400, "follows the JSON object", ""},
		"test, huge":         {post("/status", `{"type":"error","message":"`+strings.Repeat("x", 64<<10)+`"}`), 413, "larger than 64 KiB", ""},
		"test, form":         {request{method: "POST", path: "/api/v1/status", body: `{"type":"error"}`, header: []string{withToken, "Content-Type: text/plain"}}, 415, "must be JSON", ""},
		"test, with charset": {request{method: "POST", path: "/api/v1/status", body: `{"type":"error"}`, header: []string{withToken, "Content-Type: application/json; charset=utf-8"}}, 204, "", `test  error "" 5m0s nil`},

		"remote":            {get("/api/v1/sources/vps/remote?what=logs&type=executor&lines=50"), 200, `{"lines":[]}`, "remote vps logs executor 50"},
		"remote, defaults":  {get("/api/v1/sources/vps/remote"), 200, "", "remote vps health main 100"},
		"remote, what":      {get("/api/v1/sources/vps/remote?what=passwords"), 400, "want one of health, status, logs", ""},
		"remote, all lines": {get("/api/v1/sources/vps/remote?what=logs&lines=10001"), 400, "from 1 to 10000", ""},

		"channels":          {get("/api/v1/channels"), 200, `[{"name":"owner","kind":"shoutrrr","where":"telegram","service":"telegram","built_in":false,"levels":[],"keys":[],"quiet_hours":"","timezone":"","except_critical":false,"escalate_after_seconds":0,"mirror":[],"sound":[],"waiting":0,"trouble":"","told":"2026-01-20T02:30:00Z"}]`, "channels"},
		"channel, test":     {post("/channels/the%20owner%2Fme/test", ""), 200, `{"channel":"the owner/me","taken":false,"error":"the server answered 500","seconds":0}`, "test channel the owner/me"},
		"channel, test how": {post("/channels/owner/test", `{"text":"x"}`), 400, `"field":"text"`, ""},
		"channel":           {put("owner", `{"kind":"desktop"}`), 204, "", `put owner desktop to "", "": [warning critical] [], ""  false 0s`},
		"channel, all": {
			put("the%20owner%2Fme", `{"kind":"webhook","address":"https://a.example","secret":"s","levels":["critical"],"keys":["alpha/*"],"quiet_hours":"22:00-07:00","timezone":"UTC","except_critical":true,"escalate_after":"10m"}`),
			204, "", `put the owner/me webhook to "https://a.example", "s": [critical] [alpha/*], "22:00-07:00" UTC true 10m0s`,
		},
		"channel, a text":     {put("owner", `{"kind":"desktop","levels":"critical"}`), 400, `"field":"levels"`, ""},
		"channel, unseen":     {put("ow%E2%80%AEner", `{"kind":"desktop"}`), 400, `"field":"name"`, ""},
		"channel, no UTF-8":   {put("ow%FFner", `{"kind":"desktop"}`), 400, `"field":"name"`, ""},
		"channel, sound":      {put("owner", `{"kind":"webhook","address":"https://a.example","sound":["critical"]}`), 400, `"field":"sound"`, ""},
		"channel, mirror":     {put("owner", `{"kind":"alertmanager","address":"https://a.example","mirror":["trade"]}`), 400, `"field":"mirror"`, ""},
		"channel, nothing":    {put("owner", ""), 400, `"field":"kind"`, ""},
		"channel, kind":       {put("owner", `{"kind":"pigeon"}`), 400, `want one of desktop, shoutrrr, webhook, alertmanager`, ""},
		"channel, key":        {put("owner", `{"kind":"desktop","url":"x"}`), 400, `"field":"url"`, ""},
		"channel, name":       {put("%20owner", `{"kind":"desktop"}`), 400, `"field":"name"`, ""},
		"channel, sign":       {put("own%0Aer", `{"kind":"desktop"}`), 400, `"field":"name"`, ""},
		"channel, long name":  {put(strings.Repeat("x", 65), `{"kind":"desktop"}`), 400, `"field":"name"`, ""},
		"channel, address":    {put("owner", `{"kind":"desktop","address":"x"}`), 400, `"field":"address"`, ""},
		"channel, secret":     {put("owner", `{"kind":"alertmanager","secret":"x"}`), 400, `"field":"secret"`, ""},
		"channel, no level":   {put("owner", `{"kind":"desktop","levels":[]}`), 400, `"field":"levels"`, ""},
		"channel, bad level":  {put("owner", `{"kind":"desktop","levels":["loud"]}`), 400, "want one of off, ok", ""},
		"channel, removed":    {request{method: "DELETE", path: "/api/v1/channels/the%20owner%2Fme", header: control}, 204, "", "remove the owner/me"},
		"drill":               {post("/drill", ""), 200, `{"incident":"i1","key":"sentinel-drill","opened":"2026-01-20T02:30:00Z","channels":[]}`, "drill"},
		"drill, how":          {post("/drill", `{"channel":"owner"}`), 400, `"field":"channel"`, ""},
		"drill, read":         {get("/api/v1/drill"), 405, "possible: POST", ""},
		"messages":            {get("/api/v1/messages"), 200, `[{"id":"m1","channel":"owner","kind":"","level":"off","test":false,"title":"","body":"","incidents":[],"keys":[],"at":"2026-01-20T02:30:00Z","made":"2026-01-20T02:30:00Z","ended":"2026-01-20T02:30:00Z","state":"delivered","tries":0,"error":""}]`, `100 messages of "" before now`},
		"messages, some":      {get("/api/v1/messages?channel=the%20owner%2Fme&before=2026-01-20T02:30:00.123456789Z&limit=1000"), 200, "", `1000 messages of "the owner/me" before 2026-01-20T02:30:00.123456789Z`},
		"messages, too many":  {get("/api/v1/messages?limit=1001"), 400, `"field":"limit"`, ""},
		"messages, when":      {get("/api/v1/messages?before=noon"), 400, `"field":"before"`, ""},
		"messages, parameter": {get("/api/v1/messages?since=noon"), 400, "possible: channel, before, limit", ""},

		"method":          {request{method: "PUT", path: "/api/v1/subjects"}, 405, "PUT is not possible here; possible: GET, HEAD", ""},
		"method, subject": {request{method: "POST", path: "/api/v1/subjects/beta"}, 405, "possible: DELETE, GET, HEAD", ""},
		"method, action":  {request{method: "GET", path: "/api/v1/subjects/beta/pause"}, 405, "possible: POST", ""},
		"method, events":  {request{method: "HEAD", path: "/api/v1/events"}, 405, "", ""},
		"root":            {get("/"), 404, "there is nothing at /", ""},
		"history":         {get("/api/v1/history/beta?from=later"), 400, "want a time", ""},
		"metrics":         {get("/metrics"), 404, "nothing at", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			fake := newFake()
			s := serve(t, fake, Options{Loopback: true})
			response, body := test.request.send(t, s)
			if response.StatusCode != test.status {
				t.Fatalf("answered %s, want %d: %s", response.Status, test.status, body)
			}
			if test.status >= 400 && test.request.method != "HEAD" {
				checkProblem(t, response, body)
			}
			if !strings.Contains(body, test.want) {
				t.Errorf("got %s\nwant in it %s", body, test.want)
			}
			if asked := fake.took(); asked != test.asked {
				t.Errorf("the monitor was asked %q, want %q", asked, test.asked)
			}
			if test.status == 405 && !strings.Contains(response.Header.Get("Allow"), "GET") &&
				response.Header.Get("Allow") != "POST" && test.request.path != "/api/v1/events" {
				t.Errorf("Allow: %q", response.Header.Get("Allow"))
			}
		})
	}
}

// What a monitor refuses is answered by kind, with its own sentence.
func TestErrorsOfTheMonitor(t *testing.T) {
	tests := map[string]struct {
		err  error
		want int
		says string
	}{
		"unknown":     {fmt.Errorf("no robot beta: %w", ErrNotFound), 404, "no robot beta"},
		"refused":     {fmt.Errorf("%w: beta is no file", ErrRefused), 409, "beta is no file"},
		"invalid":     {fmt.Errorf("too much: %w", ErrInvalid), 400, "too much"},
		"unavailable": {fmt.Errorf("stopping: %w", ErrUnavailable), 503, "stopping"},
		"only a kind": {ErrRefused, 409, "refused"},
		"a key":       {Invalid("for", "100% too long"), 400, "100% too long"},
		"unexpected":  {errors.New("disk full"), 500, "disk full"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			fake := newFake()
			fake.err = test.err
			s := serve(t, fake, Options{Loopback: true})
			response, body := request{method: "POST", path: "/api/v1/subjects/beta/pause", header: []string{withToken}}.send(t, s)
			if response.StatusCode != test.want {
				t.Errorf("answered %s, want %d", response.Status, test.want)
			}
			if p := checkProblem(t, response, body); p.Detail != test.says {
				t.Errorf("said %q, want %q", p.Detail, test.says)
			}
		})
	}
}

// A monitor that stands still is not taken for one that knows of nobody.
func TestStalledMonitor(t *testing.T) {
	fake := newFake()
	fake.stalled = fmt.Errorf("%w: the monitor stands still", ErrUnavailable)
	s := serve(t, fake, Options{Loopback: true})
	for _, path := range []string{"/subjects", "/subjects/beta"} {
		response, body := request{method: "GET", path: "/api/v1" + path}.send(t, s)
		if response.StatusCode != 503 || checkProblem(t, response, body).Detail != "the monitor stands still" {
			t.Errorf("%s: %s %s", path, response.Status, body)
		}
	}
}

func TestFaultIsAnswered(t *testing.T) {
	fake := newFake()
	fake.onPage = func() { panic("secret words") }
	s := serve(t, fake, Options{Loopback: true})
	response, body := request{method: "GET", path: "/api/v1/subjects"}.send(t, s)
	if response.StatusCode != 500 || strings.Contains(body, "secret") {
		t.Errorf("%s %s", response.Status, body)
	}
	checkProblem(t, response, body)
	if response, _ = (request{method: "GET", path: "/healthz"}).send(t, s); response.StatusCode != 200 {
		t.Error("the server did not survive")
	}
}

// The list must not be changed where it lies: snapshots are shared.
func TestListIsNotChangedInPlace(t *testing.T) {
	fake := newFake()
	s := serve(t, fake, Options{Loopback: true})
	request{method: "GET", path: "/api/v1/subjects"}.send(t, s)
	if got := fake.subjects[0].LastBeat.Location(); got != jakarta {
		t.Errorf("a time of the monitor's own subject moved to %s", got)
	}
}

func TestSubjectJSONReadsBack(t *testing.T) {
	content, err := json.Marshal(newFake().subjects[0])
	if err != nil {
		t.Fatal(err)
	}
	var back monitor.Subject
	if err := json.Unmarshal(content, &back); err != nil || back.Level != monitor.LevelOK {
		t.Errorf("%v %+v", err, back)
	}
}
