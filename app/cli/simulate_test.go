package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sentinel/app/robots"
)

// intake takes heartbeats in place of a monitor.
type intake struct {
	mu    sync.Mutex
	beats map[string][]string // by robot: the times of its beats, as they came
	most  int                 // requests under way at once
	now   int
	calls int
	takes time.Duration // how long each request takes
	fail  error
}

func (i *intake) post(ctx context.Context, robot string, body []byte) (posted, error) {
	i.mu.Lock()
	i.now++
	i.most = max(i.most, i.now)
	fail := i.fail
	i.calls++
	takes := i.takes + i.takes*time.Duration(i.calls%3) // none as long as the one before
	i.mu.Unlock()
	select {
	case <-time.After(takes):
	case <-ctx.Done():
		fail = ctx.Err()
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.now--
	if fail != nil {
		return posted{}, fail
	}
	var many []robots.Beat
	if json.Unmarshal(body, &many) != nil {
		many = make([]robots.Beat, 1)
		if err := json.Unmarshal(body, &many[0]); err != nil {
			return posted{}, err
		}
	}
	for _, b := range many {
		i.beats[robot] = append(i.beats[robot], b.Account+" "+b.Status+" "+b.Timestamp)
	}
	return posted{Accepted: len(many)}, nil
}

// simulation lets robots live in a bubble of time and returns what was said.
func simulation(ctx context.Context, o robots.Options, length time.Duration, i *intake) (stdout, stderr string, err error) {
	var out, complaints bytes.Buffer
	i.beats = map[string][]string{}
	p := &program{ctx: ctx, out: &out, err: &complaints, now: time.Now}
	err = p.simulate(robots.New(o, time.Now()), length, i.post)
	return out.String(), complaints.String(), err
}

var fewRobots = robots.Options{Robots: 3, Accounts: 40, Seed: 3, Interval: 10 * time.Second, Faults: robots.Some}

func TestSimulateTellsOneStoryOfASeed(t *testing.T) {
	tell := func() (beats, said string) {
		synctest.Test(t, func(t *testing.T) {
			i := &intake{takes: time.Millisecond}
			stdout, stderr, err := simulation(t.Context(), fewRobots, 10*time.Minute, i)
			if err != nil || stderr != "" {
				t.Errorf("%v, %q", err, stderr)
			}
			beats, said = fmt.Sprint(i.beats), stdout
		})
		return beats, said
	}
	beats, said := tell()
	again, saidAgain := tell()
	if beats != again || said != saidAgain {
		t.Error("one seed told two stories")
	}
	for _, want := range []string{"falls silent: late, then missing\n", "freezes and sends", "0 refused, 0 not delivered.", " in 10m0s: "} {
		if !strings.Contains(said, want) {
			t.Errorf("nothing says %q:\n%s", want, said)
		}
	}
}

// Many robots and a slow monitor: no more requests at once than carriers, and
// what each robot sends comes in its order.
func TestSimulateIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := &intake{takes: 50 * time.Millisecond}
		o := robots.Options{Robots: 8, Accounts: 2000, Interval: time.Minute, Faults: robots.Nobody}
		if _, _, err := simulation(t.Context(), o, 5*time.Minute, i); err != nil {
			t.Error(err)
		}
		if i.most != carriers {
			t.Errorf("%d requests at once", i.most)
		}
		total := 0
		for robot, beats := range i.beats {
			total += len(beats)
			last := ""
			for _, b := range beats {
				at := b[strings.LastIndex(b, " "):]
				if !parsed(t, at).After(parsed(t, last)) {
					t.Errorf("%s: %s after %s", robot, at, last)
				}
				last = at
			}
		}
		if total < 2008*4 {
			t.Errorf("%d beats of 2008 subjects in five intervals", total)
		}
	})
}

func parsed(t *testing.T, text string) time.Time {
	t.Helper()
	if text == "" {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339Nano, strings.TrimSpace(text))
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// Robots go on when the monitor is away: that is said once, and when it is back.
func TestSimulateOutlivesTheMonitor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := &intake{fail: errors.New("nobody there")}
		go func() {
			time.Sleep(2 * time.Minute)
			i.mu.Lock()
			i.fail = nil
			i.mu.Unlock()
		}()
		stdout, stderr, err := simulation(t.Context(), fewRobots, 4*time.Minute, i)
		want := "sentinelctl: heartbeats are not taken: nobody there; the robots go on\nsentinelctl: the monitor takes heartbeats again\n"
		if err != nil || stderr != want {
			t.Errorf("%v, %q", err, stderr)
		}
		if strings.Contains(stdout, " 0 accepted") || strings.Contains(stdout, " 0 not delivered") {
			t.Errorf("said %s", stdout)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		i := &intake{fail: errors.New("nobody there")}
		if _, _, err := simulation(t.Context(), fewRobots, time.Minute, i); err == nil || !strings.Contains(err.Error(), "took nothing: nobody there") {
			t.Errorf("ended with %v", err)
		}
	})
}

// An interrupt ends it at once and well, with the summary.
func TestSimulateEndsWhenInterrupted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, interrupt := context.WithCancel(t.Context())
		time.AfterFunc(time.Minute, interrupt)
		began := time.Now()
		stdout, stderr, err := simulation(ctx, fewRobots, 0, &intake{takes: time.Hour})
		if err != nil || stderr != "" || !strings.Contains(stdout, "heartbeats in 1m0s") {
			t.Errorf("%v, %q, %q", err, stdout, stderr)
		}
		if took := time.Since(began); took != time.Minute {
			t.Errorf("ended after %s", took)
		}
	})
}

// It ends when it should, however long nothing happens.
func TestSimulateLastsAsLongAsAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		o := robots.Options{Robots: 1, Interval: 10 * time.Hour, Faults: robots.Nobody}
		if _, _, err := simulation(t.Context(), o, time.Minute, &intake{}); err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took != time.Minute {
			t.Errorf("ended after %s", took)
		}
	})
}

func TestLoadsAreSplit(t *testing.T) {
	var posts []robots.Post
	for i := range 2500 {
		posts = append(posts, robots.Post{Robot: []string{"alpha", "bravo"}[i%2], Beat: robots.Beat{Message: fmt.Sprint(i)}})
	}
	next := map[string]int{"alpha": 0, "bravo": 1}
	all := loads(posts)
	for _, l := range all {
		if len(l.beats) > maxLoad {
			t.Errorf("%d beats at once", len(l.beats))
		}
		for _, b := range l.beats {
			if b.Message != fmt.Sprint(next[l.robot]) {
				t.Fatalf("%s: %s, want %d", l.robot, b.Message, next[l.robot])
			}
			next[l.robot] += 2
		}
	}
	if len(all) != 4 || next["alpha"] != 2500 || next["bravo"] != 2501 {
		t.Errorf("%d loads, %v", len(all), next)
	}
}
