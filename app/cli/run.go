package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync"

	"sentinel/app/agent"
	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/platform/service"
)

type runCommand struct{}

func (c *runCommand) Run(p *program) error {
	configPath, optional, err := p.configPath()
	if err != nil {
		return err
	}
	state, err := p.stateDir()
	if err != nil {
		return err
	}
	log, picture := p.logTo()
	a, err := agent.New(p.ctx, agent.Options{
		ConfigPath: configPath, ConfigOptional: optional, StateDir: state, Version: p.version, Log: log,
	})
	if err != nil {
		return err
	}
	beside, stop := context.WithCancel(p.ctx)
	var tellers sync.WaitGroup
	defer tellers.Wait()
	defer stop()
	if manager := service.Find(); manager.Present() {
		tellers.Go(func() {
			attend(beside, manager, log, func(ctx context.Context) error {
				_, err := a.Page(ctx, monitor.Query{Limit: 1})
				return err
			})
		})
	}
	if picture != nil {
		fresh, unsubscribe := a.Subscribe()
		defer unsubscribe()
		tellers.Go(func() {
			p.live(beside, p.err, picture, fresh, func() view.Model { return p.agentModel(a) })
		})
	}
	if err := a.Run(p.ctx); err != nil {
		return fmt.Errorf("the monitor has ended: %w", err)
	}
	return nil
}

// logLevel is the least level that is logged; its zero value is info.
type logLevel slog.Level

// UnmarshalText reads a level; an empty text, as of an empty environment
// variable, is info.
func (l *logLevel) UnmarshalText(text []byte) error {
	levels := map[string]slog.Level{
		"debug": slog.LevelDebug, "": slog.LevelInfo, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
	}
	level, ok := levels[string(text)]
	if !ok {
		return usage("%q: want debug, info, warn or error", text)
	}
	*l = logLevel(level)
	return nil
}

// logTo makes the log. On a terminal it scrolls by above a live table, which
// is returned too. What libraries log by the standard logger goes the same way,
// not across the table.
func (p *program) logTo() (*slog.Logger, *screen) {
	var out io.Writer = p.err
	var picture *screen
	if _, ok := frameOf(p.err); ok {
		picture = &screen{out: p.err}
		out = picture
	}
	log := slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{
		Level: slog.Level(p.flags.LogLevel), ReplaceAttr: agent.Redact,
	}))
	slog.SetDefault(log)
	return log, picture
}

// agentModel asks a monitor in this process for what a view of it needs.
func (p *program) agentModel(a *agent.Agent) view.Model {
	asked := p.now()
	ctx, cancel := context.WithTimeout(p.ctx, tick)
	defer cancel()
	page, err := a.Page(ctx, monitor.Query{Limit: monitor.MaxLimit})
	m := view.Model{At: p.now(), Waiting: a.Waiting(), Notices: a.Notices()}
	if err != nil {
		m.Stalled = max(p.now().Sub(asked), tick)
		return m
	}
	m.Page = page
	return m
}
