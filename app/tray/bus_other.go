//go:build windows || darwin

package tray

import "context"

// OnBus tells whether the icon can be put up; here it needs no bus.
func OnBus(context.Context) (item string, ok bool) { return "", true }
