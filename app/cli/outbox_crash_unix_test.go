//go:build unix

package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/alert"
)

// pager is a webhook that takes some messages and refuses others.
type pager struct {
	mu     sync.Mutex
	random *rand.Rand
	steady bool
	told   map[monitor.Key]int  // how often each robot's trouble was told
	ids    map[string]int       // how often each message was taken
	asked  chan struct{}        // has a value when it was given a message
	news   chan struct{}        // has a value when it took one
	robots map[string]time.Time // whose trouble was acknowledged, and when
}

func (p *pager) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var m alert.Message
	err := json.NewDecoder(r.Body).Decode(&m)
	tell(p.asked)
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil || !p.steady && p.random.IntN(3) == 0 {
		http.Error(w, "try again", http.StatusServiceUnavailable)
		return
	}
	p.ids[m.ID]++
	for _, i := range m.Incidents {
		p.told[i.Key]++
	}
	tell(p.news)
}

func tell(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// missing are the robots whose trouble nobody was told of.
func (p *pager) missing() (missing []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for robot := range p.robots {
		if p.told[monitor.Key(robot)] == 0 {
			missing = append(missing, robot)
		}
	}
	return missing
}

// A monitor is killed at any instant between a robot's error and the message
// that tells of it, again and again: each error that it acknowledged is told,
// and no message more often than the monitor was killed.
func TestKillLosesNoMessage(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("%d kills, seed %d", *kills, seed)
	random := rand.New(rand.NewPCG(seed, 1))
	p := &pager{
		random: rand.New(rand.NewPCG(seed, 2)), told: map[monitor.Key]int{}, ids: map[string]int{},
		asked: make(chan struct{}, 1), news: make(chan struct{}, 1), robots: map[string]time.Time{},
	}
	service := httptest.NewServer(p)
	defer service.Close()
	dir := t.TempDir()
	address := freePort(t)
	config := filepath.Join(dir, "config.toml")
	if err := os.WriteFile(config, fmt.Appendf(nil, `[listen]
address = %q
[alerts]
group_wait = "5ms"
group_interval = "1ms"
digest = ""
[[channel]]
name = "pager"
kind = "webhook"
url = %q
`, address, service.URL), 0o600); err != nil {
		t.Fatal(err)
	}
	start := func() (*exec.Cmd, *bytes.Buffer) {
		run := exec.Command("sentinelctl", "run", "--config", config, "--state-dir", filepath.Join(dir, "state"))
		log := &bytes.Buffer{}
		run.Stderr = log
		if err := run.Start(); err != nil {
			t.Fatal(err)
		}
		(&fleetUnderFire{url: "http://" + address}).awaitLife(t, log)
		return run, log
	}
	for n := range *kills {
		run, _ := start()
		for i := range 1 + random.IntN(3) {
			robot := fmt.Sprintf("robot-%d-%d", n, i)
			if postError(t, address, robot) {
				p.robots[robot] = time.Now()
			}
		}
		for _, until := range []chan struct{}{p.asked, p.news}[:random.IntN(3)] { // at once, when it is told, or once it was taken
			select {
			case <-until:
			case <-time.After(time.Minute):
				t.Fatal("nobody is told of anything")
			}
		}
		_ = run.Process.Kill()
		_ = run.Wait()
	}
	p.mu.Lock()
	p.steady = true
	p.mu.Unlock()
	run, log := start()
	defer func() { _ = run.Process.Kill(); _ = run.Wait() }()
	deadline := time.After(time.Minute)
	for len(p.missing()) > 0 {
		select {
		case <-p.news:
		case <-deadline:
			t.Fatalf("nobody was told of %v\n%s", p.missing(), log)
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	repeated := 0
	for _, times := range p.ids {
		repeated += times - 1
	}
	if repeated > *kills {
		t.Errorf("%d messages came again, of %d kills", repeated, *kills)
	}
	t.Logf("%d errors in %d messages, %d of them again", len(p.robots), len(p.ids), repeated)
}

func postError(t *testing.T, address, robot string) bool {
	t.Helper()
	body := fmt.Sprintf(`{"event":"ROBOT_HEARTBEAT","status":"unhealthy","timestamp":%q}`, time.Now().Format(time.RFC3339Nano))
	response, err := http.Post("http://"+address+"/api/heartbeat/"+robot, "application/json", bytes.NewBufferString(body))
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	return response.StatusCode == http.StatusOK
}
