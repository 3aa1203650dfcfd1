//go:build desktop && linux

package e2e

import (
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"sentinel/app/e2e/desktop"
)

// hostilePath is where the hostile page is.
const hostilePath = "/hostile"

// hostileBeat is what pages would like a monitor to take from them.
const hostileBeat = `{"event":"ROBOT_HEARTBEAT","status":"unhealthy","active_accounts":0,"active_tasks":0,"timestamp":"2026-01-20T09:30:00+07:00"}`

var hostile = template.Must(template.ParseFiles("testdata/hostile.html"))

// A page is where the hostile page is opened from, and what it attacks.
type page struct {
	Name    string       `json:"page"`
	Home    string       `json:"home"` // the attacker's server
	Beat    string       `json:"beat"` // what it posts
	Windows bool         `json:"windows"`
	Targets []pageTarget `json:"targets"`

	address string     // the page's own
	report  chan tries // comes once
}

type pageTarget struct {
	Name   string   `json:"name"`
	Port   string   `json:"port"`
	Hosts  []string `json:"hosts"`
	server *target
}

// tries are what a page could read, by the target's name and the attack's mark.
type tries map[string]map[string]string

// reported waits until the page has tried everything.
func (p *page) reported(t *testing.T) tries {
	t.Helper()
	select {
	case report := <-p.report:
		return report
	case <-time.After(2 * desktop.Patience):
		t.Fatalf("the page %s did not come to its end", p.Name)
		return nil
	}
}

// An attacker is a server with hostile pages.
type attacker struct {
	*testing.T
	port  string
	pages []*page
}

func (a *attacker) home() string { return "http://evil.example:" + a.port }

// newAttacker serves the pages: a stranger's, one of another program on this machine, one of the configured origin, and
// two whose own name was turned to this machine after they had been loaded, at the monitor's port and at the dummy's.
func newAttacker(t *testing.T, monitor, dummy *target) *attacker {
	t.Helper()
	a := &attacker{T: t}
	routes := http.NewServeMux()
	a.port = serveOn(t, "127.0.0.1:0", routes)
	both := []pageTarget{{"monitor", monitor.port, monitor.hosts, monitor}, {"dummy", dummy.port, dummy.hosts, dummy}}
	a.add("evil", "evil.example:"+a.port, both...).Windows = true
	a.add("neighbour", "127.0.0.1:"+a.port, both...)
	a.add("reader", "reader.example:"+a.port, both...)
	for _, target := range both {
		target.Hosts = []string{"rebound.example"}
		target.server.rebound = http.HandlerFunc(a.hostile)
		a.add("rebound to the "+target.Name, "rebound.example:"+target.Port, target)
	}
	routes.HandleFunc("GET /{$}", a.lure)
	routes.HandleFunc("GET "+hostilePath, a.hostile)
	routes.HandleFunc("/redirect", redirect)
	routes.HandleFunc("POST /report", a.take)
	return a
}

func (a *attacker) add(name, address string, targets ...pageTarget) *page {
	p := &page{Name: name, Home: a.home(), Beat: hostileBeat, Targets: targets, address: address, report: make(chan tries, 1)}
	a.pages = append(a.pages, p)
	return p
}

// lure is the page that a person opens. It holds all the hostile ones.
func (a *attacker) lure(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html")
	for _, p := range a.pages {
		fmt.Fprintf(w, "<iframe src=\"http://%s%s\"></iframe>\n", p.address, hostilePath)
	}
}

// hostile is the page that attacks, as its own address says from where. It asks the browser to tell its targets of media
// in it, which is one more way to have something sent there.
func (a *attacker) hostile(w http.ResponseWriter, r *http.Request) {
	for _, p := range a.pages {
		if p.address != r.Host {
			continue
		}
		policy := "media-src 'none'; report-uri"
		for _, target := range p.Targets {
			policy += fmt.Sprintf(" http://%s:%s/api/heartbeat/alpha?attack=%s", target.Hosts[0], target.Port, url.QueryEscape(p.Name+": report of a violation"))
		}
		w.Header().Set("Content-Security-Policy-Report-Only", policy)
		w.Header().Set("Content-Type", "text/html")
		if err := hostile.Execute(w, p); err != nil {
			a.Error(err)
		}
		return
	}
	http.NotFound(w, r)
}

// redirect sends a request on to elsewhere.
func redirect(w http.ResponseWriter, r *http.Request) {
	code, err := strconv.Atoi(r.URL.Query().Get("code"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Access-Control-Allow-Origin", "*")
	http.Redirect(w, r, r.URL.Query().Get("to"), code)
}

// take takes a page's report.
func (a *attacker) take(_ http.ResponseWriter, r *http.Request) {
	var report tries
	if err := json.NewDecoder(r.Body).Decode(&report); err != nil {
		a.Errorf("a page's report: %v", err)
	}
	for _, p := range a.pages {
		if p.Name == r.URL.Query().Get("page") {
			p.report <- report
		}
	}
}
