package api

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// raw sends bytes as they are and returns all answers until the server closes.
func raw(t *testing.T, s *httptest.Server, content string) (statuses []int) {
	t.Helper()
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	var writing sync.WaitGroup
	defer writing.Wait()
	defer conn.Close()
	writing.Go(func() {
		io.WriteString(conn, content) // the server may have closed by then
		conn.(*net.TCPConn).CloseWrite()
	})
	answers := bufio.NewReader(conn)
	for {
		response, err := http.ReadResponse(answers, nil)
		if err != nil {
			return statuses
		}
		io.Copy(io.Discard, response.Body)
		statuses = append(statuses, response.StatusCode)
	}
}

// What two programs could read in two ways is refused, or read in the one way
// that HTTP says; nothing is taken for a second request that was none.
func TestOddRequests(t *testing.T) {
	const host = "Host: 127.0.0.1\r\n"
	const post = "POST /api/heartbeat/alpha HTTP/1.1\r\n" + host + asJSON + "\r\n"
	sized := fmt.Sprintf("Content-Length: %d\r\n", len(robotBeat))
	chunk := fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(robotBeat), robotBeat)
	tests := map[string]struct {
		content string
		answers string
		keys    string
	}{
		"good":                    {post + sized + "\r\n" + robotBeat, "200", "alpha"},
		"chunked":                 {post + "Transfer-Encoding: chunked\r\n\r\n" + chunk, "200", "alpha"},
		"two, one by one":         {post + sized + "\r\n" + robotBeat + post + sized + "\r\n" + robotBeat, "200 200", "alpha alpha"},
		"length and chunks":       {post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk, "200", "alpha"},
		"two lengths":             {post + sized + "Content-Length: 1\r\n\r\n" + robotBeat, "400", ""},
		"the same length twice":   {post + sized + sized + "\r\n" + robotBeat, "200", "alpha"},
		"a signed length":         {post + "Content-Length: +5\r\n\r\n12345", "400", ""},
		"a negative length":       {post + "Content-Length: -1\r\n\r\n12345", "400", ""},
		"a huge length":           {post + "Content-Length: 99999999999999999999\r\n\r\n12345", "400", ""},
		"chunks, gzip":            {post + "Transfer-Encoding: gzip, chunked\r\n\r\n" + chunk, "501", ""},
		"chunks, twice":           {post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk, "501", ""},
		"chunks, disguised":       {post + "Transfer-Encoding: \x0bchunked\r\n\r\n" + chunk, "400", ""},
		"a space before a colon":  {post + "Transfer-Encoding : chunked\r\n\r\n" + chunk, "400", ""},
		"a folded header":         {post + "X-A: 1\r\n Transfer-Encoding: chunked\r\n" + sized + "\r\n" + robotBeat, "200", "alpha"},
		"a bad chunk":             {post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", "400", ""},
		"a huge chunk":            {post + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", "400", ""},
		"two hosts":               {"POST /api/heartbeat HTTP/1.1\r\n" + host + "Host: evil.example\r\n" + sized + "\r\n" + robotBeat, "400", ""},
		"no host":                 {"POST /api/heartbeat HTTP/1.1\r\n" + sized + "\r\n" + robotBeat, "400", ""},
		"an empty host":           {"POST /api/heartbeat HTTP/1.1\r\nHost: \r\n" + sized + "\r\n" + robotBeat, "403", ""},
		"HTTP/1.0 without a host": {"POST /api/heartbeat HTTP/1.0\r\n" + sized + "\r\n" + robotBeat, "403", ""},
		"a host in the line":      {"POST http://evil.example/api/heartbeat HTTP/1.1\r\n" + host + sized + "\r\n" + robotBeat, "403", ""},
		"our host in the line":    {"POST http://127.0.0.1/api/heartbeat HTTP/1.1\r\nHost: evil.example\r\n" + asJSON + "\r\n" + sized + "\r\n" + robotBeat, "200", "default"},
		"a header of control":     {post + "X-A: \x00\r\n" + sized + "\r\n" + robotBeat, "400", ""},
		"HTTP/2 at once":          {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "403", ""},
		"HTTP/3.0":                {"POST /api/heartbeat HTTP/3.0\r\n" + host + "\r\n", "505", ""},
		"no HTTP":                 {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", "400", ""},
		"a tunnel":                {"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n", "403", ""},
		"upwards":                 {"POST /api/heartbeat/../v1/window HTTP/1.1\r\n" + host + "Content-Length: 0\r\n\r\n", "307", ""},
		"the star":                {"OPTIONS * HTTP/1.1\r\n" + host + "\r\n", "400", ""},
		"expects to go on":        {post + "Expect: nonsense\r\n" + sized + "\r\n" + robotBeat, "417", ""},
		"a flood of one header":   {post + "X-A: " + strings.Repeat("x", 1<<20) + "\r\n\r\n", "431", ""},
		"a flood of headers":      {post + strings.Repeat("X-A: 1\r\n", 1<<17) + "\r\n", "431", ""},
		"a long path":             {"GET /" + strings.Repeat("x", 1<<20) + " HTTP/1.1\r\n" + host + "\r\n", "431", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			fake := newFake()
			s := serve(t, fake, Options{Loopback: true, Receiver: true})
			answers := strings.Trim(fmt.Sprint(raw(t, s, test.content)), "[]")
			if answers != test.answers {
				t.Errorf("answered %q, want %q", answers, test.answers)
			}
			if keys := fake.keys(); keys != test.keys {
				t.Errorf("heard of %q, want %q", keys, test.keys)
			}
			if asked := fake.took(); asked != "" {
				t.Errorf("it reached the monitor: %s", asked)
			}
		})
	}
}

// endless says how long a body would be, and never ends by itself.
type endless struct{ header, piece string }

// Bodies of 10 GB are refused after what shows that they are too large, the
// connection is closed, and memory stays what it was.
func TestHugeBodies(t *testing.T) {
	const begin = "POST /api/heartbeat/alpha HTTP/1.1\r\nHost: 127.0.0.1\r\n"
	for name, flood := range map[string]endless{
		"its length said": {begin + "Content-Length: 10737418240\r\n\r\n", strings.Repeat(" ", 64<<10)},
		"in chunks":       {begin + "Transfer-Encoding: chunked\r\n\r\n", "10000\r\n" + strings.Repeat(" ", 64<<10) + "\r\n"},
		"packed, empty": {begin + "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n", func() string {
			nothing := strings.Repeat(packed(t, ""), 1000)
			return fmt.Sprintf("%x\r\n%s\r\n", len(nothing), nothing)
		}()},
		"packed, a bomb": {begin + "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n", func() string {
			bomb := packed(t, strings.Repeat(" ", 8<<20))
			return fmt.Sprintf("%x\r\n%s\r\n", len(bomb), bomb)
		}()},
	} {
		t.Run(name, func(t *testing.T) {
			fake := newFake()
			s := serve(t, fake, Options{Loopback: true, Receiver: true})
			const clients = 2
			before := allocated()
			var flooding sync.WaitGroup
			answers := make(chan int, clients)
			for range clients {
				flooding.Go(func() { answers <- flood.send(t, s) })
			}
			flooding.Wait()
			close(answers)
			for status := range answers {
				if status != 413 && status != 429 {
					t.Errorf("answered %d", status)
				}
			}
			// A body's memory grows by doubling: together several times its bound.
			if all := allocated() - before; all > clients*16*maxPosted {
				t.Errorf("%d MiB were asked for", all>>20)
			}
			if keys := fake.keys(); keys != "" {
				t.Errorf("heard of %s", keys)
			}
		})
	}
}

// allocated is all memory that was ever asked for.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// send floods until the server answers, and waits until it closes.
func (e endless) send(t *testing.T, s *httptest.Server) int {
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Error(err)
		return 0
	}
	defer conn.Close()
	answered := make(chan int, 1)
	go func() {
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			answered <- 0
			return
		}
		answered <- response.StatusCode
	}()
	io.WriteString(conn, e.header)
	for {
		if _, err := io.WriteString(conn, e.piece); err != nil {
			return <-answered // the server has closed
		}
	}
}
