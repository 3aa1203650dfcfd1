// Sentinel-window is the Heartbeat Monitor window. It is a client of the
// monitor that the tray program or sentinelctl runs: it can be closed, and can
// die, while the watch goes on.
package main

//go:generate go run ./gen

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"sentinel/app/window"
	"sentinel/assets"
	"sentinel/monitor/api"
	"sentinel/platform/paths"
)

// Exit codes.
const (
	exitUsage    = 64
	exitNoScreen = 69 // no display, or no OpenGL
	exitFailure  = 70
)

func main() { os.Exit(run()) }

func run() int {
	flags := flag.NewFlagSet("sentinel-window", flag.ContinueOnError)
	stateDir := flags.String("state-dir", os.Getenv("SENTINEL_STATE_DIR"), "the `folder` that the monitor keeps its state in")
	withStdin := flags.Bool("exit-with-stdin", false, "end when standard input closes")
	if err := flags.Parse(os.Args[1:]); err != nil {
		return exitUsage
	}
	if *stateDir == "" {
		folders, err := paths.Find()
		if err != nil {
			fmt.Fprintln(os.Stderr, "sentinel-window:", err)
			return exitFailure
		}
		*stateDir = folders.State
	}
	return open(*stateDir, *withStdin)
}

// open shows the window and returns when it is closed.
func open(stateDir string, withStdin bool) (code int) {
	watch := watchLog()
	defer func() {
		if failed := recover(); failed != nil && !watch.shown {
			code = noScreen(cmp.Or(watch.failure(), fmt.Sprint(failed)))
		} else if failed != nil {
			panic(failed)
		}
	}()
	app.SetMetadata(metadata())
	// X11 names the window by it; Wayland has the ID from Fyne. Desktops find the program's entry, and so its icon, by either.
	_ = os.Setenv("RESOURCE_NAME", metadata().ID)
	a := app.NewWithID(metadata().ID)
	a.SetIcon(fyne.NewStaticResource("Icon.png", assets.AppIcon()))
	w := window.New(a, func() (window.Backend, error) {
		client, err := api.Dial(stateDir)
		if err != nil {
			return nil, err // not a nil client in an interface
		}
		return client, nil
	})
	w.Show()
	_ = os.Unsetenv("RESOURCE_NAME") // not for the programs that it opens
	if cause := watch.failure(); cause != "" {
		return noScreen(cause)
	}
	watch.shown = true
	fmt.Println("shown") // tests and benchmarks wait for it
	go w.Run()
	go w.Obey(os.Stdin, os.Stdout, withStdin)
	a.Run()
	return 0
}

// noScreen says what to do when there can be no window.
func noScreen(cause string) int {
	cause = strings.TrimSpace(cause)
	fmt.Fprintf(os.Stderr, "sentinel-window: there can be no window here (%s). A window needs a display with OpenGL 2.1, "+
		"which remote desktops and virtual machines often lack. The monitor goes on without it: "+
		"\"sentinelctl watch\" shows the same table in a terminal.\n", cause)
	return exitNoScreen
}
