//go:build unix

package agent

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/config"
)

// A patient is a monitor whose robot alpha is silent, with a plan to start it
// again.
type patient struct {
	*testing.T
	a     *Agent
	r     *recoveries
	plan  config.Recovery
	began time.Time
	mu    sync.Mutex
	now   time.Duration // since then
}

func silentRobot(t *testing.T, plan config.Recovery) *patient {
	t.Helper()
	p := &patient{T: t, began: time.Now()}
	plan.Robot, plan.Window, plan.Timeout = "alpha", time.Hour, 5*time.Second
	if plan.Budget == 0 {
		plan.Budget = 3
	}
	p.plan = plan
	a, stop := runEngineOf(t, Options{StateDir: t.TempDir(), Clock: func() monitor.Reading {
		p.mu.Lock()
		defer p.mu.Unlock()
		return monitor.Reading{Wall: p.began.Add(p.now), Steady: p.now}
	}, Since: func(time.Time) time.Duration { return 0 }})
	t.Cleanup(stop)
	p.a, p.r = a, newRecoveries(a)
	p.beat()
	p.pass(10 * time.Minute)
	return p
}

func (p *patient) beat() {
	p.Helper()
	if _, err := p.a.Receive([]monitor.Posting{aPosting()}); err != nil {
		p.Fatal(err)
	}
}

// pass lets time pass, second by second: more would look like a sleep.
func (p *patient) pass(length time.Duration) {
	p.Helper()
	for range length / time.Second {
		p.mu.Lock()
		p.now += time.Second
		p.mu.Unlock()
		if _, err := p.a.Summary(p.Context()); err != nil {
			p.Fatal(err)
		}
	}
	batch, _ := p.a.engine.Drain(p.Context(), true)
	if _, err := p.a.store.Write(p.Context(), changesOf(batch)); err != nil {
		p.Fatal(err)
	}
}

// look looks once, and returns what was written to the incident.
func (p *patient) look() (notes []string) {
	p.Helper()
	var trying sync.WaitGroup
	p.r.look(p.Context(), p.plan, p.began.Add(p.now), &trying)
	trying.Wait()
	list, err := p.a.Incidents(p.Context(), incidentsOfAll)
	if err != nil || len(list) == 0 {
		p.Fatal(list, err)
	}
	for _, note := range list[0].Notes {
		if note.By != recoverer {
			p.Errorf("noted by %s", note.By)
		}
		notes = append(notes, note.Text)
	}
	return notes
}

func TestSilentRobotIsStartedAgainAndHeardOf(t *testing.T) {
	mark := filepath.Join(t.TempDir(), "mark")
	p := silentRobot(t, config.Recovery{
		Mode: config.RecoverOn, AnyOrders: true,
		Command: []string{"sh", "-c", `echo "restarting $SENTINEL_ROBOT"; echo "$0" >"$1"; sleep 60 &`, "$(touch /tmp/never)", mark},
	})
	notes := p.look()
	if !slices.Equal(notes, []string{"starting it again, try 1 of 3, by sh", "try 1 of 3: done; it printed: restarting alpha"}) {
		t.Errorf("%q", notes)
	}
	if written, err := os.ReadFile(mark); err != nil || strings.TrimSpace(string(written)) != "$(touch /tmp/never)" {
		t.Errorf("its arguments went through a shell: %q, %v", written, err)
	}
	p.beat()
	p.pass(time.Second)
	if notes = p.look(); len(notes) != 3 || notes[2] != "it beats again: starting it again helped" {
		t.Errorf("%q", notes)
	}
}

func TestWhatDoesNotHelpIsTriedNoMoreThanTheBudget(t *testing.T) {
	p := silentRobot(t, config.Recovery{Mode: config.RecoverOn, AnyOrders: true, Budget: 2, Command: []string{"sh", "-c", "echo no; exit 3"}})
	for range 5 {
		p.look()
		p.pass(time.Minute)
	}
	want := []string{
		"starting it again, try 1 of 2, by sh", "try 1 of 2: it ended with exit status 3; it printed: no",
		"starting it again, try 2 of 2, by sh", "try 2 of 2: it ended with exit status 3; it printed: no",
		"not started again: 2 tries within 1h0m0s did not help. Look at it yourself.",
	}
	if notes := p.look(); !slices.Equal(notes, want) {
		t.Errorf("%q", notes)
	}
	p.r = newRecoveries(p.a) // as after a restart
	if again := p.look(); !slices.Equal(again, append(want, want[4])) {
		t.Errorf("after a restart: %q", again)
	}
	if notices := p.a.notices.list(); !slices.Contains(notices, "alpha is not started again any more: 2 tries within 1h0m0s did not help.") {
		t.Errorf("%q", notices)
	}
}

func TestRecoveryTriesNothingDryOrWithOrders(t *testing.T) {
	mark := filepath.Join(t.TempDir(), "mark")
	touch := []string{"touch", mark}
	for want, plan := range map[string]config.Recovery{
		"a dry run: it would be started again now, try 1 of 3, by touch": {Mode: config.RecoverDry, AnyOrders: true, Command: touch},
		"not started again: nobody knows whether it has open orders":     {Mode: config.RecoverOn, Command: touch},
		"not started again: it has not been missing for 1h0m0s":          {Mode: config.RecoverOn, AnyOrders: true, After: time.Hour, Command: touch},
	} {
		if notes := silentRobot(t, plan).look(); len(notes) != 1 || notes[0] != want {
			t.Errorf("%q, want %q", notes, want)
		}
	}
	if _, err := os.Stat(mark); err == nil {
		t.Error("it was done")
	}
}

// Reasons that come and go do not fill the incident.
func TestEachReasonIsNotedOnce(t *testing.T) {
	p := silentRobot(t, config.Recovery{Mode: config.RecoverOn, AnyOrders: true, After: time.Hour, Command: []string{"true"}})
	for range 3 {
		p.plan.AnyOrders, p.plan.After = true, time.Hour
		p.look()
		p.plan.AnyOrders, p.plan.After = false, time.Second
		p.look()
	}
	if notes := p.look(); len(notes) != 2 {
		t.Errorf("%q", notes)
	}
}

func TestRecoveryByURL(t *testing.T) {
	const secret = "f3a99c"
	asked := make(chan string, 1)
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.Method + " " + r.URL.Path
		_, _ = w.Write([]byte("restarting\u202e"))
	}))
	defer service.Close()
	t.Setenv("RESTART", service.URL+"/"+secret)
	p := silentRobot(t, config.Recovery{Mode: config.RecoverOn, AnyOrders: true, URL: "env:RESTART"})
	notes := p.look()
	if len(notes) != 2 || !strings.HasSuffix(notes[1], "answered 200 OK: restarting") || strings.Contains(strings.Join(notes, ""), secret) || <-asked != "POST /"+secret {
		t.Errorf("%q", notes)
	}
}
