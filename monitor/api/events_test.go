package api

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor"
)

func opened(id string) monitor.Transition {
	return monitor.Transition{
		Kind: monitor.Opened, At: time.Now(),
		Incident: monitor.Incident{ID: id, Key: "beta", Level: monitor.LevelCritical, Cause: monitor.CauseMissing},
	}
}

// collect follows the events until ctx ends.
type collected struct {
	mu  sync.Mutex
	at  []time.Time // of snapshots
	ids []int64     // of transitions
	inc []string    // of incidents
	end error
}

func (c *collected) follow(ctx context.Context, client *Client) {
	for event, err := range client.Events(ctx) {
		c.mu.Lock()
		switch {
		case err != nil:
			c.end = err
		case event.Snapshot != nil:
			c.at = append(c.at, time.Now())
		case event.Transition != nil:
			c.ids = append(c.ids, event.Transition.ID)
		case event.Incident != nil:
			c.inc = append(c.inc, event.Incident.ID)
		}
		c.mu.Unlock()
	}
}

func TestEventsAreCoalescedAndTransitionsAreNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := newFake()
		fake.happen(opened("before")) // is not told to who comes later
		_, client, end := bubble(t, fake)
		var got collected
		var followers sync.WaitGroup
		followers.Go(func() { got.follow(t.Context(), client) })
		synctest.Wait()
		if len(got.at) != 1 || len(got.ids) != 0 {
			t.Fatalf("at first: %d snapshots, transitions %v", len(got.at), got.ids)
		}
		start := time.Now()
		for i := range 1000 { // for 10 s, 100 a second
			if i%100 == 0 {
				fake.happen(opened(fmt.Sprint("i", i)), opened(fmt.Sprint("j", i)), opened(fmt.Sprint("k", i)))
			} else {
				fake.happen()
			}
			<-time.After(10 * time.Millisecond)
		}
		synctest.Wait()
		got.mu.Lock()
		if n := len(got.at) - 1; n < 30 || n > 41 {
			t.Errorf("%d snapshots in %s, want 4 a second", n, time.Since(start))
		}
		for i := 1; i < len(got.at); i++ {
			if d := got.at[i].Sub(got.at[i-1]); d < eventPause {
				t.Errorf("two snapshots within %s", d)
			}
		}
		if len(got.ids) != 30 || len(got.inc) != 30 {
			t.Errorf("%d transitions and %d incidents, want 30", len(got.ids), len(got.inc))
		}
		for i, id := range got.ids {
			if id != int64(i+2) {
				t.Fatalf("transitions out of order: %v", got.ids)
			}
		}
		quiet := len(got.at)
		got.mu.Unlock()

		// Nothing happens: no snapshot, and the stream outlives the server's
		// bounds for other requests.
		<-time.After(10 * time.Minute)
		synctest.Wait()
		got.mu.Lock()
		if len(got.at) > quiet+1 || got.end != nil {
			t.Errorf("%d snapshots while nothing happened; ended by %v", len(got.at)-quiet, got.end)
		}
		got.mu.Unlock()
		fake.happen(opened("late"))
		synctest.Wait()
		if n := len(got.ids); n != 31 {
			t.Errorf("%d transitions after the quiet, want 31", n)
		}
		end() // the server's end ends the stream
		followers.Wait()
		if got.end == nil {
			t.Error("the end of the server was not told")
		}
	})
}

func TestSlowListenerDelaysNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := newFake()
		pipes, client, end := bubble(t, fake)
		slow, err := pipes.dial(t.Context(), "", "")
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(slow, "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n") // and reads nothing
		var got collected
		var followers sync.WaitGroup
		ctx, stop := context.WithCancel(t.Context())
		followers.Go(func() { got.follow(ctx, client) })
		synctest.Wait()
		if n := fake.listening(); n != 2 {
			t.Fatalf("%d listen, want 2", n)
		}
		for i := range 20 {
			fake.happen(opened(fmt.Sprint(i)))
			<-time.After(time.Second)
		}
		synctest.Wait()
		if len(got.ids) != 20 {
			t.Errorf("the other listener was told of %d transitions, want 20", len(got.ids))
		}
		if n := fake.listening(); n != 1 {
			t.Errorf("%d listen, want the slow one dropped", n)
		}
		stop()
		followers.Wait()
		if !errors.Is(got.end, context.Canceled) {
			t.Errorf("ended by %v", got.end)
		}
		slow.Close()
		end()
		if n := fake.listening(); n != 0 {
			t.Errorf("%d listen after the end", n)
		}
	})
}

// rawStream opens the event stream and returns its lines as they come.
func rawStream(t *testing.T, pipes *pipeNet, header string) (lines *bufio.Scanner, closes func() error) {
	t.Helper()
	conn, err := pipes.dial(t.Context(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(conn, "GET /api/v1/events HTTP/1.0\r\nHost: localhost\r\n"+header+"\r\n")
	return bufio.NewScanner(conn), conn.Close
}

func TestEventStreamGoesOnWhereItWas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := newFake()
		fake.happen(opened("a"), opened("b"), opened("c"), opened("d"), opened("e"))
		pipes, _, end := bubble(t, fake)
		lines, closes := rawStream(t, pipes, "Last-Event-ID: 2\r\n")
		var ids []string
		for len(ids) < 3 && lines.Scan() {
			if id, ok := strings.CutPrefix(lines.Text(), "id: "); ok {
				ids = append(ids, id)
			}
		}
		if got := strings.Join(ids, " "); got != "3 4 5" {
			t.Errorf("told of %s, want 3 4 5", got)
		}
		closes()
		end()
	})
}

func TestEventStreamShowsLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pipes, _, end := bubble(t, newFake())
		lines, closes := rawStream(t, pipes, "")
		start := time.Now()
		var comments int
		for comments < 3 && lines.Scan() {
			if strings.HasPrefix(lines.Text(), ":") {
				comments++
			}
		}
		if took := time.Since(start); took != 3*keepAlive {
			t.Errorf("three signs of life took %s, want %s", took, 3*keepAlive)
		}
		closes()
		end()
	})
}

// Nothing changes in a monitor that stands still: the sign of life tells.
func TestEventStreamTellsOfAStall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := newFake()
		pipes, _, end := bubble(t, fake)
		lines, closes := rawStream(t, pipes, "")
		synctest.Wait()
		fake.mu.Lock()
		fake.stalled = ErrUnavailable
		fake.mu.Unlock()
		start := time.Now()
		for lines.Scan() && !strings.Contains(lines.Text(), `"overall":"unknown","total":0`) {
		}
		if took := time.Since(start); took > keepAlive {
			t.Errorf("told after %s", took)
		}
		closes()
		end()
	})
}

func TestEventStreamsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := newFake()
		pipes, client, end := bubble(t, fake)
		var open []func() error
		for range maxStreams {
			lines, closes := rawStream(t, pipes, "")
			lines.Scan()
			open = append(open, closes)
		}
		for _, err := range client.Events(t.Context()) {
			if !errors.Is(err, ErrUnavailable) {
				t.Errorf("one more: %v", err)
			}
		}
		for _, closes := range open {
			closes()
		}
		end()
	})
}

func TestBadLastEventID(t *testing.T) {
	s := serve(t, newFake(), Options{Loopback: true})
	for _, id := range []string{"x", "-1", "1.5", "99999999999999999999"} {
		response, body := request{method: "GET", path: "/api/v1/events", header: []string{"Last-Event-ID: " + id}}.send(t, s)
		if response.StatusCode != 400 {
			t.Errorf("%s: %s", id, response.Status)
		}
		checkProblem(t, response, body)
	}
}

func TestReadEvents(t *testing.T) {
	tests := map[string]struct {
		stream string
		want   string
		broken bool // by something else than its end
	}{
		"empty":     {"", "", false},
		"comment":   {": hello\n\n", "", false},
		"snapshot":  {"event: snapshot\ndata: {\"overall\":\"ok\",\"total\":3}\n\n", "ok 3", false},
		"unknown":   {"event: later\ndata: {}\n\nevent: snapshot\ndata: {\"overall\":\"off\"}\n\n", "off 0", false},
		"no JSON":   {"event: snapshot\ndata: {\n\n", "", true},
		"very long": {"data: " + strings.Repeat("x", maxEvent+1) + "\n\n", "", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			err := readEvents(strings.NewReader(test.stream), func(e Event) bool {
				got = append(got, fmt.Sprint(e.Snapshot.Overall, " ", e.Snapshot.Total))
				return true
			})
			if strings.Join(got, ",") != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if broken := !errors.Is(err, io.ErrUnexpectedEOF); broken != test.broken {
				t.Errorf("ended by %v", err)
			}
		})
	}
}

// Whatever stands on the other side, reading its events ends in an error and
// never hands over an empty one.
func FuzzReadEvents(f *testing.F) {
	f.Add("event: snapshot\ndata: {\"overall\":\"ok\"}\n\n")
	f.Add("id: 1\nevent: transition\ndata: {}\n\n: still here\n\nevent: incident\ndata: {\"id\":\"x\"}\n\n")
	f.Fuzz(func(t *testing.T, stream string) {
		err := readEvents(strings.NewReader(stream), func(e Event) bool {
			if e == (Event{}) {
				t.Error("an event of nothing")
			}
			return true
		})
		if err == nil {
			t.Error("the end of the stream is no error")
		}
	})
}
