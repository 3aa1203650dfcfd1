package api

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"time"
)

// Listener is where the server listens. Make it with Listen, and give it to
// Serve or Close.
type Listener struct {
	Address string // host:port, as bound
	Why     string // why it is not the configured address: a sentence; empty when it is
	// Unwritten, when it is set, is told why clients do not find the address in
	// the state folder, and nil when they do.
	Unwritten func(error)
	net       net.Listener
	tls       *tls.Config // nil: without
	bounds    *bounds     // nil: usualBounds
}

// freeAddress is a free port of this machine alone.
const freeAddress = "127.0.0.1:0"

// Listen binds the configured address. When it is empty, or cannot be bound, a
// free port on loopback serves instead, and Why says so.
func Listen(configured string) (*Listener, error) {
	bound, err := net.Listen("tcp", cmp.Or(configured, freeAddress))
	if err == nil {
		return &Listener{Address: bound.Addr().String(), net: bound}, nil
	}
	why := fmt.Sprintf("%s cannot be listened on (%s)", configured, reason(err))
	bound, err = net.Listen("tcp", freeAddress)
	if err != nil {
		return nil, fmt.Errorf("%s, nor can a free port on loopback: %w", why, err)
	}
	return &Listener{
		Address: bound.Addr().String(),
		Why:     why + ": robots that post there do not reach this monitor. Stop the program that holds it, or change [listen] address",
		net:     bound,
	}, nil
}

func reason(err error) string {
	var system *os.SyscallError
	if errors.As(err, &system) {
		return system.Err.Error()
	}
	return err.Error()
}

// Loopback tells whether only this machine can connect.
func (l *Listener) Loopback() bool {
	bound, err := netip.ParseAddrPort(l.Address)
	return err == nil && bound.Addr().Unmap().IsLoopback()
}

// Close stops listening, for a Listener that is not served.
func (l *Listener) Close() error { return l.net.Close() }

const (
	endTimeout = 2 * time.Second // for requests under way at the end
	writeAgain = 2 * time.Second // after a state folder that refused the address
)

// Serve serves until ctx ends, then lets the requests under way finish. While it
// serves, the address stands in the state folder, unless that is empty.
func (l *Listener) Serve(ctx context.Context, handler http.Handler, stateDir string, logger *slog.Logger) error {
	defer l.net.Close()
	address := reachable(l.Address)
	var again <-chan time.Time
	if stateDir != "" {
		again = l.publish(stateDir, address)
		defer removeAddress(stateDir, address)
	}

	ending := make(chan struct{})
	requests := context.WithValue(context.WithoutCancel(ctx), endingKey{}, ending)
	bounds := cmp.Or(l.bounds, &usualBounds)
	server, incoming := bounds.over(l.net, handler)
	server.ErrorLog = quietLog(logger)
	server.BaseContext = func(net.Listener) context.Context { return requests }
	if l.tls != nil {
		incoming = tls.NewListener(incoming, l.tls)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(incoming) }()
	for ctx.Err() == nil {
		select {
		case err := <-served:
			return fmt.Errorf("the API stopped serving: %w", err)
		case <-again:
			again = l.publish(stateDir, address)
		case <-ctx.Done():
		}
	}
	close(ending)
	atMost, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTimeout)
	defer cancel()
	if server.Shutdown(atMost) != nil {
		server.Close()
	}
	<-served
	return nil
}

// publish writes the address into the state folder. When that refuses, the
// channel tells when to try again: a full disk keeps nobody out who knows the
// address.
func (l *Listener) publish(stateDir, address string) (again <-chan time.Time) {
	err := writeFile(stateDir, addressFile, address)
	if err != nil {
		again = time.After(writeAgain)
	}
	if l.Unwritten != nil {
		l.Unwritten(err)
	}
	return again
}

// reachable is where a client on this machine finds the server: one that
// listens on all addresses listens on loopback too.
func reachable(address string) string {
	bound, err := netip.ParseAddrPort(address)
	if err != nil || !bound.Addr().IsUnspecified() {
		return address
	}
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), bound.Port()).String()
}

// removeAddress removes the address, unless a later monitor wrote its own.
func removeAddress(stateDir, address string) {
	path := filepath.Join(stateDir, addressFile)
	if content, err := os.ReadFile(path); err == nil && string(content) == address+"\n" {
		os.Remove(path)
	}
}

// quietLog takes what net/http complains of: what strangers send is not worth
// more than a debug line.
func quietLog(logger *slog.Logger) *log.Logger {
	return slog.NewLogLogger(logger.Handler(), slog.LevelDebug)
}
