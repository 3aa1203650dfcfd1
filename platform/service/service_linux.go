package service

import (
	"fmt"
	"net"
	"os"
	"strconv"
	"time"
)

// What sd_notify(3) and sd_watchdog_enabled(3) read.
const (
	socketVariable   = "NOTIFY_SOCKET"
	patienceVariable = "WATCHDOG_USEC"
	watchedVariable  = "WATCHDOG_PID"
)

// wait is how long a service manager that does not read may hold this process up.
const wait = time.Second

func find() Manager {
	m := Manager{address: os.Getenv(socketVariable)}
	if watched := os.Getenv(watchedVariable); watched == "" || watched == strconv.Itoa(os.Getpid()) {
		if micros, err := strconv.ParseInt(os.Getenv(patienceVariable), 10, 64); err == nil && micros > 0 {
			m.patience = time.Duration(micros) * time.Microsecond
		}
	}
	for _, name := range []string{socketVariable, patienceVariable, watchedVariable} {
		_ = os.Unsetenv(name)
	}
	return m
}

// tell sends one datagram. The net package takes a leading @ for the abstract
// address that systemd means by it.
func (m Manager) tell(state string) error {
	if m.address == "" {
		return nil
	}
	conn, err := net.Dial("unixgram", m.address)
	if err != nil {
		return fmt.Errorf("the service manager cannot be reached: %w", err)
	}
	defer func() { _ = conn.Close() }()
	if err := conn.SetWriteDeadline(time.Now().Add(wait)); err != nil {
		return fmt.Errorf("the service manager is not told %s: %w", state, err)
	}
	if _, err := conn.Write([]byte(state)); err != nil {
		return fmt.Errorf("the service manager is not told %s: %w", state, err)
	}
	return nil
}
