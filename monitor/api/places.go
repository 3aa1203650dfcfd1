package api

import (
	"container/list"
	"crypto/tls"
	"net"
	"net/http"
	"sync"
)

// places is a listener that lets in so many connections at once. When all places
// are taken, a new one takes that of the connection that has longest been open
// without a whole header: who connects and says nothing keeps nobody waiting.
// While all others are served, it waits.
type places struct {
	net.Listener
	taken  chan struct{} // holds a value for each connection
	closed chan struct{}
	close  sync.Once

	mu     sync.Mutex
	silent list.List // of *guest: those without a whole header, the oldest first
}

// guest is a connection that has a place.
type guest struct {
	net.Conn
	places *places
	silent *list.Element // nil once it was heard; guarded by places.mu
	leave  sync.Once
}

func newPlaces(l net.Listener, most int) *places {
	return &places{Listener: l, taken: make(chan struct{}, most), closed: make(chan struct{})}
}

// Accept waits for a connection and for its place.
func (p *places) Accept() (net.Conn, error) {
	conn, err := p.Listener.Accept()
	if err != nil {
		return nil, err
	}
	select {
	case p.taken <- struct{}{}:
	default:
		p.dismiss()
		select {
		case p.taken <- struct{}{}:
		case <-p.closed:
			_ = conn.Close()
			return nil, net.ErrClosed
		}
	}
	g := &guest{Conn: conn, places: p}
	p.mu.Lock()
	g.silent = p.silent.PushBack(g)
	p.mu.Unlock()
	return g, nil
}

// dismiss closes the connection that has longest been silent, if one is.
func (p *places) dismiss() {
	p.mu.Lock()
	longest := p.silent.Front()
	p.mu.Unlock()
	if longest != nil {
		_ = longest.Value.(*guest).Close()
	}
}

// heard notes what becomes of a connection: it is the server's ConnState.
func (p *places) heard(conn net.Conn, state http.ConnState) {
	if secured, isTLS := conn.(*tls.Conn); isTLS {
		conn = secured.NetConn()
	}
	if g, known := conn.(*guest); known && state != http.StateNew {
		p.noLongerSilent(g)
	}
}

func (p *places) noLongerSilent(g *guest) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if g.silent != nil {
		p.silent.Remove(g.silent)
		g.silent = nil
	}
}

// Close closes the connection and gives its place back.
func (g *guest) Close() error {
	err := g.Conn.Close()
	g.leave.Do(func() {
		g.places.noLongerSilent(g)
		<-g.places.taken
	})
	return err
}

// Close stops listening.
func (p *places) Close() error {
	p.close.Do(func() { close(p.closed) })
	return p.Listener.Close()
}

// thin closes connections after their answers while more than half of the places
// are taken. Robots keep theirs open between two heartbeats: so a thousand idle
// robots keep no other one, nor the window, from being heard.
func (p *places) thin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(p.taken) > cap(p.taken)/2 {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}
