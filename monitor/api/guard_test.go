package api

import (
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"testing"
)

// Whatever a web page, a rebinding name or a stranger could send is refused
// before it reaches the monitor.
func TestHostileRequests(t *testing.T) {
	get := func(host string, header ...string) request {
		return request{method: "GET", path: "/api/v1/subjects", host: host, header: header}
	}
	pause := func(header ...string) request {
		return request{method: "POST", path: "/api/v1/subjects/beta/pause", header: header}
	}
	tests := map[string]struct {
		request request
		want    int
	}{
		"own address":                {get(""), 200},
		"localhost":                  {get("localhost"), 200},
		"localhost and any port":     {get("LOCALHOST:1"), 200},
		"localhost, rooted":          {get("localhost.:8787"), 200},
		"another loopback address":   {get("127.8.9.10:8787"), 200},
		"IPv6 loopback":              {get("[::1]:8787"), 200},
		"IPv6 loopback, no port":     {get("[::1]"), 200},
		"configured host":            {get("sentinel.example", withToken), 200},
		"configured host with port":  {get("Sentinel.Example:443", withToken), 200},
		"through a proxy, no token":  {get("sentinel.example"), 401},
		"passed on by a proxy":       {get("", "X-Forwarded-For: 192.0.2.1"), 401},
		"typed into a browser":       {get("", "Sec-Fetch-Site: none"), 200},
		"mapped loopback":            {get("[::ffff:127.0.0.1]:80"), 403}, // a browser says nothing of the page then
		"mapped loopback, in hex":    {get("[::ffff:7f00:1]:8787"), 403},
		"rebinding name":             {get("evil.example:8787"), 403},
		"name that looks like ours":  {get("localhost.evil.example"), 403},
		"address in a name":          {get("127.0.0.1.nip.io:8787"), 403},
		"below a configured host":    {get("x.sentinel.example"), 403},
		"all-zero address":           {get("0.0.0.0:8787"), 403},
		"another machine":            {get("192.168.1.7:8787"), 403},
		"short form of an address":   {get("127.1:8787"), 403},
		"number as an address":       {get("2130706433"), 403},
		"origin":                     {get("", "Origin: https://evil.example"), 403},
		"origin null":                {get("", "Origin: null"), 403},
		"origin empty":               {get("", "Origin: "), 403},
		"origin of our own":          {get("", "Origin: http://127.0.0.1:8787"), 403},
		"configured origin, subject": {get("", "Origin: http://localhost:3000"), 403},
		"image of a page":            {get("", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"), 403},
		"same site":                  {get("", "Sec-Fetch-Site: same-site"), 403},
		"same origin":                {get("", "Sec-Fetch-Site: same-origin"), 403},
		"two values":                 {get("", "Sec-Fetch-Site: none", "Sec-Fetch-Site: cross-site"), 403},
		"health for a page":          {request{method: "GET", path: "/healthz", header: []string{"Origin: http://a.example"}}, 403},
		"health of another name":     {request{method: "GET", path: "/healthz", host: "evil.example"}, 403},
		"no route for a page":        {request{method: "GET", path: "/nothing", header: []string{"Origin: http://a.example"}}, 403},

		"control":                     {pause(withToken), 200},
		"control in small letters":    {pause("Authorization: bearer " + testToken), 200},
		"control without a token":     {pause(), 401},
		"control with an empty token": {pause("Authorization: Bearer "), 401},
		"control by password":         {pause("Authorization: Basic " + testToken), 401},
		"control with a wrong token":  {pause("Authorization: Bearer " + strings.Repeat("0", 64)), 403},
		"control with half a token":   {pause("Authorization: Bearer " + testToken[:32]), 403},
		"control with two tokens":     {pause(withToken, "Authorization: Bearer x"), 401},
		"control by a page":           {pause(withToken, "Origin: http://localhost:3000"), 403},
		"control at a rebinding name": {request{method: "POST", path: "/api/v1/window", host: "evil.example", header: []string{withToken}}, 403},
		"token in the query":          {request{method: "POST", path: "/api/v1/window?token=" + testToken}, 401},
		"forget without a token":      {request{method: "DELETE", path: "/api/v1/subjects/beta"}, 401},
		"test without a token":        {request{method: "POST", path: "/api/v1/status", body: `{"type":"error"}`, header: []string{asJSON}}, 401},
		"window without a token":      {request{method: "POST", path: "/api/v1/window"}, 401},
		"remote without a token":      {request{method: "GET", path: "/api/v1/sources/vps/remote?what=logs"}, 401},
		"snooze without a token":      {request{method: "POST", path: "/api/v1/subjects/beta/snooze"}, 401},
		"acknowledge without a token": {request{method: "POST", path: "/api/v1/subjects/beta/acknowledge"}, 401},
		"channel without a token":     {request{method: "PUT", path: "/api/v1/channels/owner", body: `{"kind":"desktop"}`, header: []string{asJSON}}, 401},
		"removal without a token":     {request{method: "DELETE", path: "/api/v1/channels/owner"}, 401},
		"message without a token":     {request{method: "POST", path: "/api/v1/channels/owner/test"}, 401},
		"resume without a token":      {request{method: "POST", path: "/api/v1/subjects/beta/resume"}, 401},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			fake := newFake()
			s := serve(t, fake, Options{
				Loopback: true,
				Hosts:    []string{"sentinel.example"},
				Origins:  []string{"http://localhost:3000"},
			})
			response, body := test.request.send(t, s)
			if response.StatusCode != test.want {
				t.Fatalf("answered %s, want %d: %s", response.Status, test.want, body)
			}
			if test.want >= 400 {
				checkProblem(t, response, body)
				if asked := fake.took(); asked != "" {
					t.Errorf("it reached the monitor: %s", asked)
				}
				if cors := response.Header.Get("Access-Control-Allow-Origin"); cors != "" {
					t.Errorf("a page may read the refusal: %s", cors)
				}
			}
			if got := response.Header.Get("X-Content-Type-Options"); got != "nosniff" {
				t.Errorf("X-Content-Type-Options: %q", got)
			}
			if got := response.Header.Get("Cache-Control"); got != "no-store" {
				t.Errorf("Cache-Control: %q", got)
			}
		})
	}
}

func checkProblem(t *testing.T, response *http.Response, body string) problem {
	t.Helper()
	if kind := response.Header.Get("Content-Type"); kind != "application/problem+json" {
		t.Errorf("Content-Type %q, want application/problem+json", kind)
	}
	var p problem
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		t.Fatalf("not JSON: %v: %s", err, body)
	}
	if p.Status != response.StatusCode || p.Title == "" || p.Detail == "" || p.Type == "" {
		t.Errorf("an incomplete problem: %s", body)
	}
	for _, alien := range []string{"json:", "Go ", "time.", "struct", "monitor."} {
		if strings.Contains(p.Detail, alien) {
			t.Errorf("shows what only a programmer understands: %s", p.Detail)
		}
	}
	return p
}

// Beyond loopback, reading needs the token too, and the Host must be the
// address that was connected to.
func TestBeyondLoopback(t *testing.T) {
	tests := map[string]struct {
		request request
		want    int
	}{
		"reading without a token": {request{method: "GET", path: "/api/v1/subjects"}, 401},
		"reading with it":         {request{method: "GET", path: "/api/v1/subjects", header: []string{withToken}}, 200},
		"health without it":       {request{method: "GET", path: "/healthz"}, 200},
		"heartbeat without it":    {request{method: "GET", path: heartbeatPath}, 401},
		"what is not there":       {request{method: "GET", path: "/nothing"}, 401},
		"foreign host":            {request{method: "GET", path: "/api/v1/subjects", host: "evil.example", header: []string{withToken}}, 403},
		"another address":         {request{method: "GET", path: "/healthz", host: "192.168.1.7"}, 403},
		"configured host":         {request{method: "GET", path: "/healthz", host: "sentinel.example"}, 200},
		"preflight of a page": {request{
			method: "OPTIONS", path: heartbeatPath,
			header: []string{"Origin: http://localhost:3000", "Access-Control-Request-Method: GET"},
		}, 204},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := serve(t, newFake(), Options{Hosts: []string{"sentinel.example"}, Origins: []string{"http://localhost:3000"}})
			response, body := test.request.send(t, s)
			if response.StatusCode != test.want {
				t.Fatalf("answered %s, want %d: %s", response.Status, test.want, body)
			}
			if test.want == http.StatusUnauthorized && response.Header.Get("WWW-Authenticate") != "Bearer" {
				t.Error("does not say how to log in")
			}
		})
	}
}

// A server that was given no token lets nobody change anything.
func TestNoTokenIsNoKey(t *testing.T) {
	g := newGuard(Options{Loopback: true})
	for _, said := range []string{"", "Bearer", "Bearer ", "Bearer   ", "Bearer x"} {
		r, _ := http.NewRequest("POST", "http://127.0.0.1/", nil)
		r.Header.Set("Authorization", said)
		if g.checkToken(r) == nil {
			t.Errorf("Authorization %q opened it", said)
		}
	}
}

// On loopback no Host is let through but a loopback address, localhost or a
// configured name, however it is written.
func FuzzHost(f *testing.F) {
	for _, host := range []string{
		"127.0.0.1:8787", "[::1]:80", "localhost.", "evil.example", "[::1%25lo]:1", "127.0.0.1.evil.example", "[]", ":", "[[::1]]:1",
		"localhost:x", "::1", "127.0.0.1@evil.example", "sentinel.example:443", "\u217c\u043ecalhost", "LOCALHOST",
	} {
		f.Add(host)
	}
	g := newGuard(Options{Loopback: true, Hosts: []string{"sentinel.example"}})
	f.Fuzz(func(t *testing.T, host string) {
		if !g.knowsHost(&http.Request{Host: host}) {
			return
		}
		name := strings.ToLower(host)
		if i := strings.LastIndex(name, ":"); i >= 0 && !strings.HasSuffix(name, "]") && (strings.Count(name, ":") == 1 || name[0] == '[') {
			name = name[:i]
		}
		name = strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(name, "["), "]"), ".")
		if name == "localhost" || name == "sentinel.example" {
			return
		}
		if ip := net.ParseIP(strings.Split(name, "%")[0]); ip == nil || !ip.IsLoopback() {
			t.Errorf("let %q through", host)
		}
	})
}
