package agent

import (
	"context"
	"net/http"
	"sync/atomic"

	"sentinel/monitor/api"
)

// front is the API's door: it serves by the configuration in force, also after
// a reload.
type front struct {
	address  string // as configured when it was opened
	token    string
	loopback bool
	handler  atomic.Pointer[http.Handler]
}

// ServeHTTP hands the request to the handler in force.
func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	(*f.handler.Load()).ServeHTTP(w, r)
}

func (a *Agent) listen() (*api.Listener, error) {
	listener, err := api.Listen(a.config.Listen.Address)
	if err != nil {
		return nil, err
	}
	if listener.Why != "" {
		a.notices.set("listen", listener.Why)
	}
	listener.Unwritten = func(err error) {
		why := ""
		if err != nil {
			why = "The window and sentinelctl cannot find this monitor: its address cannot be written: " + err.Error()
		}
		a.notices.set("address", why)
	}
	a.mu.Lock()
	a.listener = listener
	a.mu.Unlock()
	return listener, nil
}

// serve serves the API until ctx ends.
func (a *Agent) serve(ctx context.Context, listener *api.Listener) error {
	return listener.Serve(ctx, &a.front, a.options.StateDir, a.log)
}

// openFront makes the first handler, before anything may reload it.
func (a *Agent) openFront(listener *api.Listener) error {
	token, err := api.ReadOrCreateToken(a.options.StateDir)
	if err != nil {
		return err
	}
	a.front.address, a.front.token, a.front.loopback = a.config.Listen.Address, token, listener.Loopback()
	a.renewFront()
	return nil
}

// renewFront lets the configuration's hosts and origins take effect.
func (a *Agent) renewFront() {
	a.mu.Lock()
	listen := a.config.Listen
	a.mu.Unlock()
	handler := api.NewHandler(a, api.Options{
		ControlToken: a.front.token, Loopback: a.front.loopback,
		Hosts: listen.Hosts, Origins: listen.Origins, Log: a.log,
	})
	a.front.handler.Store(&handler)
}
