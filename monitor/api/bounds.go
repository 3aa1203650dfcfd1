package api

import (
	"net"
	"net/http"
	"time"
)

// bounds are what one client, and all of them together, may cost a server: a
// client that dawdles or says too much is dropped.
type bounds struct {
	header      time.Duration // for the header of a request to come
	read        time.Duration // for all of the request
	write       time.Duration // for the answer to be taken
	idle        time.Duration // between two requests on a connection
	headerBytes int
	connections int // at once, see places
}

var usualBounds = bounds{
	header:      5 * time.Second,
	read:        15 * time.Second,
	write:       30 * time.Second,
	idle:        60 * time.Second,
	headerBytes: 16 << 10,
	connections: 1024,
}

// over returns a server that keeps the bounds, and the listener that it is to
// serve.
func (b *bounds) over(l net.Listener, handler http.Handler) (*http.Server, net.Listener) {
	places := newPlaces(l, b.connections)
	return &http.Server{
		Handler:           places.thin(handler),
		ConnState:         places.heard,
		ReadHeaderTimeout: b.header,
		ReadTimeout:       b.read,
		WriteTimeout:      b.write,
		IdleTimeout:       b.idle,
		MaxHeaderBytes:    b.headerBytes,
		// OPTIONS * goes the way of all requests.
		DisableGeneralOptionsHandler: true,
	}, places
}
