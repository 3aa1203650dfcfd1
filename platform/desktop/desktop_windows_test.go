package desktop_test

import (
	"context"
	"errors"
	"testing"

	"sentinel/platform/desktop"
)

func TestATrayIsAlwaysThere(t *testing.T) {
	if !desktop.Display() {
		t.Error("no display")
	}
	if ok, why := desktop.TrayHost(t.Context()); !ok || why != "" {
		t.Errorf("TrayHost = %v, %q", ok, why)
	}
	ctx, cancel := context.WithCancel(t.Context())
	hosts := desktop.WatchTrayHost(ctx)
	if got, open := <-hosts; !got || !open {
		t.Errorf("first value = %v, open %v", got, open)
	}
	cancel()
	if _, open := <-hosts; open {
		t.Error("the channel is open after its context")
	}
}

// Whether or not there is a taskbar, the wait ends with its context.
func TestWaitTaskbarEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := desktop.WaitTaskbar(ctx); err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v", err)
	}
}
