package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"

	"sentinel/app/agent"
	"sentinel/app/tray"
	"sentinel/monitor/api"
	"sentinel/monitor/config"
	"sentinel/platform/desktop"
	"sentinel/platform/notify"
	"sentinel/platform/opener"
)

const (
	// startLook is how long the icon waits for the monitor, so that a start
	// that fails at once, or finds another one running, shows no icon at all.
	startLook = 30 * time.Millisecond
	// startOver is when the start is over; what it took in memory beyond what
	// the watch needs is then given back, instead of at some later time.
	startOver = 5 * time.Second
	// endTimeout bounds how long the monitor may take to write what it knows.
	endTimeout = 10 * time.Second
	// secondTimeout bounds how long the first start may take to answer the
	// second.
	secondTimeout = 5 * time.Second
)

// cannotWatch is told where people look who started us without a terminal.
const cannotWatch = "Sentinel cannot watch"

// watch watches from the tray until ctx ends or a person quits.
func watch(parent context.Context, where places, log *slog.Logger) error {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()

	toasts := newToaster(notify.New(ctx, "Sentinel", filepath.Join(where.cache, "icons"), log), log)
	item, onBus := tray.OnBus(ctx)
	window := tray.NewWindow(tray.WindowOptions{
		Env:    busFor(onBus),
		Folder: ownFolder(), StateDir: where.state, Log: log,
		Say: toasts.say, AllowForeground: desktop.AllowSetForeground,
	})
	notice := &notice{}
	icon := tray.New(tray.Options{
		Notice: notice.set,
		Bar:    tray.SystemBar(), Show: window.Show, Log: log, Say: toasts.say, Quit: cancel,
		OpenSettings: func(ctx context.Context) error { return openSettings(ctx, where.config) },
	})
	show := func(ctx context.Context) error {
		err := window.Show(ctx)
		switch {
		case errors.Is(err, tray.ErrBuilding):
			toasts.say("Please wait", err.Error())
			return nil // as asked for, later
		case err != nil && ctx.Err() == nil:
			return fmt.Errorf("%w: %w", api.ErrUnavailable, err)
		}
		return err
	}
	toasts.show = show

	started := make(chan error, 1)
	ended := make(chan error, 1)
	go func() {
		watched, err := agent.New(ctx, agent.Options{
			ConfigPath: where.config, ConfigOptional: where.optional, StateDir: where.state,
			Version: version, Log: log, Desktop: toasts, ShowWindow: show,
		})
		if err != nil {
			started <- err
			ended <- err
			return
		}
		toasts.attach(watched)
		notice.attach(watched)
		icon.Attach(watchedMonitor{watched})
		started <- nil
		err = watched.Run(ctx)
		if err != nil { // nobody watches: no icon may pretend so
			toasts.say(cannotWatch, err.Error())
			cancel()
		}
		ended <- err
	}()

	select {
	case err := <-started:
		if errors.Is(err, agent.ErrRunning) {
			return showFirst(parent, where.state, err, log)
		}
		if err != nil {
			toasts.say(cannotWatch, err.Error())
			return err
		}
	case <-time.After(startLook):
		go func() {
			err := <-started
			if err == nil {
				return
			}
			if !errors.Is(err, agent.ErrRunning) {
				toasts.say(cannotWatch, err.Error())
			}
			cancel() // ended has the error
		}()
	}

	giveBack := time.AfterFunc(startOver, debug.FreeOSMemory)
	defer giveBack.Stop()
	var helping sync.WaitGroup
	helping.Go(func() { window.Run(ctx) })
	if err := desktop.WaitTaskbar(ctx); err == nil {
		showIcon(ctx, icon, item, onBus, log, &helping)
	}
	log.Info("sentinel ends")
	cancel()
	helping.Wait()
	select {
	case err := <-ended:
		if errors.Is(err, agent.ErrRunning) { // found out after the icon was shown
			return showFirst(parent, where.state, err, log)
		}
		return err
	case <-time.After(endTimeout):
		return fmt.Errorf("the monitor did not end within %v; what it last learned may be lost", endTimeout)
	}
}

// busFor is added to the window's environment. Without a session bus its
// libraries would start one for each question that they have, and leave it
// running; an address where nobody answers keeps them from it.
func busFor(onBus bool) []string {
	if onBus {
		return nil
	}
	return []string{"DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent/bus"}
}

// showIcon shows the icon, whose item has that name on the bus, until ctx ends;
// without a bus for it, the window.
func showIcon(ctx context.Context, icon *tray.Tray, item string, onBus bool, log *slog.Logger, helping *sync.WaitGroup) {
	why := func(ctx context.Context) string {
		_, why := desktop.TrayHost(ctx)
		return why
	}
	if onBus {
		helping.Go(func() { icon.WatchHost(ctx, desktop.WatchTrayHost(ctx), why) })
		helping.Go(func() {
			if err := desktop.EnsureRegistered(ctx, item); err != nil {
				log.Error("the tray icon is not watched over any more", "error", err)
			}
		})
		stop := context.AfterFunc(ctx, icon.Quit)
		defer stop()
		icon.Run(ctx)
		return
	}
	icon.WithoutTray(ctx, why(ctx))
	<-ctx.Done()
}

// showFirst asks the monitor that runs already, and is why this one cannot, to
// show its window.
func showFirst(ctx context.Context, state string, running error, log *slog.Logger) error {
	ctx, cancel := context.WithTimeout(ctx, secondTimeout)
	defer cancel()
	client, err := api.Dial(state)
	if err == nil {
		defer client.Close()
		err = client.ShowWindow(ctx)
	}
	if err != nil {
		return fmt.Errorf("%w (its window cannot be shown: %w)", running, err)
	}
	log.Info("sentinel was running already and shows its window")
	return nil
}

// openSettings opens the settings file in the user's editor; a starter file when
// there was none.
func openSettings(ctx context.Context, path string) error {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		if err := config.Init(path); err != nil {
			return err
		}
	}
	return opener.Open(ctx, path)
}

func ownFolder() string {
	path, err := os.Executable()
	if err != nil {
		return "."
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	return filepath.Dir(path)
}

// notice is what the tray has to say in the window, which reads it from the
// monitor; that may start later than the tray has something to say.
type notice struct {
	mu    sync.Mutex
	agent *agent.Agent
	text  string
}

func (n *notice) set(text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.text = text
	if n.agent != nil {
		n.agent.SetNotice("tray", text)
	}
}

func (n *notice) attach(a *agent.Agent) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.agent = a
	a.SetNotice("tray", n.text)
}
