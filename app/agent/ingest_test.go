package agent

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// BenchmarkIngest is 64 clients that post one heartbeat each, against the same
// clients at a handler that only reads the body.
func BenchmarkIngest(b *testing.B) {
	bare := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
	}))
	defer bare.Close()
	b.Run("bare", func(b *testing.B) { postFrom64(b, bare.URL) })
	b.Run("durable", func(b *testing.B) { postFrom64(b, "http://"+startReceiver(b)+"/api/heartbeat/alpha") })
}

// startReceiver runs a monitor and returns where it listens.
func startReceiver(b *testing.B) string {
	b.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	address := free.Addr().String()
	_ = free.Close()
	dir := b.TempDir()
	path := filepath.Join(dir, "config.toml")
	if err := os.WriteFile(path, fmt.Appendf(nil, "[listen]\naddress = %q\n", address), 0o600); err != nil {
		b.Fatal(err)
	}
	a, err := New(b.Context(), Options{ConfigPath: path, StateDir: filepath.Join(dir, "state")})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(b.Context())
	done := make(chan struct{})
	go func() { defer close(done); _ = a.Run(ctx) }()
	b.Cleanup(func() { cancel(); <-done })
	for {
		if conn, err := net.Dial("tcp", address); err == nil {
			_ = conn.Close()
			return address
		}
	}
}

func postFrom64(b *testing.B, url string) {
	const clients = 64
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
	defer client.CloseIdleConnections()
	work := make(chan struct{}, b.N)
	for range b.N {
		work <- struct{}{}
	}
	close(work)
	var posting sync.WaitGroup
	for i := range clients {
		posting.Go(func() {
			for range work {
				body := fmt.Appendf(nil, `{"event":"ACCOUNT_HEARTBEAT","account":"ACC_%03d","status":"active","session_valid":true,"open_orders":2,"timestamp":%q}`,
					i, time.Now().Format(time.RFC3339Nano))
				response, err := client.Post(url, "application/json", bytes.NewReader(body))
				if err != nil {
					b.Error(err)
					return
				}
				_, _ = io.Copy(io.Discard, response.Body)
				_ = response.Body.Close()
				if response.StatusCode != http.StatusOK {
					b.Error(response.Status)
				}
			}
		})
	}
	posting.Wait()
}
