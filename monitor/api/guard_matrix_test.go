package api

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// attempt is one request of the matrix.
type attempt struct {
	loopback    bool   // where the server listens
	host        string // OWN: the address that was connected to
	origin      string
	site        string // Sec-Fetch-Site
	method      string
	contentType string
	token       string
	path        string
}

func (a attempt) String() string {
	where := map[bool]string{true: "loopback", false: "beyond"}[a.loopback]
	return fmt.Sprintf("%s: %s %s host=%q origin=%q site=%q type=%q token=%q", where, a.method, a.path, a.host, a.origin, a.site, a.contentType, a.token)
}

var matrix = struct {
	hosts, origins, sites, methods, types, tokens, paths []string
}{
	hosts: []string{
		"OWN", "localhost:8787", "[::1]:8787", "127.0.0.2", "sentinel.example", // the first ones are good
		"evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "0.0.0.0:8787", "192.0.2.1:8787", "sentinel.example.evil.example",
	},
	origins: []string{"", "http://localhost:3000", "https://evil.example", "null", "http://127.0.0.1:8787"},
	sites:   []string{"", "none", "same-origin", "same-site", "cross-site", "nonsense"},
	methods: []string{"POST", "GET", "HEAD", "PUT", "DELETE", "OPTIONS"},
	types: []string{
		"application/json", "application/x-www-form-urlencoded", "text/plain", "", "application/x-ndjson",
		"multipart/form-data; boundary=x", "text/html",
	},
	tokens: []string{"", testRobotToken, testToken, "token-of-beta", "wrong", strings.Repeat("x", 5000)},
	paths: []string{
		"/api/heartbeat", "/api/heartbeat/alpha", "/api/heartbeat/free", "/ping/alpha", "/ping/free~ACC/fail",
		"/api/v1/subjects", "/api/v1/subjects/beta/pause", "/api/v1/channels", "/api/v1/messages", "/api/v1/channels/owner", "/api/v1/channels/owner/test", "/api/v1/drill", "/api/heartbeat/status", "/healthz", "/nothing",
	},
}

// expected is what the rules say, in the order in which a reader would ask.
// The body is always one good heartbeat. alpha and beta have tokens, free and
// default have none.
func expected(a attempt) int {
	// A name that is not ours: somebody else's page, made to point here.
	good := []string{"OWN", "localhost:8787", "[::1]:8787", "127.0.0.2"}
	proxied := a.host == "sentinel.example"
	if !slices.Contains(good, a.host) && !proxied {
		return 403
	}
	// A web page. One may read the status endpoint, when it is configured.
	reads := a.method == "GET" || a.method == "HEAD" || a.method == "OPTIONS"
	if a.origin != "" || a.site != "" && a.site != "none" {
		if a.path != "/api/heartbeat/status" || a.origin != "http://localhost:3000" || !reads {
			return 403
		}
	}
	// From another machine, or through a proxy, a token is needed.
	known := a.token == testRobotToken || a.token == testToken || a.token == "token-of-beta"
	asksFirst := a.path == "/api/heartbeat/status" && a.method == "OPTIONS"
	if (!a.loopback || proxied) && a.path != "/healthz" && !asksFirst && !known {
		if a.token == "" {
			return 401
		}
		return 403
	}
	get := a.method == "GET" || a.method == "HEAD"
	post := a.method == "POST"
	switch a.path {
	case "/nothing":
		return 404
	case "/healthz", "/api/v1/subjects", "/api/v1/channels", "/api/v1/messages":
		return map[bool]int{true: 200, false: 405}[get]
	case "/api/v1/subjects/beta/pause", "/api/v1/channels/owner/test", "/api/v1/channels/owner", "/api/v1/drill":
		remove := a.path == "/api/v1/channels/owner" && a.method == "DELETE"
		switch {
		case a.path == "/api/v1/channels/owner" && a.method != "PUT" && !remove, a.path != "/api/v1/channels/owner" && !post:
			return 405
		case a.token == "":
			return 401
		case a.token != testToken:
			return 403
		case remove:
			return 204
		case a.contentType != "application/json":
			return 415
		}
		return 400 // a heartbeat is nothing to pause or drill by, and no channel
	case "/api/heartbeat/status":
		switch {
		case get:
			return 503 // no heartbeat yet
		case asksFirst:
			return 204
		case !post:
			return 405
		}
		return expectedPost(a, "status")
	case "/api/heartbeat":
		if !post {
			return 405
		}
		return expectedPost(a, "")
	case "/api/heartbeat/alpha":
		if !post {
			return 405
		}
		return expectedPost(a, "alpha")
	case "/api/heartbeat/free":
		if !post {
			return 405
		}
		return expectedPost(a, "free")
	case "/ping/alpha":
		if !post && !get {
			return 405
		}
		return cmpStatus(mayPost(a, "alpha"), 200)
	case "/ping/free~ACC/fail":
		if !post && !get {
			return 405
		}
		return cmpStatus(mayPost(a, "free"), 200)
	}
	panic("no rule for " + a.path)
}

func cmpStatus(refusal, otherwise int) int {
	if refusal != 0 {
		return refusal
	}
	return otherwise
}

// mayPost is 0, or how the token's rules refuse a robot.
func mayPost(a attempt, robot string) int {
	owner := map[string]string{testRobotToken: "alpha", "token-of-beta": "beta"}[a.token]
	switch {
	case a.token == testToken:
		return 0
	case a.token == "" && robot == "alpha":
		return 401
	case a.token == "":
		return 0
	case owner == "" || robot != "" && robot != owner:
		return 403
	}
	return 0
}

func expectedPost(a attempt, robot string) int {
	taken := []string{"application/json", "application/x-ndjson", "application/x-www-form-urlencoded", "text/plain", ""}
	return cmpStatus(mayPost(a, robot), map[bool]int{true: 200, false: 415}[slices.Contains(taken, a.contentType)])
}

// attempts are the plain request at each path with any two of its parts replaced
// by each of their values. All parts at once would be millions of requests that
// say nothing new.
func attempts() []attempt {
	var list []attempt
	seen := map[attempt]bool{}
	setters := []struct {
		values []string
		set    func(*attempt, string)
	}{
		{matrix.hosts, func(a *attempt, v string) { a.host = v }},
		{matrix.origins, func(a *attempt, v string) { a.origin = v }},
		{matrix.sites, func(a *attempt, v string) { a.site = v }},
		{matrix.methods, func(a *attempt, v string) { a.method = v }},
		{matrix.types, func(a *attempt, v string) { a.contentType = v }},
		{matrix.tokens, func(a *attempt, v string) { a.token = v }},
	}
	for _, loopback := range []bool{true, false} {
		for _, path := range matrix.paths {
			base := attempt{loopback: loopback, host: "OWN", method: "POST", contentType: "application/json", path: path}
			if !loopback {
				base.token = testToken // else all would end at the first rule
			}
			for i, first := range setters {
				for _, v := range first.values {
					for _, second := range setters[i+1:] {
						for _, w := range second.values {
							a := base
							first.set(&a, v)
							second.set(&a, w)
							if !seen[a] {
								seen[a] = true
								list = append(list, a)
							}
						}
					}
				}
			}
		}
	}
	return list
}

// Every combination is answered as the rules say, and what is refused does not
// reach the monitor.
func TestGuardMatrix(t *testing.T) {
	fake := newFake()
	o := Options{
		ControlToken: testToken, Receiver: true,
		Hosts: []string{"sentinel.example"}, Origins: []string{"http://localhost:3000"},
		Tokens: []RobotToken{{"alpha", testRobotToken}, {"beta", "token-of-beta"}},
	}
	o.Loopback = true
	near := serve(t, fake, o)
	o.Loopback = false
	far := serve(t, fake, o)

	hostile, refused := 0, 0
	for _, a := range attempts() {
		s := far
		if a.loopback {
			s = near
		}
		want := expected(a)
		response, body := a.request().send(t, s)
		if response.StatusCode != want {
			t.Errorf("%s\nanswered %s, want %d: %.200s", a, response.Status, want, body)
		}
		if want == http.StatusUnauthorized && response.Header.Get("WWW-Authenticate") != "Bearer" {
			t.Errorf("%s\ndoes not say how to log in", a)
		}
		if allowed := response.Header.Get("Access-Control-Allow-Origin"); allowed != "" &&
			(a.path != heartbeatPath || allowed != "http://localhost:3000" || a.origin != allowed) {
			t.Errorf("%s\na page may read the answer: %s", a, allowed)
		}
		heard := fake.keys() != ""
		posts := strings.HasPrefix(a.path, "/ping") || strings.HasPrefix(a.path, "/api/heartbeat") && a.method == "POST"
		if heard != (want == 200 && posts) {
			t.Errorf("%s\nanswered %s; reached the monitor: %v", a, response.Status, heard)
		}
		asked := fake.took()
		if removed := strings.Contains(asked, "remove"); removed != (want == 204 && a.method == "DELETE") {
			t.Errorf("%s\nanswered %s; made the monitor %s", a, response.Status, asked)
		}
		if strings.Contains(asked, "pause") || strings.Contains(asked, "put") || strings.Contains(asked, "test") {
			t.Errorf("%s\nmade the monitor %s", a, asked)
		}
		hostile++
		if want >= 400 {
			refused++
		}
	}
	t.Logf("%d combinations, %d refused", hostile, refused)
	if refused < 200 {
		t.Errorf("only %d hostile combinations", refused)
	}
}

func (a attempt) request() request {
	q := request{method: a.method, path: a.path, body: robotBeat}
	if a.host != "OWN" {
		q.host = a.host
	}
	for _, header := range []struct{ name, value string }{
		{"Origin", a.origin}, {"Sec-Fetch-Site", a.site}, {"Content-Type", a.contentType},
	} {
		if header.value != "" {
			q.header = append(q.header, header.name+": "+header.value)
		}
	}
	if a.token != "" {
		q.header = append(q.header, "Authorization: Bearer "+a.token)
	}
	return q
}
