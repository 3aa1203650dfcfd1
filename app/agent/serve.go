package agent

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"

	"sentinel/monitor/api"
	"sentinel/monitor/config"
)

// door is one address where the API is served; it serves by the configuration
// in force, also after a reload.
type door struct {
	listener *api.Listener
	handler  atomic.Pointer[http.Handler]
}

// ServeHTTP hands the request to the handler in force.
func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	(*d.handler.Load()).ServeHTTP(w, r)
}

// front is the API's doors: the configured one, and with TLS there another one
// for the window and sentinelctl, which know no certificates.
type front struct {
	listen config.Listen // as it was when the doors were opened
	token  string
	doors  []*door
}

// openFront listens, and makes the first handlers before anything may reload
// them.
func (a *Agent) openFront() error {
	a.front.listen = a.config.Listen
	token, err := api.ReadOrCreateToken(a.options.StateDir)
	if err != nil {
		return err
	}
	a.front.token = token
	main, err := api.Listen(a.config.Listen.Address)
	if err != nil {
		return err
	}
	a.front.doors = []*door{{listener: main}}
	if err := a.openLocal(main); err != nil {
		a.closeFront()
		return err
	}
	if main.Why != "" {
		a.notices.set("listen", main.Why)
	}
	local := a.front.doors[len(a.front.doors)-1].listener
	local.Unwritten = func(err error) {
		why := ""
		if err != nil {
			why = "The window and sentinelctl cannot find this monitor: its address cannot be written: " + err.Error()
		}
		a.notices.set("address", why)
	}
	a.mu.Lock()
	a.listener = local
	if a.config.Listen.Address != "" {
		a.robotsPostAt = main.Address
	}
	a.mu.Unlock()
	if err := a.renewFront(); err != nil {
		a.closeFront()
		return err
	}
	return nil
}

// openLocal opens the second door, if there must be one.
func (a *Agent) openLocal(main *api.Listener) error {
	listen := a.config.Listen
	if listen.TLSCert == "" {
		return nil
	}
	if err := main.UseTLS(listen.TLSCert, listen.TLSKey); err != nil {
		return fmt.Errorf("%w: [listen] tls_cert and tls_key: %w", ErrConfig, err)
	}
	local, err := api.Listen("")
	if err != nil {
		return err
	}
	a.front.doors = append(a.front.doors, &door{listener: local})
	return nil
}

func (a *Agent) closeFront() {
	for _, d := range a.front.doors {
		_ = d.listener.Close()
	}
}

// serve serves the API until ctx ends, or a door cannot be held open.
func (a *Agent) serve(ctx context.Context) error {
	ended := make(chan error, len(a.front.doors))
	for i, d := range a.front.doors {
		state := ""
		if i == len(a.front.doors)-1 {
			state = a.options.StateDir
		}
		go func() { ended <- d.listener.Serve(ctx, d, state, a.log) }()
	}
	var first error
	for range a.front.doors {
		if err := <-ended; err != nil && first == nil {
			first = err
			a.notices.set("api", "The window, sentinelctl or robots cannot reach this monitor: "+err.Error())
		}
	}
	return first
}

// renewFront lets the configuration's hosts, origins and tokens take effect. A
// token that cannot be read leaves what was in force.
func (a *Agent) renewFront() error {
	a.mu.Lock()
	c := a.config
	a.mu.Unlock()
	tokens, err := robotTokens(c)
	if err != nil {
		return err
	}
	receiver, unheard := a.front.listen.Address != "", ""
	for _, d := range a.front.doors {
		if receiver && len(tokens) == 0 && !d.listener.Loopback() {
			unheard = "Robots on other machines are refused at " + d.listener.Address +
				": they need a token each. Add a [[token]] for each to the settings file, and give it to the robot."
		}
		handler := api.NewHandler(a, api.Options{
			ControlToken: a.front.token, Loopback: d.listener.Loopback(),
			Hosts: c.Listen.Hosts, Origins: c.Listen.Origins, Log: a.log,
			Receiver: receiver, Tokens: tokens,
		})
		d.handler.Store(&handler)
	}
	a.notices.set("unheard", unheard)
	return nil
}
