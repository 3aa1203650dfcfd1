//go:build desktop && linux

package e2e

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"

	"sentinel/app/e2e/desktop"
)

// readable are attacks by which a page reads what a careless server says. A browser in which they do not is no test.
var readable = []string{
	"get a subject", "get status", "get health", "events", "post JSON", "post with a token", "ping", "delete", "set a test",
	"script", "module", "image of a badge",
}

// Whatever a web page tries in a real browser, it neither changes anything in a monitor on this machine nor reads from
// it; a page of a configured origin reads the status and no more. The same attacks do reach a server that is careless.
func TestBrowserPagesReachNothing(t *testing.T) {
	r := receive(t)
	for _, status := range []string{"unhealthy", "healthy"} { // what the pages send is taken from a program
		r.run("curl", "-fsS", "-d", strings.Replace(hostileBeat, "unhealthy", status, 1), "http://"+r.address+"/api/heartbeat/alpha")
		r.shows("alpha", "status="+status)
	}
	monitor, dummy := attacked(t, inFrontOf(r.address)), attacked(t, http.HandlerFunc(careless))
	attacker := newAttacker(t, monitor, dummy)
	r.allow("http://reader.example:" + attacker.port)
	before := r.everything()

	attacker.lures()
	for _, page := range attacker.pages {
		t.Run(page.Name, func(t *testing.T) {
			tried := page.reported(t)
			for _, target := range page.Targets {
				target.server.waitFor(t, slices.Sorted(maps.Keys(tried[target.Name])))
			}
			for mark, got := range tried["monitor"] {
				refused(t, mark, got, monitor.visitsOf(mark))
			}
			for _, name := range readable {
				if len(tried["dummy"]) > 0 && tried["dummy"][page.Name+": "+name] == "" {
					t.Errorf("%s: read nothing even from the careless server", name)
				}
			}
		})
	}
	if after := r.everything(); !reflect.DeepEqual(before, after) {
		t.Errorf("the pages changed the monitor:\nbefore %v\nafter  %v", before, after)
	}
}

// refused checks one attack on the monitor, by what its page read and how each request was answered.
func refused(t *testing.T, mark, got string, visits []visit) {
	t.Helper()
	want, fine := http.StatusForbidden, got == ""
	switch {
	case mark == "reader: get status": // the one thing that this page may
		want, fine = http.StatusOK, strings.HasPrefix(got, `200 {`)
	case strings.HasPrefix(mark, "rebound "): // it may read what its own name answers
		fine = got == "" || strings.HasPrefix(got, "403 ")
	}
	if !fine {
		t.Errorf("%s: the page read %q", mark, got)
	}
	for _, visit := range visits {
		if visit.status != want {
			t.Errorf("%s was answered so: %+v", mark, visit)
		}
	}
}

// allow configures the origin of pages that may read the status, and waits until it may.
func (r *receiver) allow(origin string) {
	r.Helper()
	r.write("config.toml", fmt.Sprintf("[listen]\naddress = \"127.0.0.1:0\"\norigins = [%q]\n[defaults]\ninterval = \"12h\"\n", origin))
	err := desktop.Until(r.Context(), "the configured origin may read", func() bool {
		request, err := http.NewRequestWithContext(r.Context(), http.MethodGet, "http://"+r.address+"/api/heartbeat/status?robot=alpha", nil)
		if err != nil {
			return false
		}
		request.Header.Set("Origin", origin)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return false
		}
		defer response.Body.Close()
		return response.StatusCode == http.StatusOK
	})
	if err != nil {
		r.Fatal(err)
	}
}

// everything is what the monitor says of all its subjects, but for their ages, and of all incidents.
func (r *receiver) everything() []any {
	r.Helper()
	var list struct {
		Total    int
		Counts   map[string]int
		Subjects []map[string]any
	}
	var incidents any
	r.get("/api/v1/subjects", &list)
	r.get("/api/v1/incidents?state=all", &incidents)
	for _, subject := range list.Subjects {
		delete(subject, "age_seconds")
	}
	return []any{list, incidents}
}

// lures lets a browser open the page that holds all the hostile ones, as if a person had followed a link. Every name
// below example leads to this machine, as it does for a page that rebinds its own.
func (a *attacker) lures() {
	a.Helper()
	folder := a.TempDir()
	browser := exec.Command("chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
		"--no-proxy-server", "--disable-background-networking", "--disable-component-update", "--disable-popup-blocking",
		"--user-data-dir="+filepath.Join(folder, "profile"), "--host-resolver-rules=MAP *.example 127.0.0.1", a.home()+"/")
	browser.Env = append(os.Environ(), "HOME="+folder)
	browser.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	var output strings.Builder
	browser.Stdout, browser.Stderr = &output, &output
	if err := browser.Start(); err != nil {
		a.Fatalf("the browser (Debian's package chromium): %v", err)
	}
	a.Cleanup(func() {
		_ = syscall.Kill(-browser.Process.Pid, syscall.SIGKILL)
		_ = browser.Wait() // it was killed
		if a.Failed() {
			a.Log(output.String())
		}
	})
}
