package notify_test

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
	"github.com/google/go-cmp/cmp"

	"sentinel/platform/notify"
	"sentinel/platform/sessionbus/bustest"
)

// realDunst is dunst itself on a screen that nobody sees.
type realDunst struct {
	bus  *dbus.Conn
	menu string // file with the lines of the last context menu
}

// startDunst runs dunst until the test ends. Whoever opens its context menu
// chooses the line that begins with choice.
func startDunst(t *testing.T, choice string) *realDunst {
	t.Helper()
	bus := bustest.Start(t)
	folder := t.TempDir()
	d := &realDunst{bus: bus.Connect(t), menu: filepath.Join(folder, "menu")}

	chooser := filepath.Join(folder, "chooser")
	script := "#!/bin/sh\ntee '" + d.menu + "' | grep '^" + choice + "'\n"
	if err := os.WriteFile(chooser, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	settings := filepath.Join(folder, "dunstrc")
	if err := os.WriteFile(settings, []byte("[global]\nforce_xwayland = true\ndmenu = "+chooser+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}

	owned := make(chan *dbus.Signal, 10)
	d.bus.Signal(owned)
	if err := d.bus.AddMatchSignal(
		dbus.WithMatchInterface("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, serviceName),
	); err != nil {
		t.Fatal(err)
	}
	server := exec.Command("dunst", "-config", settings)
	server.Env = append(os.Environ(), "HOME="+folder, "DISPLAY="+screen(t))
	ended := run(t, server, "dunst")
	for {
		select {
		case signal := <-owned:
			if signal.Name == "org.freedesktop.DBus.NameOwnerChanged" {
				return d
			}
		case <-ended:
			t.Fatal("dunst did not start")
		}
	}
}

// screen starts an X server and gives its name.
func screen(t *testing.T) string {
	t.Helper()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	server := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "640x480x24", "-nolisten", "tcp", "-noreset")
	server.ExtraFiles = []*os.File{writer}
	run(t, server, "xvfb")
	_ = writer.Close()
	name, err := bufio.NewReader(reader).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb did not start: %v", err)
	}
	return ":" + strings.TrimSpace(name)
}

// run starts a program of the Debian package and ends it with the test.
func run(t *testing.T, program *exec.Cmd, packaged string) (ended <-chan struct{}) {
	t.Helper()
	program.Stderr = t.Output()
	if err := program.Start(); err != nil {
		t.Fatalf("%v (is the package %s installed?)", err, packaged)
	}
	over := make(chan struct{})
	go func() {
		defer close(over)
		_ = program.Wait()
	}()
	t.Cleanup(func() {
		_ = program.Process.Kill()
		<-over
	})
	return over
}

func (d *realDunst) object() dbus.BusObject { return d.bus.Object(serviceName, servicePath) }

func (d *realDunst) pause(t *testing.T, on bool) {
	t.Helper()
	if err := d.object().SetProperty(dunst+".paused", dbus.MakeVariant(on)); err != nil {
		t.Fatal(err)
	}
}

// until waits for so many toasts to be "displayed" or "waiting".
func (d *realDunst) until(t *testing.T, where string, count uint32) {
	t.Helper()
	for {
		there, err := d.object().GetProperty(dunst + "." + where + "Length")
		if err != nil {
			t.Fatal(err)
		}
		if there.Value() == count {
			return
		}
	}
}

func TestButtonsOfDunst(t *testing.T) {
	d := startDunst(t, "#Snooze 1 h")
	n := newNotifier(t)
	acted := make(chan string, 10)
	n.OnAction(func(id, action string) { acted <- id + " " + action })
	tell(t, n, notify.Toast{ID: "a", Title: "ACC_003 silent", Acknowledge: true, Snooze: "Snooze 1 h"})
	d.until(t, "displayed", 1)
	if err := d.object().Call(dunst+".ContextMenuCall", 0).Err; err != nil {
		t.Fatal(err)
	}
	if got := <-acted; got != "a snooze" {
		t.Errorf("heard %q, want %q", got, "a snooze")
	}
	menu, err := os.ReadFile(d.menu)
	if err != nil {
		t.Fatal(err)
	}
	var buttons []string
	for line := range strings.Lines(string(menu)) {
		label, _, _ := strings.Cut(line, " (ACC_003 silent) [")
		buttons = append(buttons, label)
	}
	slices.Sort(buttons) // dunst's menu has an order of its own
	if diff := cmp.Diff([]string{"#Acknowledge", "#Open", "#Snooze 1 h"}, buttons); diff != "" {
		t.Error(diff)
	}
	d.until(t, "displayed", 0)
}

func TestWithdrawFromDunst(t *testing.T) {
	d := startDunst(t, "")
	n := newNotifier(t)
	for _, id := range []string{"a", "b"} {
		tell(t, n, notify.Toast{ID: id, Title: id})
	}
	d.until(t, "displayed", 2)
	withdraw(t, n, "a")
	d.until(t, "displayed", 1)
	withdraw(t, n, "a")

	// One that the person closed before.
	if err := d.object().Call(dunst+".NotificationCloseLast", 0).Err; err != nil {
		t.Fatal(err)
	}
	d.until(t, "displayed", 0)
	withdraw(t, n, "b")

	tell(t, n, notify.Toast{ID: "a", Title: "a new one"})
	d.until(t, "displayed", 1)
}

func TestSoundsWhileDunstIsPaused(t *testing.T) {
	d := startDunst(t, "")
	speaker := newLoudspeaker(t, "paplay")
	d.pause(t, true)
	n := newNotifier(t)
	tell(t, n, loud(notify.SoundCritical))
	if got := speaker.heard(t, n); got != nil {
		t.Errorf("heard %q while dunst is paused", got)
	}
	d.until(t, "waiting", 1) // the toast was sent all the same

	d.pause(t, false)
	n = newNotifier(t)
	tell(t, n, loud(notify.SoundCritical))
	if diff := cmp.Diff([]string{"paplay dialog-error.wav"}, speaker.heard(t, n)); diff != "" {
		t.Error(diff)
	}
}
