package agent

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/alert/channel"
	"sentinel/monitor/api"
	"sentinel/monitor/config"
	"sentinel/monitor/engine"
	"sentinel/monitor/history"
	"sentinel/monitor/source"
	"sentinel/platform/clock"
	"sentinel/platform/instance"
	"sentinel/platform/paths"
	"sentinel/platform/route"
)

// Options say what an Agent watches and whom it tells.
type Options struct {
	// ConfigPath is the configuration file. When it does not exist and
	// ConfigOptional is set, the built-in configuration holds until it does.
	ConfigPath     string
	ConfigOptional bool

	StateDir string // where history, control token and test statuses are kept
	Version  string
	Log      *slog.Logger

	// Desktop is told what the settings say; nil when there is none.
	Desktop Desktop
	// ShowWindow opens the window or brings it to the front; nil when there is
	// no desktop.
	ShowWindow func(ctx context.Context) error

	Clock monitor.Clock                 // nil: the machine's
	Since func(time.Time) time.Duration // with Clock: how long ago that was on it
	// Sender makes what sends the messages of a channel; nil: as its kind does.
	Sender func(config.Channel) (channel.Sender, error)
}

// Agent is one monitor.
type Agent struct {
	options Options
	log     *slog.Logger
	started time.Time
	lock    *instance.Lock
	store   *history.Store
	engine  *engine.Engine
	tests   *tests
	desk    *desk
	fares   *fares
	mirror  *mirror
	waking  *waking // nil without a desktop
	drills  drills
	notices *notices
	crowd   *crowd
	changed *broadcast
	paces   *paces
	ticks   *source.Ticks // of all polls; made by Run
	front   front
	// received is when robots last posted; nil before the first.
	received atomic.Pointer[time.Time]
	imported atomic.Pointer[time.Time] // when beats were last imported; nil before the first
	unkept   atomic.Bool               // beats could not be written, and people were told
	refuses  atomic.Bool               // the disk refused what was last written to the history
	read     reading                   // what New read

	accepting sync.Mutex         // held while the settings file is written
	rereads   chan chan struct{} // see reread

	mu       sync.Mutex // guards what a reload replaces
	config   *config.Config
	sources  *sources
	listener *api.Listener
	// robotsPostAt is the receiver's address; empty when it is off.
	robotsPostAt string
}

// ErrRunning is returned by New when another monitor uses the state folder.
var ErrRunning = instance.ErrRunning

// ErrConfig is wrapped by errors of New that lie in the configuration.
var ErrConfig = errors.New("the configuration cannot be used")

// New reads the configuration and the state of an earlier run. Run must be
// called, or Close.
func New(ctx context.Context, o Options) (*Agent, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Sender == nil {
		o.Sender = NewSender
	}
	if o.Clock == nil {
		o.Clock = machineClock
	}
	read, err := readConfig(o.ConfigPath, o.ConfigOptional, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	if _, err := robotTokens(read.config); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	if err := paths.Make(o.StateDir); err != nil {
		return nil, err
	}
	lock, err := instance.Acquire(o.StateDir)
	if err != nil {
		return nil, err
	}
	a := &Agent{
		options: o, log: o.Log, started: time.Now(), lock: lock, config: read.config, read: read,
		changed: newBroadcast(), paces: newPaces(), rereads: make(chan chan struct{}),
	}
	a.notices = newNotices(a.changed, o.Log)
	a.crowd = newCrowd(a.notices)
	if err := a.assemble(ctx); err != nil {
		_ = lock.Release()
		return nil, err
	}
	return a, nil
}

func (a *Agent) assemble(ctx context.Context) error {
	store, err := a.openHistory(ctx)
	if err != nil {
		return err
	}
	if err := store.NoteAbsence(ctx, time.Now(), shortAbsence); err != nil {
		a.log.Error("it is not noted that nobody watched", "error", err)
	}
	saved, err := store.Subjects(ctx)
	if err != nil {
		_ = store.Close()
		return err
	}
	a.store = store
	a.tests = newTests(a.options.StateDir, a.log, a.notices)
	a.desk, a.mirror = newDesk(a), newMirror(a)
	a.fares = newFares(a.notices, a.desk.look)
	if a.options.Desktop != nil {
		a.waking = newWaking(a)
	}
	if err := a.desk.open(ctx); err != nil {
		a.log.Error("from where on channels are told is not noted", "error", err)
	}
	a.engine = engine.New(engine.Options{
		Clock: a.options.Clock, Since: a.options.Since, Log: a.log, Saved: saved,
		Watched: watchedBy(a.config), Expect: expectedBy(a.config), RecoverAfter: a.config.Alerts.RecoverAfter,
		OnGap: a.woke, OnChange: a.changed.signal, Online: route.Exists,
	})
	if err := a.takeUp(ctx); err != nil {
		a.notices.set("history", "The latest heartbeats cannot be read from the history: "+err.Error())
	}
	return nil
}

// Close lets go of an Agent that is not run.
func (a *Agent) Close() error {
	a.crowd.close()
	return errors.Join(a.store.Close(), a.lock.Release())
}

// Run watches until ctx ends. Everything that happened is then on disk.
func (a *Agent) Run(ctx context.Context) error {
	defer func() {
		if err := a.Close(); err != nil {
			a.log.Error("closing the history", "error", err)
		}
	}()
	if err := a.openFront(); err != nil {
		return err
	}
	// The engine outlives the sources, and the writer the engine, so that
	// nothing is lost on the way out.
	engineCtx, stopEngine := context.WithCancel(context.WithoutCancel(ctx))
	defer stopEngine()
	writerCtx, stopWriter := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWriter()
	var feeding, owning, writing sync.WaitGroup
	owning.Go(func() { _ = a.engine.Run(engineCtx) })
	writing.Go(func() { newWriter(a).run(writerCtx) })
	a.mu.Lock()
	c := a.config
	a.mu.Unlock()
	writing.Go(func() { a.desk.run(writerCtx, c) })
	writing.Go(func() { a.archive(writerCtx) })
	writing.Go(func() { a.checkHistory(writerCtx) })
	writing.Go(func() { a.deadman(writerCtx) })
	writing.Go(func() { a.digests(writerCtx) })
	writing.Go(func() { a.mirror.run(writerCtx) })
	if a.waking != nil {
		writing.Go(func() { a.waking.run(writerCtx) })
	}

	a.ticks = source.NewTicks(ctx)
	feeding.Go(func() { _ = a.serve(ctx) })
	feeding.Go(func() { a.tests.run(ctx) })
	feeding.Go(func() { newRecoveries(a).run(ctx) })
	a.startSources(ctx)
	feeding.Go(func() { a.watchConfig(ctx) })
	a.log.Info("watching", "config", a.options.ConfigPath, "state", a.options.StateDir, "api", a.front.doors[0].listener.Address)

	<-ctx.Done()
	a.stopSources()
	feeding.Wait()
	stopEngine()
	owning.Wait()
	stopWriter()
	writing.Wait()
	return nil
}

// machineClock counts time asleep, and knows how much of it there was.
func machineClock() monitor.Reading {
	now := clock.Now()
	return monitor.Reading{Wall: now.Wall, Steady: now.Steady, Asleep: now.Steady - now.Awake}
}

// historyBytes is what the history takes on disk.
func (a *Agent) historyBytes() int64 {
	var bytes int64
	for _, tail := range []string{"", "-wal"} {
		if info, err := os.Stat(filepath.Join(a.options.StateDir, history.FileName+tail)); err == nil {
			bytes += info.Size()
		}
	}
	return bytes
}
