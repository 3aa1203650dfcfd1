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

// Where many connections are open, they are closed after their answers, and no
// more of them are taken than there are places.
func TestManyConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pipes := newPipeNet()
		bounds := usualBounds
		bounds.connections = 4
		server := bounds.server(NewHandler(newFake(), Options{Loopback: true, Receiver: true, Log: slog.New(slog.DiscardHandler)}))
		served := make(chan error, 1)
		go func() { served <- server.Serve(bounds.listener(pipes)) }()
		defer func() { server.Close(); <-served }()

		open := func() net.Conn {
			conn, err := pipes.dial(t.Context(), "", "")
			if err != nil {
				t.Fatal(err)
			}
			return conn
		}
		ask := func(conn net.Conn) *http.Response {
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
		first, second := open(), open()
		defer second.Close()
		for _, conn := range []net.Conn{first, second} {
			if response := ask(conn); response.Close || response.StatusCode != 200 {
				t.Fatalf("among few: %s, closes %v", response.Status, response.Close)
			}
		}
		third, fourth := open(), open()
		defer third.Close()
		defer fourth.Close()
		if response := ask(first); !response.Close || response.StatusCode != 200 {
			t.Errorf("among many: %s, closes %v", response.Status, response.Close)
		}
		fifth := open() // takes the place of the first
		defer fifth.Close()

		waiting := make(chan net.Conn)
		go func() { waiting <- open() }()
		synctest.Wait()
		select {
		case <-waiting:
			t.Error("a sixth connection is taken")
		default:
			third.Close()
			conn := <-waiting
			conn.Close()
		}
		second.Close()
		fourth.Close()
		synctest.Wait()
		last := open()
		defer last.Close()
		if response := ask(last); response.Close {
			t.Error("among few again: it closes still")
		}
	})
}
