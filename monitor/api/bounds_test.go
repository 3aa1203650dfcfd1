package api

import (
	"bufio"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A client that dawdles is dropped when its time is over, and not before.
func TestSlowClients(t *testing.T) {
	tests := map[string]struct {
		pieces []string      // one a second
		after  time.Duration // when the connection ends
		answer string        // what comes before that
	}{
		"says nothing":       {nil, usualBounds.header, ""},
		"a torn header":      {[]string{"POST /api/heartbeat HTTP/1.1\r\nHost: 127.0.0.1\r\n"}, usualBounds.header, ""},
		"a header in drops":  {strings.Split("POST /api/heartbeat HTTP/1.1", ""), usualBounds.header, "HTTP/1.1 400 "},
		"no body":            {[]string{"POST /api/heartbeat HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n"}, usualBounds.read, "HTTP/1.1 408 "},
		"a body in drops":    {append([]string{"POST /api/heartbeat HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n"}, strings.Split(robotBeat, "")...), usualBounds.read, "HTTP/1.1 408 "},
		"chunks in drops":    {append([]string{"POST /api/heartbeat HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"}, strings.SplitAfter(strings.Repeat("1\r\n \r\n", 30), "\r\n")...), usualBounds.read, "HTTP/1.1 408 "},
		"idle after a beat":  {[]string{"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"}, usualBounds.idle, "HTTP/1.1 200 "},
		"a note that stalls": {[]string{"POST /ping/alpha HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n"}, usualBounds.read, "HTTP/1.1 200 "},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				pipes, _, end := bubble(t, newFake())
				defer end()
				conn, err := pipes.dial(t.Context(), "", "")
				if err != nil {
					t.Fatal(err)
				}
				began := time.Now()
				var writing sync.WaitGroup
				defer writing.Wait()
				defer conn.Close()
				writing.Go(func() {
					for _, piece := range test.pieces {
						if _, err := io.WriteString(conn, piece); err != nil {
							return
						}
						time.Sleep(time.Second) // of the bubble's time
					}
				})
				answer, _ := io.ReadAll(conn)
				if took := time.Since(began); took < test.after || took > test.after+time.Second {
					t.Errorf("dropped after %s, want %s", took, test.after)
				}
				if !strings.HasPrefix(string(answer), test.answer) || test.answer == "" && len(answer) > 0 {
					t.Errorf("answered %q, want %q", answer, test.answer)
				}
			})
		})
	}
}

// Who does not take the answer is dropped too.
func TestAnswerThatIsNotTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pipes, _, end := bubble(t, newFake())
		defer end()
		conn, err := pipes.dial(t.Context(), "", "")
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := io.WriteString(conn, "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		time.Sleep(usualBounds.write + time.Second) // of the bubble's time
		conn.SetReadDeadline(time.Now().Add(time.Second))
		if _, err := conn.Read(make([]byte, 1)); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("still there after %s: %v", time.Since(began), err)
		}
	})
}

// crowdedServer serves few connections at once, over pipes.
func crowdedServer(t *testing.T, connections int) (pipes *pipeNet, end func()) {
	t.Helper()
	pipes = newPipeNet()
	bounds := usualBounds
	bounds.connections = connections
	server, incoming := bounds.over(pipes, NewHandler(newFake(), Options{Loopback: true, Receiver: true, Log: slog.New(slog.DiscardHandler)}))
	served := make(chan error, 1)
	go func() { served <- server.Serve(incoming) }()
	return pipes, func() { server.Close(); <-served }
}

func (p *pipeNet) open(t *testing.T) net.Conn {
	t.Helper()
	conn, err := p.dial(t.Context(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// pingOn sends a ping and returns the answer.
func pingOn(t *testing.T, conn net.Conn) *http.Response {
	t.Helper()
	if _, err := io.WriteString(conn, "POST /ping/alpha HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, response.Body)
	return response
}

// Where many connections are open, they are closed after their answers.
func TestManyConnectionsAreThinned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pipes, end := crowdedServer(t, 4)
		defer end()
		first, second := pipes.open(t), pipes.open(t)
		defer second.Close()
		for _, conn := range []net.Conn{first, second} {
			if response := pingOn(t, conn); response.Close || response.StatusCode != 200 {
				t.Fatalf("among few: %s, closes %v", response.Status, response.Close)
			}
		}
		third := pipes.open(t)
		synctest.Wait()
		if response := pingOn(t, first); !response.Close || response.StatusCode != 200 {
			t.Errorf("among many: %s, closes %v", response.Status, response.Close)
		}
		third.Close()
		synctest.Wait()
		if response := pingOn(t, second); response.Close {
			t.Error("among few again: it closes still")
		}
	})
}

// Who connects and says nothing, or not all, loses the place to who comes later,
// the one that has been there longest first: nobody waits for them.
func TestSilentConnectionsMakeRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pipes, end := crowdedServer(t, 4)
		defer end()
		idle := pipes.open(t) // between two heartbeats
		defer idle.Close()
		pingOn(t, idle)
		silent := make([]net.Conn, 10)
		for i := range silent {
			silent[i] = pipes.open(t)
			defer silent[i].Close()
			if i%2 == 0 {
				go func() { _, _ = io.WriteString(silent[i], "POST /ping/alpha HTTP/1.1\r\nHost: 127") }()
			}
			synctest.Wait()
		}
		began := time.Now()
		late := pipes.open(t)
		defer late.Close()
		if response := pingOn(t, late); response.StatusCode != 200 || time.Since(began) > 0 {
			t.Errorf("among the silent: %s after %s", response.Status, time.Since(began))
		}
		synctest.Wait()
		for i, conn := range silent {
			conn.SetReadDeadline(time.Now().Add(time.Millisecond))
			_, err := conn.Read(make([]byte, 1))
			if gone, want := !errors.Is(err, os.ErrDeadlineExceeded), i < len(silent)-2; gone != want {
				t.Errorf("silent connection %d of %d: gone %v, want %v", i, len(silent), gone, want)
			}
		}
		if response := pingOn(t, idle); response.StatusCode != 200 {
			t.Errorf("the idle one: %s", response.Status)
		}
	})
}

// While all connections are served, another one waits.
func TestConnectionsWaitForThoseThatAreServed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pipes, end := crowdedServer(t, 2)
		defer end()
		busy := make([]net.Conn, 2)
		for i := range busy {
			busy[i] = pipes.open(t)
			defer busy[i].Close()
			if _, err := io.WriteString(busy[i], "POST /api/heartbeat HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{"); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		late := pipes.open(t)
		defer late.Close()
		began := time.Now()
		time.AfterFunc(time.Second, func() { busy[0].Close() })
		if response := pingOn(t, late); response.StatusCode != 200 || time.Since(began) != time.Second {
			t.Errorf("%s after %s, want it when a place is free", response.Status, time.Since(began))
		}
	})
}

// A server that ends does not wait for a place to be free.
func TestFullServerEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlaces(newPipeNet(), 0) // full
		go func() { _, _ = p.Listener.(*pipeNet).dial(t.Context(), "", "") }()
		ended := make(chan error, 1)
		go func() {
			_, err := p.Accept()
			ended <- err
		}()
		synctest.Wait()
		_ = p.Close()
		if err := <-ended; !errors.Is(err, net.ErrClosed) {
			t.Errorf("ended with %v", err)
		}
	})
}
