// Package service tells the service manager that started this process how it
// fares: that it is ready, alive, or about to end. systemd listens, on Linux;
// without a listener, and elsewhere, telling does nothing.
//
// Find is called once, before other programs are started; a Manager's methods
// may then be called from any goroutine.
package service

import "time"

// Manager is the service manager; its zero value is none.
type Manager struct {
	address  string // of the socket that it listens at
	patience time.Duration
}

// Find takes the address of the service manager out of the environment, so that
// no program that this one starts speaks for it.
func Find() Manager { return find() }

// Patience is how long the service manager waits for Alive before it takes this
// process for dead; zero when it does not watch.
func (m Manager) Patience() time.Duration { return m.patience }

// Present reports whether there is a service manager that listens.
func (m Manager) Present() bool { return m.address != "" }

// Ready says that the start is over.
func (m Manager) Ready() error { return m.tell("READY=1") }

// Alive says that this process does its work.
func (m Manager) Alive() error { return m.tell("WATCHDOG=1") }

// Stopping says that this process is about to end by itself.
func (m Manager) Stopping() error { return m.tell("STOPPING=1") }
