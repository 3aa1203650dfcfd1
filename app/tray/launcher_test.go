package tray

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestMain makes the test's program play the window, when it was started by the
// window's name.
func TestMain(m *testing.M) {
	if name := filepath.Base(os.Args[0]); strings.TrimSuffix(name, programEnding()) == windowProgram {
		os.Exit(playWindow(os.Args[1:]))
	}
	os.Exit(m.Run())
}

// playWindow does what the file "play" in the state folder says, and writes
// what it is told into the file "told".
func playWindow(args []string) int {
	if len(args) != 3 || args[0] != "--exit-with-stdin" || args[1] != "--state-dir" {
		fmt.Fprintln(os.Stderr, "bad arguments:", args)
		return 64
	}
	state := args[2]
	tell := func(text string) {
		file, err := os.OpenFile(filepath.Join(state, "told"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err == nil {
			_, err = fmt.Fprintln(file, text)
			err = errors.Join(err, file.Close())
		}
		if err != nil {
			panic(err)
		}
	}
	play, err := os.ReadFile(filepath.Join(state, "play"))
	if err != nil {
		panic(err)
	}
	tell("started")
	if string(play) == "no display" {
		fmt.Fprint(os.Stderr, "warming up\nthere is no\x1b[31m OpenGL here.")
		return 69
	}
	fmt.Println("shown")
	switch string(play) {
	case "crash":
		return 1
	case "close":
		return 0
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		tell(lines.Text())
		switch {
		case string(play) == "crash when told":
			return 1
		case string(play) == "close when told":
			return 0
		}
		fmt.Println("shown")
	}
	tell("ended")
	return 0
}

// launch is a Window with a folder of its own.
type launch struct {
	*testing.T
	*Window
	folder string
	said   chan string
	end    func() // ends Run, and waits for it
}

func newLaunch(t *testing.T, play string, built bool) *launch {
	t.Helper()
	l := &launch{T: t, folder: t.TempDir(), said: make(chan string, 16)}
	l.write("play", play)
	if built {
		l.build()
	}
	l.Window = NewWindow(WindowOptions{
		Folder: l.folder, StateDir: l.folder, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		Say: func(title, body string) { l.said <- title + ": " + body },
	})
	l.look = 5 * time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		l.Window.Run(ctx)
		close(ended)
	}()
	l.end = func() {
		cancel()
		<-ended
	}
	t.Cleanup(l.end)
	return l
}

func (l *launch) write(name, text string) {
	l.Helper()
	if err := os.WriteFile(filepath.Join(l.folder, name), []byte(text), 0o600); err != nil {
		l.Fatal(err)
	}
}

// build puts the window's program into the folder.
func (l *launch) build() {
	l.Helper()
	self, err := os.Executable()
	if err != nil {
		l.Fatal(err)
	}
	program := filepath.Join(l.folder, windowProgram+programEnding())
	if runtime.GOOS != "windows" && os.Link(self, program) == nil {
		return // on Windows the link to a program that runs could not be removed
	}
	from, err := os.Open(self)
	if err != nil {
		l.Fatal(err)
	}
	defer from.Close()
	to, err := os.OpenFile(program+".part", os.O_CREATE|os.O_WRONLY, 0o700)
	if err != nil {
		l.Fatal(err)
	}
	_, err = io.Copy(to, from)
	if err = errors.Join(err, to.Close(), os.Rename(program+".part", program)); err != nil {
		l.Fatal(err)
	}
}

// until waits until the window was told these lines.
func (l *launch) until(want ...string) {
	l.Helper()
	ticks := time.NewTicker(2 * time.Millisecond)
	defer ticks.Stop()
	for {
		told, err := os.ReadFile(filepath.Join(l.folder, "told"))
		if err == nil && string(told) == strings.Join(want, "\n")+"\n" {
			return
		}
		select {
		case <-ticks.C:
		case <-l.Context().Done():
			l.Fatalf("the window was told %q, want %q", told, want)
		}
	}
}

func (l *launch) open() {
	l.Helper()
	if err := l.Show(l.Context()); err != nil {
		l.Fatal(err)
	}
}

func TestWindowIsShownRaisedAndEnded(t *testing.T) {
	t.Parallel()
	l := newLaunch(t, "", true)
	l.open()
	l.until("started")
	l.open()
	l.open()
	l.until("started", "show", "show")
	l.end()
	l.until("started", "show", "show", "ended")
}

func TestWindowThatWasClosedOpensAgain(t *testing.T) {
	t.Parallel()
	l := newLaunch(t, "close", true)
	l.open()
	l.until("started")
	for l.opened() == 1 { // the first may still be on its way out
		if err := l.Show(t.Context()); err != nil {
			t.Log(err)
		}
	}
	select {
	case said := <-l.said:
		t.Errorf("said %q of a window that a person closed", said)
	default:
	}
}

// A click that meets a window on its way out must not be lost.
func TestWindowThatIsAskedForWhileItClosesOpensAgain(t *testing.T) {
	t.Parallel()
	l := newLaunch(t, "close when told", true)
	l.open()
	l.until("started")
	l.open()
	l.until("started", "show", "started")
}

// opened counts the windows so far.
func (l *launch) opened() int {
	told, _ := os.ReadFile(filepath.Join(l.folder, "told"))
	return strings.Count(string(told), "started\n")
}

func TestWindowThatCrashedIsOpenedAgainOnce(t *testing.T) {
	t.Parallel()
	l := newLaunch(t, "crash", true)
	l.open()
	if got, want := <-l.said, "The window cannot be shown: It ended by itself. The watch goes on; in a terminal, sentinelctl watch shows the same."; got != want {
		t.Errorf("said %q, want %q", got, want)
	}
	l.until("started", "started")
}

func TestWindowWithoutADisplay(t *testing.T) {
	t.Parallel()
	l := newLaunch(t, "no display", true)
	l.open()
	want := "The window cannot be shown: there is no OpenGL here."
	if got := <-l.said; got != want {
		t.Errorf("said %q, want %q", got, want)
	}
	l.until("started")
}

func TestWindowThatIsBeingBuilt(t *testing.T) {
	t.Parallel()
	l := newLaunch(t, "", false)
	l.write(windowProgram+".building", "")
	if err := l.Show(t.Context()); !errors.Is(err, ErrBuilding) {
		t.Fatalf("got %v, want %v", err, ErrBuilding)
	}
	l.build()
	l.until("started")
}

func TestWindowWhoseBuildFailed(t *testing.T) {
	t.Parallel()
	l := newLaunch(t, "", false)
	l.write(windowProgram+".building", "")
	if err := l.Show(t.Context()); !errors.Is(err, ErrBuilding) {
		t.Fatalf("got %v, want %v", err, ErrBuilding)
	}
	if err := os.Remove(filepath.Join(l.folder, windowProgram+".building")); err != nil {
		t.Fatal(err)
	}
	if got, want := <-l.said, "The window cannot be opened: there is no sentinel-window, neither in "; !strings.HasPrefix(got, want) {
		t.Errorf("said %q, want it to begin with %q", got, want)
	}
}

func TestWindowThatIsNotThere(t *testing.T) {
	t.Parallel()
	l := newLaunch(t, "", false)
	err := l.Show(t.Context())
	if err == nil || !strings.Contains(err.Error(), "sentinelctl watch") {
		t.Fatalf("got %v, want what to do", err)
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	l := &lines{log: slog.New(slog.DiscardHandler)}
	for _, part := range []string{"sho", "wn\n", "\n\nbad\x00 things\nla", "st " + strings.Repeat("x", 2*maxLine)} {
		if n, err := l.Write([]byte(part)); n != len(part) || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
	}
	if got := l.first(); got != "shown" {
		t.Errorf("first: %q", got)
	}
	if len(l.rest) > maxLine {
		t.Errorf("%d bytes of a line without end are kept", len(l.rest))
	}
	if got := l.end(); !strings.HasPrefix(got, "last x") && !strings.HasPrefix(got, "x") {
		t.Errorf("last: %.20q", got)
	}
}
