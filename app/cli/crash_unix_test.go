//go:build unix

package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/history"
)

var kills = flag.Int("kills", 10, "how often TestKillLosesNoAcknowledgedBeat kills the monitor")

// answerTimeout is when a client gives up: what it posted was not acknowledged.
const answerTimeout = 20 * time.Second

// posters is how many clients post at once while the monitor is killed.
const posters = 16

// A monitor is killed under load, again and again: whatever it answered 200 is
// in its history, and in what it knows after the next start.
func TestKillLosesNoAcknowledgedBeat(t *testing.T) {
	dir := t.TempDir()
	address := freePort(t)
	config := filepath.Join(dir, "config.toml")
	if err := os.WriteFile(config, fmt.Appendf(nil, "[listen]\naddress = %q\n", address), 0o600); err != nil {
		t.Fatal(err)
	}
	state := filepath.Join(dir, "state")
	fleet := &fleetUnderFire{url: "http://" + address, acknowledged: map[monitor.Key][]time.Time{}}
	seed := rand.Uint64()
	t.Logf("%d kills, seed %d", *kills, seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for range *kills {
		run := exec.Command("sentinelctl", "run", "--config", config, "--state-dir", state)
		var log bytes.Buffer
		run.Stderr = &log
		if err := run.Start(); err != nil {
			t.Fatal(err)
		}
		fleet.awaitLife(t, &log)
		fleet.compareState(t)
		fleet.post(1+random.IntN(600), func() { _ = run.Process.Kill() })
		_ = run.Wait()
	}
	fleet.compareHistory(t, state)
	t.Logf("%d beats were acknowledged", fleet.count())
}

func freePort(t *testing.T) string {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer free.Close()
	return free.Addr().String()
}

// fleetUnderFire posts heartbeats and remembers which were acknowledged.
type fleetUnderFire struct {
	url string

	mu           sync.Mutex
	acknowledged map[monitor.Key][]time.Time // the robots' own times
}

func (f *fleetUnderFire) count() (n int) {
	for _, times := range f.acknowledged {
		n += len(times)
	}
	return n
}

// awaitLife asks until the monitor answers.
func (f *fleetUnderFire) awaitLife(t *testing.T, log fmt.Stringer) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, f.url+"/healthz", nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err == nil {
			_ = response.Body.Close()
			return
		}
		if ctx.Err() != nil {
			t.Fatalf("the monitor does not start: %v\n%s", err, log)
		}
	}
}

// post lets all clients post until so many beats were acknowledged; then kill
// is called, while they go on until nobody answers.
func (f *fleetUnderFire) post(enough int, kill func()) {
	var posting sync.WaitGroup
	reached := make(chan struct{}, 1)
	before := f.count()
	for i := range posters {
		posting.Go(func() {
			key := monitor.Key(fmt.Sprintf("alpha/ACC_%02d", i))
			client := &http.Client{Transport: &http.Transport{}, Timeout: answerTimeout}
			defer client.CloseIdleConnections()
			for f.postOne(client, key) {
				f.mu.Lock()
				done := f.count()-before >= enough
				f.mu.Unlock()
				if done {
					select {
					case reached <- struct{}{}:
					default:
					}
				}
			}
		})
	}
	<-reached
	kill()
	posting.Wait()
}

func (f *fleetUnderFire) postOne(client *http.Client, key monitor.Key) bool {
	sent := time.Now().Round(0)
	body := fmt.Appendf(nil, `{"event":"ACCOUNT_HEARTBEAT","account":%q,"status":"active","timestamp":%q}`,
		key.Account(), sent.Format(time.RFC3339Nano))
	response, err := client.Post(f.url+"/api/heartbeat/"+key.Robot(), "application/json", bytes.NewReader(body))
	if err != nil {
		return false
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body)
	if response.StatusCode == http.StatusOK {
		f.mu.Lock()
		f.acknowledged[key] = append(f.acknowledged[key], sent)
		f.mu.Unlock()
	}
	return true
}

// compareState asks the monitor, just started, for each account.
func (f *fleetUnderFire) compareState(t *testing.T) {
	t.Helper()
	for key, times := range f.acknowledged {
		response, err := http.Get(f.url + "/api/v1/subjects/" + key.PathSegment())
		if err != nil {
			t.Fatal(err)
		}
		var subject monitor.Subject
		err = json.NewDecoder(response.Body).Decode(&subject)
		_ = response.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if latest := times[len(times)-1]; subject.SentAt == nil || subject.SentAt.Before(latest) {
			t.Errorf("%s stands at %v after the start, and was acknowledged at %v", key, subject.SentAt, latest)
		}
	}
}

// compareHistory looks for each acknowledged beat on disk.
func (f *fleetUnderFire) compareHistory(t *testing.T, state string) {
	t.Helper()
	store, err := history.Open(t.Context(), state)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if store.Replaced != "" {
		t.Error("the history was damaged")
	}
	type beat struct {
		key  monitor.Key
		sent int64
	}
	kept := map[beat]bool{}
	err = store.BeatsAfter(t.Context(), 0, func(r monitor.Receipt) error {
		kept[beat{r.Posting.Key, r.Posting.Beat.SentAt.UnixNano()}] = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for key, times := range f.acknowledged {
		for _, sent := range times {
			if !kept[beat{key, sent.UnixNano()}] {
				t.Errorf("the beat of %s of %v was acknowledged and is lost", key, sent)
			}
		}
	}
}
