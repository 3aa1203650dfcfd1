package desktop_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"sentinel/platform/desktop"
	"sentinel/platform/sessionbus/bustest"
)

func TestDisplay(t *testing.T) {
	for _, test := range []struct {
		x11, wayland string
		want         bool
	}{{"", "", false}, {":0", "", true}, {"", "wayland-0", true}, {":0", "wayland-0", true}} {
		t.Setenv("DISPLAY", test.x11)
		t.Setenv("WAYLAND_DISPLAY", test.wayland)
		if got := desktop.Display(); got != test.want {
			t.Errorf("DISPLAY=%q WAYLAND_DISPLAY=%q: %v", test.x11, test.wayland, got)
		}
	}
}

func TestTrayHost(t *testing.T) {
	t.Run("shown", func(t *testing.T) {
		watch(t, bustest.Start(t), true).appear(t)
		if ok, why := desktop.TrayHost(t.Context()); !ok || why != "" {
			t.Errorf("TrayHost = %v, %q", ok, why)
		}
	})
	t.Run("a list that nobody shows", func(t *testing.T) {
		watch(t, bustest.Start(t), false).appear(t)
		if ok, why := desktop.TrayHost(t.Context()); ok || !strings.Contains(why, "no panel shows them") {
			t.Errorf("TrayHost = %v, %q", ok, why)
		}
	})
	t.Run("a bare desktop", func(t *testing.T) {
		bustest.Start(t)
		if ok, why := desktop.TrayHost(t.Context()); ok || !strings.Contains(why, "AppIndicator") {
			t.Errorf("TrayHost = %v, %q", ok, why)
		}
	})
	t.Run("a watcher that answers nonsense", func(t *testing.T) {
		bustest.Own(t, bustest.Start(t).Connect(t), watcherName)
		if ok, why := desktop.TrayHost(t.Context()); ok || !strings.Contains(why, "does not answer") {
			t.Errorf("TrayHost = %v, %q", ok, why)
		}
	})
	t.Run("no bus", func(t *testing.T) {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "gone"))
		if ok, why := desktop.TrayHost(t.Context()); ok || !strings.Contains(why, "no D-Bus session bus") {
			t.Errorf("TrayHost = %v, %q", ok, why)
		}
	})
}

func TestWatchTrayHost(t *testing.T) {
	bus := bustest.Start(t)
	w := watch(t, bus, false)
	ctx, cancel := context.WithCancel(t.Context())
	hosts := desktop.WatchTrayHost(ctx)
	expect := func(step string, want bool) {
		t.Helper()
		if got, open := <-hosts; got != want || !open {
			t.Fatalf("%s: %v, open %v; want %v", step, got, open, want)
		}
	}
	expect("at first", false)
	w.appear(t) // without a host: no change, nothing is sent
	w.set(t, true)
	expect("a panel came", true)
	w.set(t, false)
	expect("the panel went", false)
	w.set(t, true)
	expect("the panel came back", true)
	w.disappear(t)
	expect("the watcher crashed", false)
	w.appear(t)
	expect("the watcher is back", true)
	bus.Stop()
	expect("the bus went", false)
	cancel()
	if _, open := <-hosts; open {
		t.Error("the channel is open after its context")
	}
}

func TestWatchTrayHostWithoutABus(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "gone"))
	ctx, cancel := context.WithCancel(t.Context())
	hosts := desktop.WatchTrayHost(ctx)
	if got, open := <-hosts; got || !open {
		t.Errorf("first value = %v, open %v", got, open)
	}
	cancel()
	if _, open := <-hosts; open {
		t.Error("the channel is open after its context")
	}
}

func TestWatchTrayHostEndsUnread(t *testing.T) {
	w := watch(t, bustest.Start(t), true)
	w.appear(t)
	ctx, cancel := context.WithCancel(t.Context())
	hosts := desktop.WatchTrayHost(ctx)
	w.set(t, false)
	cancel()
	for range hosts { // at most one value waits, then it is closed
		continue
	}
}

// ensure runs EnsureRegistered until the test's end and tells how it ended.
func ensure(t *testing.T) (ended chan error) {
	t.Helper()
	ended = make(chan error, 1)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		ended <- desktop.EnsureRegistered(ctx, itemName)
	}()
	t.Cleanup(func() { cancel(); <-done })
	return ended
}

func TestItemIsRegisteredWithAWatcherThatLacksIt(t *testing.T) {
	bus := bustest.Start(t)
	bustest.Own(t, bus.Connect(t), itemName)
	ensure(t)
	for range 2 { // a panel that starts late, and one that crashed
		w := watch(t, bus, true, "org.kde.StatusNotifierItem-4711-11", ":1.99/StatusNotifierItem")
		w.appear(t)
		if got := <-w.registered; got != itemName {
			t.Errorf("registered %q, want %q", got, itemName)
		}
		w.disappear(t)
	}
}

func TestItemIsRegisteredWhenItAppears(t *testing.T) {
	bus := bustest.Start(t)
	w := watch(t, bus, true)
	w.appear(t)
	ensure(t)
	bustest.Own(t, bus.Connect(t), itemName)
	if got := <-w.registered; got != itemName {
		t.Errorf("registered %q, want %q", got, itemName)
	}
}

func TestItemThatWasDroppedIsRegisteredAgain(t *testing.T) {
	bus := bustest.Start(t)
	bustest.Own(t, bus.Connect(t), itemName)
	w := watch(t, bus, true, itemName)
	w.appear(t)
	ensure(t)
	<-w.looked
	w.forget(t, itemName)
	if got := <-w.registered; got != itemName {
		t.Errorf("registered %q, want %q", got, itemName)
	}
}

// A second registration would show a second icon.
func TestItemThatIsKnownIsLeftAlone(t *testing.T) {
	for name, entry := range map[string]func(unique string) string{
		"by name":                 func(string) string { return itemName },
		"by name and path":        func(string) string { return itemName + "/StatusNotifierItem" },
		"by unique name":          func(unique string) string { return unique },
		"by unique name and path": func(unique string) string { return unique + "/StatusNotifierItem" },
		"by unique name at path":  func(unique string) string { return unique + "@/StatusNotifierItem" },
	} {
		t.Run(name, func(t *testing.T) {
			bus := bustest.Start(t)
			item := bus.Connect(t)
			bustest.Own(t, item, itemName)
			w := watch(t, bus, true, entry(item.Names()[0]))
			w.appear(t)
			ensure(t)
			<-w.looked
			w.set(t, true) // a sign of life: it looks again, after all that the first look led to
			<-w.looked
			select {
			case got := <-w.registered:
				t.Errorf("registered %q once more", got)
			default:
			}
		})
	}
}

func TestEnsureRegisteredEnds(t *testing.T) {
	t.Run("without a bus at once", func(t *testing.T) {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "gone"))
		if err := <-ensure(t); err != nil {
			t.Error(err)
		}
	})
	t.Run("with an error when the bus goes", func(t *testing.T) {
		bus := bustest.Start(t)
		bustest.Own(t, bus.Connect(t), itemName)
		w := watch(t, bus, true)
		w.appear(t)
		ended := ensure(t)
		<-w.registered
		bus.Stop()
		if err := <-ended; err == nil || !strings.Contains(err.Error(), "session bus has gone") {
			t.Errorf("error = %v", err)
		}
	})
}

func TestNothingToWaitForHere(t *testing.T) {
	if err := desktop.WaitTaskbar(t.Context()); err != nil {
		t.Error(err)
	}
	if err := desktop.AllowSetForeground(1); err != nil {
		t.Error(err)
	}
}
