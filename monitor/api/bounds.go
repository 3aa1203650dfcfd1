package api

import (
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"golang.org/x/net/netutil"
)

// bounds are what one client, and all of them together, may cost a server: a
// client that dawdles or says too much is dropped.
type bounds struct {
	header      time.Duration // for the header of a request to come
	read        time.Duration // for all of the request
	write       time.Duration // for the answer to be taken
	idle        time.Duration // between two requests on a connection
	headerBytes int
	connections int // at once; the others wait
}

var usualBounds = bounds{
	header:      5 * time.Second,
	read:        15 * time.Second,
	write:       30 * time.Second,
	idle:        60 * time.Second,
	headerBytes: 16 << 10,
	connections: 1024,
}

// server makes a server that keeps the bounds.
func (b *bounds) server(handler http.Handler) *http.Server {
	crowd := &crowd{most: int64(b.connections / 2)}
	return &http.Server{
		Handler:           crowd.thin(handler),
		ConnState:         crowd.count,
		ReadHeaderTimeout: b.header,
		ReadTimeout:       b.read,
		WriteTimeout:      b.write,
		IdleTimeout:       b.idle,
		MaxHeaderBytes:    b.headerBytes,
		// OPTIONS * goes the way of all requests.
		DisableGeneralOptionsHandler: true,
	}
}

// listener makes a listener that keeps the bounds.
func (b *bounds) listener(l net.Listener) net.Listener {
	return netutil.LimitListener(l, b.connections)
}

// crowd counts connections. Robots keep theirs open between two heartbeats;
// where there are many, each is closed after its answer, so that a thousand
// idle robots keep no other one, nor the window, from being heard.
type crowd struct {
	most int64
	open atomic.Int64
}

func (c *crowd) count(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		c.open.Add(1)
	case http.StateClosed, http.StateHijacked:
		c.open.Add(-1)
	}
}

func (c *crowd) thin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c.open.Load() > c.most {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}
