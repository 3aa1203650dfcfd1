package api

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"sentinel/monitor"
)

const (
	robotBeat   = `{"event":"ROBOT_HEARTBEAT","status":"healthy","active_accounts":12,"active_tasks":5,"timestamp":"2026-01-20T09:30:00+07:00"}`
	accountBeat = `{"event":"ACCOUNT_HEARTBEAT","account":"ACC_003","status":"active","session_valid":true,"open_orders":2,"timestamp":"2026-01-20T09:30:00+07:00"}`
	badStatus   = `{"event":"ROBOT_HEARTBEAT","status":"fine","timestamp":"2026-01-20T09:30:00+07:00"}`
	noTimestamp = `{"event":"ACCOUNT_HEARTBEAT","account":"ACC_004","status":"idle"}`
)

// metaTrader is how MetaTrader 5 sends a WebRequest without headers of its own.
var metaTrader = []string{
	"Content-Type: application/x-www-form-urlencoded",
	"User-Agent: MetaTrader 5 Terminal/5.4755 (Windows NT 10.0.19045; x64)",
	"Accept: */*", "Accept-Language: en", "Accept-Encoding: gzip, deflate", "Connection: Keep-Alive", "Cache-Control: no-cache",
}

func packed(t testing.TB, content string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// keys tells whose heartbeats reached the monitor, and forgets them.
func (f *fakeMonitor) keys() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var keys []string
	for _, p := range f.received {
		keys = append(keys, string(p.Key))
	}
	f.received = nil
	return strings.Join(keys, " ")
}

func TestPost(t *testing.T) {
	batch := func(beats ...string) string { return "[" + strings.Join(beats, ",") + "]" }
	lines := func(beats ...string) string { return strings.Join(beats, "\n") + "\n" }
	kind := func(name string) []string { return []string{"Content-Type: " + name} }
	gzipped := []string{asJSON, "Content-Encoding: gzip"}
	whole := packed(t, accountBeat)
	damaged := []byte(whole)
	damaged[len(damaged)-5] ^= 1
	tests := map[string]struct {
		path   string // below /api/heartbeat
		body   string
		header []string
		status int
		want   string // part of the answer
		keys   string // who was heard
	}{
		"a robot":          {"/alpha", robotBeat, kind("application/json"), 200, `{"accepted":1}`, "alpha"},
		"an account":       {"/alpha", accountBeat, kind("application/json"), 200, `{"accepted":1}`, "alpha/ACC_003"},
		"the default one":  {"", accountBeat, kind("application/json"), 200, `{"accepted":1}`, "default/ACC_003"},
		"a robot “status”": {"/status", robotBeat, kind("application/json"), 200, `{"accepted":1}`, "status"},
		"an array":         {"/alpha", batch(robotBeat, accountBeat), kind("application/json"), 200, `{"accepted":2}`, "alpha alpha/ACC_003"},
		"lines":            {"/alpha", lines(robotBeat, "", accountBeat), kind("application/x-ndjson"), 200, `{"accepted":2}`, "alpha alpha/ACC_003"},
		"with a charset":   {"/alpha", robotBeat, kind("application/json; charset=utf-8"), 200, "", "alpha"},
		"of a vendor":      {"/alpha", robotBeat, kind("application/vnd.robot+json"), 200, "", "alpha"},
		"MetaTrader":       {"/alpha", accountBeat, metaTrader, 200, `{"accepted":1}`, "alpha/ACC_003"},
		"a C string":       {"/alpha", accountBeat + "\x00", metaTrader, 200, `{"accepted":1}`, "alpha/ACC_003"},
		"a C string, text": {"/alpha", accountBeat + "\x00", kind("text/plain"), 200, "", "alpha/ACC_003"},
		"a C string, JSON": {"/alpha", accountBeat + "\x00", kind("application/json"), 200, "", "alpha/ACC_003"},
		"C strings, lines": {"/alpha", lines(robotBeat, accountBeat) + "\x00", kind("application/x-ndjson"), 200, `{"accepted":2}`, "alpha alpha/ACC_003"},
		"a form, indented": {"/alpha", "\ufeff \r\n" + batch(robotBeat), metaTrader, 200, "", "alpha"},
		"no type":          {"/alpha", robotBeat, nil, 200, "", "alpha"},
		"text":             {"/alpha", robotBeat, kind("text/plain"), 200, "", "alpha"},
		"gzip":             {"/alpha", whole, gzipped, 200, `{"accepted":1}`, "alpha/ACC_003"},
		"gzip, x-":         {"/alpha", whole, []string{asJSON, "Content-Encoding: X-GZIP"}, 200, "", "alpha/ACC_003"},
		"gzip in parts":    {"/alpha", packed(t, accountBeat[:40]) + packed(t, accountBeat[40:]), gzipped, 200, "", "alpha/ACC_003"},
		"not packed":       {"/alpha", accountBeat, []string{asJSON, "Content-Encoding: identity"}, 200, "", "alpha/ACC_003"},
		"a large one": {
			"/alpha", batch(slices.Repeat([]string{accountBeat}, 10_000)...), kind("application/json"), 200,
			`{"accepted":10000}`, strings.TrimSpace(strings.Repeat("alpha/ACC_003 ", 10_000)),
		},

		"some bad": {
			"/alpha", batch(badStatus, accountBeat, noTimestamp), kind("application/json"), 200,
			`{"accepted":1,"rejected":[{"index":0,"field":"status","error":"`, "alpha/ACC_003",
		},
		"bad lines":      {"/alpha", lines("{", accountBeat), kind("application/x-ndjson"), 200, `{"accepted":1,"rejected":[{"index":0,`, "alpha/ACC_003"},
		"all bad":        {"/alpha", batch(noTimestamp, badStatus), kind("application/json"), 400, `"field":"timestamp","rejected":[{"index":0,"field":"timestamp"`, ""},
		"a bad one":      {"/alpha", noTimestamp, kind("application/json"), 400, `"field":"timestamp"`, ""},
		"a bad account":  {"/alpha", strings.Replace(accountBeat, "ACC_003", "a/b", 1), kind("application/json"), 400, `"field":"account"`, ""},
		"a bad type":     {"/alpha", strings.Replace(accountBeat, "2,", `"2",`, 1), kind("application/json"), 400, `"field":"open_orders"`, ""},
		"a wrong event":  {"/alpha", strings.Replace(robotBeat, "ROBOT_", "", 1), kind("application/json"), 400, `"field":"event"`, ""},
		"a key twice":    {"/alpha", strings.Replace(robotBeat, "{", `{"status":"healthy",`, 1), kind("application/json"), 400, `"field":"status"`, ""},
		"a number":       {"/alpha", "5", kind("application/json"), 400, `"field":"body"`, ""},
		"not a number":   {"/alpha", strings.Replace(accountBeat, "2,", "NaN,", 1), kind("application/json"), 400, "not JSON", ""},
		"a huge number":  {"/alpha", strings.Replace(accountBeat, "2,", "1e999999,", 1), kind("application/json"), 400, `"field":"open_orders"`, ""},
		"deep":           {"/alpha", strings.Replace(robotBeat, "{", `{"x":`+strings.Repeat("[", 9999)+strings.Repeat("]", 9999)+",", 1), kind("application/json"), 400, "nested", ""},
		"too deep":       {"/alpha", strings.Repeat("[", 1<<20), kind("application/json"), 400, "not JSON", ""},
		"not UTF-8":      {"/alpha", strings.Replace(robotBeat, "{", "{\"x\":\"\xff\",", 1), kind("application/json"), 400, "UTF-8", ""},
		"cut":            {"/alpha", accountBeat[:50], kind("application/json"), 400, "not JSON", ""},
		"empty":          {"/alpha", "", kind("application/json"), 400, "it is empty", ""},
		"two ends":       {"/alpha", robotBeat + "\x00\x00", metaTrader, 400, "not JSON", ""},
		"an end inside":  {"/alpha", robotBeat[:20] + "\x00" + robotBeat[20:], metaTrader, 400, "not JSON", ""},
		"an end alone":   {"/alpha", "\x00", metaTrader, 400, "it is empty", ""},
		"empty, no type": {"/alpha", "", nil, 400, "it is empty", ""},
		"empty array":    {"/alpha", "[]", kind("application/json"), 400, "the array is empty", ""},
		"gzip damaged":   {"/alpha", string(damaged), gzipped, 400, "damaged", ""},
		"gzip torn":      {"/alpha", whole[:len(whole)/2], gzipped, 400, "broke off", ""},
		"no gzip":        {"/alpha", accountBeat, gzipped, 400, "not gzip", ""},
		"no gzip, short": {"/alpha", "{}", gzipped, 400, "not gzip", ""},
		"no gzip, empty": {"/alpha", "", gzipped, 400, "not gzip", ""},
		"a bad name":     {"/alpha~ACC_003", robotBeat, kind("application/json"), 400, `"field":"robot"`, ""},
		"a taken name":   {"/network", robotBeat, kind("application/json"), 400, `"field":"robot"`, ""},
		"a form":         {"/alpha", "event=ROBOT_HEARTBEAT&status=healthy", metaTrader, 415, "heartbeats are JSON", ""},
		"XML":            {"/alpha", robotBeat, kind("application/xml"), 415, "heartbeats are JSON", ""},
		"a form of HTML": {"/alpha", robotBeat, kind("multipart/form-data; boundary=x"), 415, "heartbeats are JSON", ""},
		"no media type":  {"/alpha", robotBeat, kind("nonsense;;"), 415, "heartbeats are JSON", ""},
		"brotli":         {"/alpha", robotBeat, []string{asJSON, "Content-Encoding: br"}, 415, "gzip", ""},
		"gzip twice":     {"/alpha", packed(t, whole), []string{asJSON, "Content-Encoding: gzip, gzip"}, 415, "gzip", ""},
		"too many":       {"/alpha", batch(slices.Repeat([]string{"1"}, 10_001)...), kind("application/json"), 413, "10000", ""},
		"too many lines": {"/alpha", strings.Repeat("1\n", 10_001), kind("application/x-ndjson"), 413, "10000", ""},
		"too large":      {"/alpha", strings.Repeat(" ", maxPosted+1), kind("application/json"), 413, "8 MiB", ""},
		"a bomb":         {"/alpha", packed(t, strings.Repeat(" ", 20<<20)), gzipped, 413, "8 MiB", ""},
		"below a robot":  {"/alpha/ACC_003", robotBeat, kind("application/json"), 404, "nothing at", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			fake := newFake()
			s := serve(t, fake, Options{Loopback: true, Receiver: true})
			response, body := request{method: "POST", path: "/api/heartbeat" + test.path, body: test.body, header: test.header}.send(t, s)
			if response.StatusCode != test.status {
				t.Fatalf("answered %s, want %d: %.300s", response.Status, test.status, body)
			}
			if test.status >= 400 {
				if p := checkProblem(t, response, body); test.status == 400 && p.Field == "" {
					t.Errorf("does not name the field: %s", body)
				}
			} else if kind := response.Header.Get("Content-Type"); kind != "application/json" {
				t.Errorf("Content-Type %s", kind)
			}
			if !strings.Contains(body, test.want) {
				t.Errorf("got %.300s\nwant in it %s", body, test.want)
			}
			if keys := fake.keys(); keys != test.keys {
				t.Errorf("heard of %q, want %q", keys, test.keys)
			}
		})
	}
}

// What reaches the monitor is what was posted, byte for byte, and when.
func TestPostedAsItWas(t *testing.T) {
	fake := newFake()
	s := serve(t, fake, Options{Loopback: true, Receiver: true})
	request{method: "POST", path: "/api/heartbeat/alpha", body: " " + accountBeat + "\n", header: []string{asJSON}}.send(t, s)
	if len(fake.received) != 1 {
		t.Fatalf("received %d", len(fake.received))
	}
	p := fake.received[0]
	switch {
	case string(p.Raw) != accountBeat:
		t.Errorf("kept %s", p.Raw)
	case p.Source != monitor.SourceReceiver || p.Kind != monitor.PostBeat || p.Remote:
		t.Errorf("%+v", p)
	case p.Beat.Status != "active" || *p.Beat.OpenOrders != 2 || !*p.Beat.SessionActive || p.Beat.SentAt.Format("15:04 -0700") != "09:30 +0700":
		t.Errorf("%+v", p.Beat)
	case !strings.Contains(p.At.String(), "m=+"):
		t.Errorf("%s is no reading of the steady clock", p.At)
	}
}

func TestPostAnswersOnlyWhenItIsOnDisk(t *testing.T) {
	for name, err := range map[string]error{
		"unavailable": fmt.Errorf("%w: the disk is full", ErrUnavailable),
		"stalled":     fmt.Errorf("the disk is full: %w", context.DeadlineExceeded),
		"otherwise":   errors.New("the disk is full"),
	} {
		for _, path := range []string{"/api/heartbeat", "/ping/alpha"} {
			t.Run(name+path, func(t *testing.T) {
				fake := newFake()
				fake.err = err
				s := serve(t, fake, Options{Loopback: true, Receiver: true})
				response, body := request{method: "POST", path: path, body: robotBeat, header: []string{asJSON}}.send(t, s)
				if response.StatusCode != 503 || response.Header.Get("Retry-After") == "" {
					t.Fatalf("answered %s, Retry-After %q", response.Status, response.Header.Get("Retry-After"))
				}
				if p := checkProblem(t, response, body); p.Detail != "the disk is full" {
					t.Errorf("said %q", p.Detail)
				}
			})
		}
	}
}

// Whoever is known goes on when there is no room for others, who are to try again.
func TestPostOfWhomThereIsNoRoomFor(t *testing.T) {
	for name, test := range map[string]struct {
		path, body string
		status     int
		want       string // part of the answer
		keys       string
	}{
		"some":        {"/api/heartbeat/alpha", "[" + noTimestamp + "," + robotBeat + "," + accountBeat + "," + badStatus + "]", 200, `{"accepted":1,"rejected":[{"index":0,"field":"timestamp","error":"`, "alpha/ACC_003"},
		"one of them": {"/api/heartbeat/alpha", "[" + accountBeat + "," + robotBeat + "]", 200, `{"index":1,"field":"","error":"` + noRoom + `"}`, "alpha/ACC_003"},
		"all":         {"/api/heartbeat/beta", "[" + robotBeat + "," + noTimestamp + "]", 503, noRoom, ""},
		"one":         {"/api/heartbeat/beta", robotBeat, 503, noRoom, ""},
		"a ping":      {"/ping/beta", "", 503, noRoom, ""},
		"a known one": {"/ping/alpha~ACC_003", "", 200, "OK", "alpha/ACC_003"},
	} {
		t.Run(name, func(t *testing.T) {
			fake := newFake()
			fake.full = true
			s := serve(t, fake, Options{Loopback: true, Receiver: true})
			response, body := request{method: "POST", path: test.path, body: test.body, header: []string{asJSON}}.send(t, s)
			if response.StatusCode != test.status || !strings.Contains(body, test.want) {
				t.Errorf("%s %s", response.Status, body)
			}
			if retry := response.Header.Get("Retry-After"); (test.status == 503) != (retry != "") {
				t.Errorf("Retry-After %q", retry)
			}
			if keys := fake.keys(); keys != test.keys {
				t.Errorf("heard of %q, want %q", keys, test.keys)
			}
		})
	}
}

func TestPostMethods(t *testing.T) {
	s := serve(t, newFake(), Options{Loopback: true, Receiver: true})
	for _, method := range []string{"GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "NONSENSE"} {
		for _, path := range []string{"/api/heartbeat", "/api/heartbeat/alpha"} {
			response, _ := request{method: method, path: path}.send(t, s)
			if response.StatusCode != 405 || response.Header.Get("Allow") != "POST" {
				t.Errorf("%s %s: %s, Allow %q", method, path, response.Status, response.Header.Get("Allow"))
			}
		}
	}
}

func TestReceiverOff(t *testing.T) {
	fake := newFake()
	s := serve(t, fake, Options{Loopback: true})
	for _, path := range []string{"/api/heartbeat", "/api/heartbeat/alpha", "/ping/alpha", "/ping/alpha/fail"} {
		response, body := request{method: "POST", path: path, body: robotBeat, header: []string{asJSON}}.send(t, s)
		if response.StatusCode != 404 || !strings.Contains(checkProblem(t, response, body).Detail, "receiver is off") {
			t.Errorf("%s: %s %s", path, response.Status, body)
		}
	}
	if keys := fake.keys(); keys != "" {
		t.Errorf("heard of %s", keys)
	}
	if response, _ := (request{method: "GET", path: "/api/v1/subjects"}).send(t, s); response.StatusCode != 200 {
		t.Errorf("the rest of the API: %s", response.Status)
	}
}

// Few large bodies are held at once, and small ones pass them by.
func TestLargeBodiesWaitForTheirTurn(t *testing.T) {
	fake := newFake()
	server := newServer(fake, Options{Loopback: true, Receiver: true})
	server.patience = 0
	s := serveHandler(t, server.handler())
	large := "[" + accountBeat + strings.Repeat(" ", lightBody) + "]"
	post := func(body string) *http.Response {
		response, _ := request{method: "POST", path: "/api/heartbeat/alpha", body: body, header: []string{asJSON}}.send(t, s)
		return response
	}
	for range maxHeavy {
		server.heavy <- struct{}{}
	}
	if response := post(accountBeat); response.StatusCode != 200 {
		t.Errorf("a small one: %s", response.Status)
	}
	if response := post(large); response.StatusCode != 429 || response.Header.Get("Retry-After") != "1" {
		t.Errorf("one too many: %s, Retry-After %q", response.Status, response.Header.Get("Retry-After"))
	}
	<-server.heavy
	for range 3 { // the place is given back
		if response := post(large); response.StatusCode != 200 {
			t.Errorf("one at its turn: %s", response.Status)
		}
	}
}

// The problem of a batch lists all that is wrong with it.
func TestAllRejectionsAreListed(t *testing.T) {
	s := serve(t, newFake(), Options{Loopback: true, Receiver: true})
	_, body := request{method: "POST", path: "/api/heartbeat", body: "[" + noTimestamp + ",7," + badStatus + "]", header: []string{asJSON}}.send(t, s)
	var p struct {
		Rejected []struct {
			Index        int
			Field, Error string
		}
	}
	if err := json.Unmarshal([]byte(body), &p); err != nil || len(p.Rejected) != 3 {
		t.Fatalf("%v: %s", err, body)
	}
	for i, want := range []string{"timestamp", "", "status"} {
		if got := p.Rejected[i]; got.Index != i || got.Field != want || got.Error == "" {
			t.Errorf("%+v", got)
		}
	}
}

// A heartbeat that a proxy passes on comes from elsewhere, and one with a
// loopback name and nothing else from here.
func TestPostedFromElsewhere(t *testing.T) {
	for name, test := range map[string]struct {
		host   string
		header []string
		remote bool
	}{
		"here":              {"", []string{withToken}, false},
		"by the proxy":      {"sentinel.example", []string{withToken}, true},
		"marked as passed":  {"", []string{withToken, "X-Forwarded-For: 192.0.2.1"}, true},
		"marked in one way": {"", []string{withToken, "Forwarded: for=192.0.2.1"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			fake := newFake()
			s := serve(t, fake, Options{Loopback: true, Receiver: true, Hosts: []string{"sentinel.example"}})
			request{method: "POST", path: "/ping/alpha", host: test.host, header: test.header}.send(t, s)
			if len(fake.received) != 1 || fake.received[0].Remote != test.remote {
				t.Errorf("received %+v", fake.received)
			}
		})
	}
}
