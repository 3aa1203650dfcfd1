package api

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"testing"
)

// pipeNet is a network within one process, so that a real server and a real
// client can run in a bubble of false time.
type pipeNet struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipeNet() *pipeNet {
	return &pipeNet{conns: make(chan net.Conn), closed: make(chan struct{})}
}

func (p *pipeNet) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}
func (p *pipeNet) Close() error   { p.once.Do(func() { close(p.closed) }); return nil }
func (p *pipeNet) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8787} }

func (p *pipeNet) dial(context.Context, string, string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case p.conns <- far:
		return near, nil
	case <-p.closed:
		return nil, &net.OpError{Op: "dial", Err: net.ErrClosed}
	}
}

// bubble serves the fake over a pipeNet until the test ends.
func bubble(t *testing.T, fake *fakeMonitor) (*pipeNet, *Client, func()) {
	t.Helper()
	pipes := newPipeNet()
	l := &Listener{Address: pipes.Addr().String(), net: pipes}
	log := slog.New(slog.DiscardHandler)
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	dir := t.TempDir()
	go func() {
		served <- l.Serve(ctx, NewHandler(fake, Options{ControlToken: testToken, Loopback: true, Receiver: true, Log: log}), dir, log)
	}()
	client := newClient(l.Address, testToken)
	client.http.Transport.(*http.Transport).DialContext = pipes.dial
	end := func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
		client.Close()
	}
	return pipes, client, end
}
