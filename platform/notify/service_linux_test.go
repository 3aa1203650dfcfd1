package notify_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sentinel/platform/notify"
	"sentinel/platform/sessionbus/bustest"
)

func newNotifier(t *testing.T) notify.Notifier {
	t.Helper()
	n := notify.New(t.Context(), "Sentinel", filepath.Join(t.TempDir(), "icons"), slog.New(slog.NewTextHandler(t.Output(), nil)))
	t.Cleanup(func() { _ = n.Close() })
	return n
}

func tell(t *testing.T, n notify.Notifier, toast notify.Toast) {
	t.Helper()
	if err := n.Notify(t.Context(), toast); err != nil {
		t.Fatal(err)
	}
}

func TestWhatTheServerIsAsked(t *testing.T) {
	all := []string{"body", "body-markup", "actions"}
	tests := []struct {
		name  string
		able  []string
		toast notify.Toast
		want  shown
	}{
		{
			"everything", all,
			notify.Toast{
				ID: "a", Title: "ACC_003 <silent>", Body: "a < b & c > d\nnext", Urgency: notify.Critical,
				Acknowledge: true, Snooze: "Snooze 1 h",
			},
			shown{
				App: "Sentinel", Title: "ACC_003 <silent>", Body: "a &lt; b &amp; c &gt; d\nnext", Urgency: 2, Silent: true,
				Actions: []string{"default", "Open", "ack", "Acknowledge", "snooze", "Snooze 1 h"},
			},
		},
		{
			"nothing to acknowledge", all,
			notify.Toast{ID: "a", Title: "recovered", Urgency: notify.Normal, Passing: true},
			shown{App: "Sentinel", Title: "recovered", Urgency: 1, Expires: -1, Silent: true, Actions: []string{"default", "Open"}},
		},
		{
			"a label that is too long and has lines", all,
			notify.Toast{Title: "t", Snooze: "\x1b" + strings.Repeat("ä\n", 30)},
			shown{
				App: "Sentinel", Title: "t", Silent: true,
				Actions: []string{"default", "Open", "snooze", strings.Repeat("ä ", 20) + "…"},
			},
		},
		{
			"a server of plain text",
			[]string{"body"},
			notify.Toast{ID: "a", Title: "t", Body: "a < b & c", Acknowledge: true, Snooze: "Snooze 1 h"},
			shown{App: "Sentinel", Title: "t", Body: "a < b & c", Silent: true, Actions: []string{}},
		},
		{
			"control and bidi characters",
			[]string{"body"},
			notify.Toast{Title: "a\x1b[31m\u202eb\nc", Body: "x\x00y\r\n\tz\u2066"},
			shown{App: "Sentinel", Title: "a[31mb c", Body: "xy \n z", Silent: true, Actions: []string{}},
		},
		{
			"too much",
			[]string{"body"},
			notify.Toast{Title: strings.Repeat("ä", 300), Body: strings.Repeat("ö", 3000), Urgency: 9},
			shown{
				App: "Sentinel", Title: strings.Repeat("ä", 200) + "…", Body: strings.Repeat("ö", 1000) + "…",
				Urgency: 2, Silent: true, Actions: []string{},
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server := serve(t, bustest.Start(t), test.able...)
			tell(t, newNotifier(t), test.toast)
			if diff := cmp.Diff(test.want, <-server.shown); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestIconBecomesAFile(t *testing.T) {
	server := serve(t, bustest.Start(t))
	n := newNotifier(t)
	for _, picture := range []string{"one", "one", "two"} {
		tell(t, n, notify.Toast{Title: "t", Icon: "critical-acked", IconPNG: []byte(picture)})
		path, ok := strings.CutPrefix((<-server.shown).Icon, "file://")
		if !ok || filepath.Base(path) != "critical-acked.png" {
			t.Fatalf("icon = %q", path)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != picture {
			t.Errorf("the file holds %q, %v; want %q", got, err, picture)
		}
	}
	tell(t, n, notify.Toast{Title: "t", Icon: "../../evil", IconPNG: []byte("x")})
	if got := (<-server.shown).Icon; got != "" {
		t.Errorf("an icon was written to %q", got)
	}
}

func TestReplacing(t *testing.T) {
	bus := bustest.Start(t)
	server := serve(t, bus, "actions")
	n := newNotifier(t)
	replaces := func(id string) uint32 {
		t.Helper()
		tell(t, n, notify.Toast{ID: id, Title: "t"})
		return (<-server.shown).Replaces
	}
	for i, step := range []struct {
		id   string
		want uint32
	}{{"a", 0}, {"b", 0}, {"a", 1}, {"b", 2}, {"a", 1}, {"", 0}, {"", 0}} {
		if got := replaces(step.id); got != step.want {
			t.Errorf("step %d, %q replaces %d, want %d", i, step.id, got, step.want)
		}
	}

	// What was closed is replaced no more. The action on b, sent behind the
	// closing, tells that the closing was read.
	acted := make(chan string, 1)
	n.OnAction(func(id, _ string) { acted <- id })
	says(t, server.bus, "NotificationClosed", uint32(1), uint32(2))
	says(t, server.bus, "ActionInvoked", uint32(2), "default")
	<-acted
	if got := replaces("a"); got != 0 {
		t.Errorf("a closed toast is replaced: %d", got)
	}

	// Another server has other numbers.
	bustest.Disown(t, server.bus, serviceName)
	server = serve(t, bus)
	if got := replaces("a"); got != 0 {
		t.Errorf("a toast of the last server is replaced: %d", got)
	}
}

func TestActions(t *testing.T) {
	bus := bustest.Start(t)
	server := serve(t, bus, "actions")
	stranger := bus.Connect(t)
	n := newNotifier(t)
	acted := make(chan string, 100)
	n.OnAction(func(id, action string) {
		if err := n.Notify(t.Context(), notify.Toast{Title: "an action may show a toast"}); err != nil {
			t.Error(err)
		}
		acted <- id + " " + action
	})
	for _, id := range []string{"a", "b", "c", "d", "e"} {
		tell(t, n, notify.Toast{ID: id, Title: id})
	}

	says(t, stranger, "ActionInvoked", uint32(1), "ack")    // does not own the name
	says(t, server.bus, "ActionInvoked", uint32(99), "ack") // somebody else's toast
	says(t, server.bus, "ActionInvoked", uint32(1))         // no such signal
	says(t, server.bus, "ActionInvoked", uint32(1), "evil") // never offered
	says(t, server.bus, "ActionInvoked", uint32(2), "ack")
	says(t, server.bus, "ActionInvoked", uint32(2), "ack") // pressed twice
	says(t, server.bus, "ActionInvoked", uint32(3), "default")
	says(t, server.bus, "ActionInvoked", uint32(5), "snooze")
	for _, want := range []string{"b ack", "c default", "e snooze"} {
		if got := <-acted; got != want {
			t.Errorf("heard %q, want %q", got, want)
		}
	}
	// The server may leave an acted toast on the screen: we close it. Its
	// calls run side by side, in any order.
	closed := []uint32{<-server.closed, <-server.closed, <-server.closed, <-server.closed}
	slices.Sort(closed)
	if diff := cmp.Diff([]uint32{1, 2, 3, 5}, closed); diff != "" {
		t.Error(diff)
	}

	// The stranger's bare signal came before; d tells that it was read and left.
	says(t, stranger, "ActionInvoked", uint32(4), "default")
	says(t, server.bus, "ActionInvoked", uint32(4), "ack")
	if got := <-acted; got != "d ack" {
		t.Errorf("heard %q, want %q", got, "d ack")
	}
}

// sender puts a notify-send on the PATH that writes down its arguments, one a
// line.
func sender(t *testing.T) (said string) {
	t.Helper()
	folder := t.TempDir()
	said = filepath.Join(folder, "said")
	script := "#!/bin/sh\nprintf '%s\\n' \"$@\" > '" + said + "'\n"
	if err := os.WriteFile(filepath.Join(folder, "notify-send"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder+":"+os.Getenv("PATH"))
	return said
}

func TestServerThatHangs(t *testing.T) {
	said := sender(t)
	server := serve(t, bustest.Start(t))
	server.hang(t)
	err := newNotifier(t).Notify(t.Context(), notify.Toast{ID: "a", Title: "t"})
	if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, notify.ErrNoServer) || !strings.Contains(err.Error(), "may still appear") {
		t.Errorf("error = %v", err)
	}
	if _, err := os.Stat(said); !errors.Is(err, os.ErrNotExist) {
		t.Error("a call that timed out was sent a second way: the toast can appear twice")
	}
}

// Here nothing was asked of a server, so the caller may try again.
func TestBusThatHangs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bus")
	silent, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+path)
	err = newNotifier(t).Notify(t.Context(), notify.Toast{ID: "a", Title: "t"})
	if err == nil || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, notify.ErrNoServer) {
		t.Errorf("error = %v", err)
	}
}

func TestNobodyOwnsTheName(t *testing.T) {
	said := sender(t)
	bustest.Start(t)
	tell(t, newNotifier(t), notify.Toast{Title: "--help", Body: "-t $(touch x) <b>", Urgency: notify.Critical})
	got, err := os.ReadFile(said)
	if err != nil {
		t.Fatal(err)
	}
	want := "--app-name=Sentinel\n--urgency=critical\n--\n· --help\n· -t ﹩(touch x) ‹b›\n"
	if string(got) != want {
		t.Errorf("notify-send was given\n%s\nwant\n%s", got, want)
	}
}

func TestNoServerAtAll(t *testing.T) {
	t.Setenv("PATH", t.TempDir()+":"+filepath.Dir(daemonPath(t)))
	t.Run("a bus without a server", func(t *testing.T) {
		bustest.Start(t)
		t.Setenv("PATH", t.TempDir())
		if err := newNotifier(t).Notify(t.Context(), notify.Toast{Title: "t"}); !errors.Is(err, notify.ErrNoServer) {
			t.Errorf("error = %v", err)
		}
		if _, err := notify.Probe(t.Context()); !errors.Is(err, notify.ErrNoServer) {
			t.Errorf("probe: error = %v", err)
		}
	})
	t.Run("no bus", func(t *testing.T) {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "gone"))
		if err := newNotifier(t).Notify(t.Context(), notify.Toast{Title: "t"}); !errors.Is(err, notify.ErrNoServer) {
			t.Errorf("error = %v", err)
		}
		if _, err := notify.Probe(t.Context()); !errors.Is(err, notify.ErrNoServer) {
			t.Errorf("probe: error = %v", err)
		}
	})
}

func daemonPath(t *testing.T) string {
	t.Helper()
	for _, folder := range filepath.SplitList(os.Getenv("PATH")) {
		if _, err := os.Stat(filepath.Join(folder, "dbus-daemon")); err == nil {
			return filepath.Join(folder, "dbus-daemon")
		}
	}
	t.Fatal("dbus-daemon is not installed: install the package dbus")
	return ""
}

func TestProbe(t *testing.T) {
	serve(t, bustest.Start(t))
	if name, err := notify.Probe(t.Context()); err != nil || name != "faked 1.0[31m" {
		t.Errorf("probe = %q, %v", name, err)
	}
}

// A desktop may start its server only when it is needed.
func TestServerThatTheBusStarts(t *testing.T) {
	bus := bustest.Start(t)
	text := fmt.Sprintf("[D-BUS Service]\nName=%s\nExec=%s -test.run=^TestServe$\n", serviceName, os.Args[0])
	if err := os.WriteFile(filepath.Join(bus.Services, "n.service"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := bus.Connect(t).BusObject().Call("org.freedesktop.DBus.ReloadConfig", 0).Err; err != nil {
		t.Fatal(err)
	}
	said := sender(t)
	tell(t, newNotifier(t), notify.Toast{Title: "t"})
	if _, err := os.Stat(said); !errors.Is(err, os.ErrNotExist) {
		t.Error("notify-send was taken although the bus can start a server")
	}
}

// TestServe is the server of TestServerThatTheBusStarts; run by itself it does
// nothing.
func TestServe(t *testing.T) {
	if os.Getenv("DBUS_STARTER_ADDRESS") == "" {
		return
	}
	server := serve(t, &bustest.Bus{})
	<-server.bus.Context().Done()
}

func TestServerFileWithoutItsProgram(t *testing.T) {
	bus := bustest.Start(t)
	text := "[D-BUS Service]\nName=" + serviceName + "\nExec=/nowhere/dunst\n"
	if err := os.WriteFile(filepath.Join(bus.Services, "n.service"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := bus.Connect(t).BusObject().Call("org.freedesktop.DBus.ReloadConfig", 0).Err; err != nil {
		t.Fatal(err)
	}
	if _, err := notify.Probe(t.Context()); !errors.Is(err, notify.ErrNoServer) {
		t.Errorf("error = %v, want ErrNoServer", err)
	}
}

func TestNewBusAfterALogout(t *testing.T) {
	bus := bustest.Start(t)
	server := serve(t, bus)
	n := newNotifier(t)
	tell(t, n, notify.Toast{ID: "a", Title: "t"})
	<-server.shown
	bus.Stop()
	<-server.bus.Context().Done()

	server = serve(t, bustest.Start(t))
	for n.Notify(t.Context(), notify.Toast{ID: "a", Title: "t"}) != nil {
		continue // until our own connection has noticed too
	}
	if got := <-server.shown; got.Replaces != 0 {
		t.Errorf("replaces %d, a toast of a server that is gone", got.Replaces)
	}
}

func TestClosed(t *testing.T) {
	server := serve(t, bustest.Start(t))
	n := newNotifier(t)
	tell(t, n, notify.Toast{Title: "t"})
	<-server.shown
	for range 2 {
		if err := n.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := n.Notify(t.Context(), notify.Toast{Title: "t"}); !errors.Is(err, notify.ErrClosed) {
		t.Errorf("error = %v, want ErrClosed", err)
	}
}
