package api

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"testing"

	"sentinel/monitor"
)

// BenchmarkPost is one heartbeat a request from 16 robots that keep their
// connections, for a monitor that costs nothing, next to a handler that only
// reads the body. The robots are as cheap as can be: they write the same bytes.
func BenchmarkPost(b *testing.B) {
	bare := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { io.Copy(io.Discard, r.Body) })
	b.Run("bare", func(b *testing.B) { benchmarkPosts(b, bare) })
	b.Run("heartbeat", func(b *testing.B) {
		benchmarkPosts(b, NewHandler(idleMonitor{}, Options{
			ControlToken: testToken, Loopback: true, Receiver: true, Log: slog.New(slog.DiscardHandler),
		}))
	})
	b.Run("token", func(b *testing.B) {
		benchmarkPosts(b, NewHandler(idleMonitor{}, Options{
			ControlToken: testToken, Loopback: true, Receiver: true, Log: slog.New(slog.DiscardHandler),
			Tokens: []RobotToken{{"alpha", testRobotToken}},
		}), "Authorization: Bearer "+testRobotToken)
	})
}

const testRobotToken = "a-token-of-alpha"

// idleMonitor takes everything for kept.
type idleMonitor struct{ Monitor }

func (idleMonitor) Receive([]monitor.Posting) ([]int, error) { return nil, nil }

func benchmarkPosts(b *testing.B, handler http.Handler, header ...string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	server, incoming := usualBounds.over(l, handler)
	var served sync.WaitGroup
	served.Go(func() { server.Serve(incoming) })
	defer served.Wait()
	defer server.Close()

	body := `{"event":"ACCOUNT_HEARTBEAT","account":"ACC_003","status":"active","session_valid":true,"open_orders":2,"timestamp":"2026-01-20T09:30:00+07:00"}`
	request := "POST /api/heartbeat/alpha HTTP/1.1\r\nHost: " + l.Addr().String() + "\r\nContent-Type: application/json\r\n"
	for _, line := range header {
		request += line + "\r\n"
	}
	request += fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body)

	const robots = 16
	work := make(chan struct{}, robots)
	var posting sync.WaitGroup
	for range robots {
		conn, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			b.Fatal(err)
		}
		defer conn.Close()
		posting.Go(func() {
			answers := bufio.NewReader(conn)
			for range work {
				io.WriteString(conn, request)
				response, err := http.ReadResponse(answers, nil)
				if err != nil {
					b.Error(err)
					return
				}
				io.Copy(io.Discard, response.Body)
				if response.StatusCode != http.StatusOK {
					b.Error(response.Status)
					return
				}
			}
		})
	}
	b.ReportAllocs()
	for b.Loop() {
		work <- struct{}{}
	}
	close(work)
	posting.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "posts/s")
}
