//go:build !linux

package service

// No other system's service manager is told anything: launchd and Windows start
// the monitor as a program at login.
func find() Manager { return Manager{} }

func (Manager) tell(string) error { return nil }
