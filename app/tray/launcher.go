package tray

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// windowProgram is the program that shows the Heartbeat Monitor window.
const windowProgram = "sentinel-window"

// Times of the window.
const (
	buildLook    = 2 * time.Second  // how often a window that is being built is looked for
	restartPause = 10 * time.Second // a window that crashes is opened again at most so often
	closeTimeout = 2 * time.Second  // how long a window may take to end when asked to
)

// ErrBuilding means that the window's program is still being built; it opens by
// itself when it is ready.
var ErrBuilding = errors.New("the window is still being built; it opens by itself when it is ready")

// Window opens the Heartbeat Monitor window in a process of its own, raises it
// when it is open, and opens it again when it crashed. It talks to it over its
// standard input: "show" raises it, its end closes it; the window says "shown"
// on its standard output, at first and each time it was raised. One goroutine, in Run, owns the process; Show may be
// called from any.
type Window struct {
	options  WindowOptions
	requests chan chan error
	exits    chan exit
	look     time.Duration // buildLook, but in tests
}

// WindowOptions say how the window is started.
type WindowOptions struct {
	// Folder is where the program is looked for first; PATH is next.
	Folder   string
	StateDir string // of the monitor that it shows
	// Env is added to the window's environment.
	Env []string
	Log *slog.Logger
	// Say tells a person what became of the window.
	Say func(title, body string)
	// AllowForeground lets the process come to the front; may be nil.
	AllowForeground func(pid int) error
}

// NewWindow makes a Window; Run must be called.
func NewWindow(o WindowOptions) *Window {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Say == nil {
		o.Say = func(string, string) {}
	}
	return &Window{options: o, requests: make(chan chan error), exits: make(chan exit), look: buildLook}
}

// Show opens the window or brings it to the front. Its error says why that
// cannot be, and what to do; it wraps ErrBuilding when waiting helps.
func (w *Window) Show(ctx context.Context) error {
	reply := make(chan error, 1)
	select {
	case w.requests <- reply:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-reply:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Run owns the window's process until ctx ends, which also ends the window.
func (w *Window) Run(ctx context.Context) {
	var (
		open      *process
		restarted time.Time
		asked     int // how often the open window was asked to come to the front
	)
	wait := time.NewTimer(time.Hour)
	wait.Stop()
	defer wait.Stop()
	start := func() error {
		var err error
		open, err = w.start()
		switch {
		case err == nil:
			wait.Stop()
		case errors.Is(err, ErrBuilding):
			wait.Reset(w.look)
		}
		return err
	}
	for {
		select {
		case <-ctx.Done():
			if open != nil {
				w.close(open)
			}
			return
		case reply := <-w.requests:
			if open == nil {
				reply <- start()
				continue
			}
			w.allowForeground(open)
			asked++
			_, err := io.WriteString(open.stdin, "show\n")
			if err != nil {
				err = fmt.Errorf("the window does not listen; close it and open it again: %w", err)
			}
			reply <- err
		case <-wait.C:
			if open == nil {
				if err := start(); err != nil && !errors.Is(err, ErrBuilding) {
					w.options.Say("The window cannot be opened", err.Error())
				}
			}
		case gone := <-w.exits:
			unheard := gone.shown <= asked
			open, asked = nil, 0
			switch {
			case gone.err == nil && unheard && gone.shown > 0:
				w.options.Log.Info("the window was asked for while it closed, and is opened again")
				if err := start(); err != nil {
					w.options.Say("The window cannot be opened", err.Error())
				}
			case gone.err == nil:
				w.options.Log.Info("the window was closed")
			case gone.killed:
				w.options.Log.Warn("the window was ended from outside", "error", gone.err)
			case gone.shown > 0 && (restarted.IsZero() || time.Since(restarted) >= restartPause):
				w.options.Log.Warn("the window crashed and is opened again", "error", gone.err, "said", gone.first)
				restarted = time.Now()
				if err := start(); err != nil {
					w.options.Say("The window crashed", err.Error())
				}
			default:
				w.options.Log.Error("the window ended", "error", gone.err, "said", gone.first)
				w.options.Say("The window cannot be shown", why(gone))
			}
		}
	}
}

// noScreen is the exit code of a window that found no place to be shown; its
// last line then says all there is to say.
const noScreen = 69

// why is what a person needs to know of a window that ended by itself.
func why(gone exit) string {
	if said := strings.TrimPrefix(gone.last, windowProgram+": "); gone.code == noScreen && said != "" {
		return said
	}
	words := "It ended by itself"
	if gone.first != "" {
		words += ": " + strings.TrimRight(gone.first, ".")
	}
	return words + ". The watch goes on; in a terminal, sentinelctl watch shows the same."
}

// process is an open window.
type process struct {
	command *exec.Cmd
	stdin   io.WriteCloser
	ended   chan struct{}
}

type exit struct {
	err    error
	code   int    // as of os.ProcessState
	shown  int    // how often it said that it is shown: at first, and each time it was asked for
	killed bool   // somebody wanted it gone
	first  string // line of its standard error: what a crash begins with
	last   string // line of it
}

// killed tells a process that was ended from outside from one that crashed.
func killed(state *os.ProcessState) bool {
	status, ok := state.Sys().(syscall.WaitStatus)
	if !ok || !status.Signaled() {
		return false
	}
	switch status.Signal() {
	case syscall.SIGKILL, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP:
		return true
	}
	return false
}

func (w *Window) start() (*process, error) {
	path, err := w.find()
	if err != nil {
		return nil, err
	}
	command := exec.Command(path, "--exit-with-stdin", "--state-dir", w.options.StateDir)
	stdin, err := command.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("starting the window: %w", err)
	}
	command.Env = append(os.Environ(), w.options.Env...)
	answered, said := &lines{log: w.options.Log, counted: "shown"}, &lines{log: w.options.Log}
	command.Stdout, command.Stderr = answered, said
	if err := command.Start(); err != nil {
		_ = stdin.Close()
		if w.building() {
			return nil, ErrBuilding // half of it is there
		}
		return nil, fmt.Errorf("starting the window: %w", err)
	}
	p := &process{command: command, stdin: stdin, ended: make(chan struct{})}
	w.allowForeground(p)
	go func() {
		err := command.Wait()
		close(p.ended)
		w.exits <- exit{
			err: err, code: command.ProcessState.ExitCode(), killed: killed(command.ProcessState),
			shown: answered.times(), last: said.end(), first: said.first(),
		}
	}()
	w.options.Log.Info("the window was opened", "program", path, "pid", command.Process.Pid)
	return p, nil
}

func (w *Window) allowForeground(p *process) {
	if w.options.AllowForeground == nil {
		return
	}
	if err := w.options.AllowForeground(p.command.Process.Pid); err != nil {
		w.options.Log.Debug("the window may stay behind others", "error", err)
	}
}

// close ends the window: by the end of its input, else by force.
func (w *Window) close(p *process) {
	_ = p.stdin.Close()
	timeout := time.NewTimer(closeTimeout)
	defer timeout.Stop()
	for {
		select {
		case <-w.exits:
			return
		case <-timeout.C:
			_ = p.command.Process.Kill()
		}
	}
}

// find looks for the window's program beside ours, then in PATH.
func (w *Window) find() (string, error) {
	beside := filepath.Join(w.options.Folder, windowProgram+programEnding())
	if info, err := os.Stat(beside); err == nil && info.Mode().IsRegular() {
		return beside, nil
	}
	if w.building() {
		return "", ErrBuilding
	}
	if path, err := exec.LookPath(windowProgram); err == nil {
		return path, nil
	}
	return "", fmt.Errorf("there is no %s, neither in %s nor in PATH: build it with make build, or install it again; "+
		"in a terminal, sentinelctl watch shows the same", windowProgram, w.options.Folder)
}

// building tells whether the window's program is being built now: the build
// leaves a mark beside it.
func (w *Window) building() bool {
	_, err := os.Stat(filepath.Join(w.options.Folder, windowProgram+".building"))
	return err == nil
}

func programEnding() string {
	if runtime.GOOS == "windows" {
		return ".exe"
	}
	return ""
}
