//go:build desktop && linux

package e2e

import (
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"

	"sentinel/app/e2e/desktop"
)

// A visit is one request that a browser made, and how it was answered.
type visit struct {
	method, path, host, origin, site string
	status                           int
}

// A target is a server that pages attack. What bears the mark of an attack is counted as a visit.
type target struct {
	http.Handler
	port  string
	hosts []string // the names by which it is reached

	// rebound is the page that was loaded from the target's port while its name still led to the attacker.
	rebound http.Handler

	mu     sync.Mutex
	visits map[string][]visit
}

// attacked serves a target at this machine's loopback addresses, all at one port.
func attacked(t *testing.T, behind http.Handler) *target {
	t.Helper()
	x := &target{Handler: behind, visits: make(map[string][]visit), hosts: []string{"127.0.0.1", "localhost", "0.0.0.0", "[::ffff:127.0.0.1]"}}
	x.port = serveOn(t, "127.0.0.1:0", x)
	if probe, err := net.Listen("tcp", "[::1]:0"); err == nil { // not every machine has IPv6
		probe.Close()
		serveOn(t, "[::1]:"+x.port, x)
		x.hosts = append(x.hosts, "[::1]")
	}
	return x
}

func serveOn(t *testing.T, address string, h http.Handler) (port string) {
	t.Helper()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: h}
	go func() { _ = server.Serve(listener) }() // until it is closed
	t.Cleanup(func() { server.Close() })
	_, port, _ = net.SplitHostPort(listener.Addr().String())
	return port
}

func (x *target) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == hostilePath {
		x.rebound.ServeHTTP(w, r)
		return
	}
	noted := &noter{ResponseWriter: w, status: http.StatusOK}
	x.Handler.ServeHTTP(noted, r)
	if r.Method == http.MethodOptions && noted.status < http.StatusBadRequest {
		return // the page may ask, and now it does: that one counts
	}
	mark := r.URL.Query().Get("attack")
	x.mu.Lock()
	defer x.mu.Unlock()
	x.visits[mark] = append(x.visits[mark],
		visit{r.Method, r.URL.Path, r.Host, r.Header.Get("Origin"), r.Header.Get("Sec-Fetch-Site"), noted.status})
}

// A noter notes the status of an answer.
type noter struct {
	http.ResponseWriter
	status int
}

func (n *noter) WriteHeader(status int) {
	n.status = status
	n.ResponseWriter.WriteHeader(status)
}

func (n *noter) Unwrap() http.ResponseWriter { return n.ResponseWriter }

func (x *target) visitsOf(mark string) []visit {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.visits[mark]
}

// waitFor waits until all the attacks came.
func (x *target) waitFor(t *testing.T, marks []string) {
	t.Helper()
	var missing []string
	err := desktop.Until(t.Context(), "all attacks came", func() bool {
		missing = nil
		for _, mark := range marks {
			if len(x.visitsOf(mark)) == 0 {
				missing = append(missing, mark)
			}
		}
		return len(missing) == 0
	})
	if err != nil {
		t.Fatalf("%v: not %q", err, missing)
	}
}

// inFrontOf passes everything on to the monitor as the browser sent it, but for the mark.
func inFrontOf(address string) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(&url.URL{Scheme: "http", Host: address})
		r.Out.Host = r.In.Host
		query := r.Out.URL.Query()
		query.Del("attack")
		r.Out.URL.RawQuery = query.Encode()
	}}
}

// careless answers every page whatever it asks.
func careless(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Access-Control-Allow-Origin", "*")
	if origin := r.Header.Get("Origin"); origin != "" {
		header.Set("Access-Control-Allow-Origin", origin)
		header.Set("Access-Control-Allow-Credentials", "true")
	}
	header.Set("Access-Control-Allow-Methods", "GET, POST, DELETE")
	header.Set("Access-Control-Allow-Headers", "Authorization, Content-Type")
	kind, body := "text/javascript", "/* read */"
	switch {
	case r.URL.Path == "/api/v1/events":
		kind, body = "text/event-stream", "data: read\n\n"
	case strings.HasSuffix(r.URL.Path, ".svg"), r.Header.Get("Sec-Fetch-Dest") == "image":
		kind, body = "image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>`
	}
	header.Set("Content-Type", kind)
	_, _ = io.WriteString(w, body) // a page that has gone reads nothing
}
