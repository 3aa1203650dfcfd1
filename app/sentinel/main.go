// The command sentinel is the tray program: it watches the robots, shows how
// they are as an icon, tells of troubles by the desktop's notifications, and
// opens the window. It holds no Fyne and, on Linux and Windows, no cgo.
//
// The monitor starts before the tray and never waits for it. The main goroutine
// belongs to the tray library; everything else runs on goroutines that end with
// the program's context.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/alecthomas/kong"

	"sentinel/app/agent"
	"sentinel/platform/desktop"
	"sentinel/platform/paths"
)

// version is set by the linker.
var version = "dev"

// The exit codes.
const (
	exitDone       = 0
	exitRefused    = 1 // no display
	exitUsage      = 64
	exitUnexpected = 70
)

// flags are the command line.
type flags struct {
	Config   string           `placeholder:"PATH" env:"SENTINEL_CONFIG" help:"Configuration file, instead of the one in the user's folder."`
	StateDir string           `placeholder:"DIR" env:"SENTINEL_STATE_DIR" help:"State folder, instead of the user's own."`
	LogLevel slog.Level       `placeholder:"LEVEL" env:"SENTINEL_LOG_LEVEL" default:"info" help:"Least level that is logged: debug, info, warn or error."`
	Version  kong.VersionFlag `help:"Print the version."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends at once what a dead desktop holds up
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the program; it returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	complain := func(code int, err error) int {
		fmt.Fprintf(stderr, "sentinel: %v\n", err)
		return code
	}
	f, done, err := parse(args, stdout, stderr)
	switch {
	case err != nil:
		return complain(exitUsage, fmt.Errorf("%w (see sentinel --help)", err))
	case done:
		return exitDone
	}
	where, err := f.places()
	if err != nil {
		return complain(exitUsage, err)
	}
	if !desktop.Display() {
		return complain(exitRefused, errors.New("there is no display here: run sentinelctl run, which watches without a desktop"))
	}
	log, err := openLog(where.logs, f.LogLevel, stderr)
	if err != nil {
		return complain(exitUnexpected, err)
	}
	defer log.close()
	err = watch(ctx, where, log.Logger)
	if err == nil {
		return exitDone
	}
	log.quiet.Error("sentinel ends", "error", err)
	switch {
	case errors.Is(err, agent.ErrConfig), errors.Is(err, agent.ErrRunning):
		return complain(exitUsage, err)
	}
	return complain(exitUnexpected, err)
}

// parse reads the arguments and the environment; done tells that a question was
// answered and there is nothing else to do.
func parse(args []string, stdout, stderr io.Writer) (f flags, done bool, err error) {
	parser, err := kong.New(&f,
		kong.Name("sentinel"),
		kong.Description("Watches trading robots by their heartbeats, from the tray. To watch without a desktop: sentinelctl run."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(int) { done = true }),
		kong.Vars{"version": "sentinel " + version},
	)
	if err != nil {
		return f, false, err
	}
	_, err = parser.Parse(args)
	if done {
		err = nil
	}
	return f, done, err
}

// places are the files and folders that the program works with.
type places struct {
	config   string
	optional bool // the configuration need not be there
	state    string
	logs     string
	cache    string
}

func (f flags) places() (places, error) {
	where := places{config: f.Config, state: f.StateDir}
	folders, err := paths.Find()
	if err != nil && (f.Config == "" || f.StateDir == "") {
		return where, err
	}
	where.logs, where.cache = folders.Log, folders.Cache
	if where.state, err = absolute(where.state); err != nil { // the window is told of it
		return where, err
	}
	if where.config == "" {
		where.config, where.optional = folders.Config, true
	}
	if where.state == "" {
		where.state = folders.State
	} else {
		where.logs = filepath.Join(where.state, "logs")
	}
	if where.cache == "" {
		where.cache = filepath.Join(where.state, "cache")
	}
	return where, nil
}

func absolute(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	return filepath.Abs(path)
}
