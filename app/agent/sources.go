package agent

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"slices"
	"sync"

	"sentinel/monitor"
	"sentinel/monitor/config"
	"sentinel/monitor/decode"
	"sentinel/monitor/engine"
	"sentinel/monitor/source"
)

// sources are the running sources of one configuration, in its order.
type sources struct {
	list   []source.Source
	config []config.Source
	cancel context.CancelFunc
	done   sync.WaitGroup
}

// startSources runs what the configuration names.
func (a *Agent) startSources(ctx context.Context) {
	memos, err := a.engine.Memos(ctx)
	if err != nil {
		return // the monitor ends
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	ctx, cancel := context.WithCancel(ctx)
	running := &sources{cancel: cancel}
	folders := source.NewFolders(ctx, a.log)
	for _, c := range a.config.Sources {
		s, err := NewSource(c, Looking{
			Rules: a.config.Rules, Memo: memos[c.Name], Clock: a.options.Clock,
			Ticks: a.ticks, Folders: folders, Log: a.log,
		})
		if err != nil {
			// Load has resolved every secret, so this one went away since.
			a.notices.set("source "+c.Name, fmt.Sprintf("%s cannot be watched: %v", c.Name, err))
			continue
		}
		running.list = append(running.list, s)
		running.config = append(running.config, c)
		running.done.Go(func() {
			if err := s.Run(ctx, a.take); err != nil {
				a.log.Error("a source has ended", "source", s.Name(), "error", err)
			}
		})
	}
	a.sources = running
}

func (a *Agent) stopSources() {
	a.mu.Lock()
	running := a.sources
	a.sources = nil
	a.mu.Unlock()
	if running != nil {
		running.cancel()
		running.done.Wait()
	}
}

// Looking is what a source is made with besides its configuration. Zero values
// are those of source.FileConfig and source.HTTPConfig; without Folders a file
// is only polled.
type Looking struct {
	Rules   []decode.Rule
	Memo    []byte
	Clock   monitor.Clock
	Ticks   *source.Ticks
	Folders *source.Folders
	Log     *slog.Logger
}

// NewSource makes the source that a configuration describes. Its error says
// which secret cannot be had.
func NewSource(c config.Source, with Looking) (source.Source, error) {
	if c.Kind == config.KindFile {
		return source.NewFile(source.FileConfig{
			Name: c.Name, Key: c.Key(), Path: c.Path, Format: c.Format, Zone: c.Zone, Rules: with.Rules,
			Every: c.Every, Memo: with.Memo, Clock: with.Clock,
		}, with.Ticks, with.Folders, with.Log), nil
	}
	h := source.HTTPConfig{
		Name: c.Name, Key: c.Key(), Preset: c.Preset, URL: c.URL,
		StatusPath: c.StatusPath, TimePath: c.TimePath, SessionPath: c.SessionPath,
		Zone: c.Zone, Rules: with.Rules, Every: c.Every, Timeout: c.Timeout, Memo: with.Memo,
	}
	for _, secret := range []struct {
		ref string
		to  *string
	}{{c.User, &h.User}, {c.Password, &h.Password}, {c.Token, &h.Token}} {
		if secret.ref == "" {
			continue
		}
		value, err := config.Secret(secret.ref)
		if err != nil {
			return nil, err
		}
		*secret.to = value
	}
	return source.NewHTTP(h, with.Ticks, with.Log), nil
}

// take hands a source's report to the engine.
func (a *Agent) take(report monitor.Report) {
	if report.Beat.Test {
		a.tests.look()
	}
	a.engine.Submit(report)
}

// woke is called by the engine when nobody watched for a while.
func (a *Agent) woke() {
	a.desk.woke()
	a.lookNow()
}

// lookNow asks all sources to look: we were away.
func (a *Agent) lookNow() {
	go func() { // the engine must not wait for a reload that waits for the engine
		for _, s := range a.running() {
			s.Look()
		}
	}()
}

func (a *Agent) running() []source.Source {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.sources == nil {
		return nil
	}
	return slices.Clone(a.sources.list)
}

// watchedBy is what the engine has to know of the sources.
func watchedBy(c *config.Config) []engine.Watched {
	watched := make([]engine.Watched, 0, len(c.Sources))
	for _, s := range c.Sources {
		watched = append(watched, engine.Watched{
			Key: s.Key(), Source: s.Name, BuiltIn: s.BuiltIn, Host: remoteHost(s),
			Expectation: expectation(c, s.Key(), &s),
		})
	}
	return watched
}

// expectedBy tells what is expected of who posts.
func expectedBy(c *config.Config) func(monitor.Key) engine.Expectation {
	return func(key monitor.Key) engine.Expectation { return expectation(c, key, nil) }
}

func expectation(c *config.Config, key monitor.Key, s *config.Source) engine.Expectation {
	interval, grace, maxMisses := c.Rhythm(key, s)
	return engine.Expectation{
		Rhythm:   monitor.Rhythm{Interval: interval, Grace: grace, MaxMisses: maxMisses},
		Sessions: c.Sessions(key, s),
	}
}

// remoteHost is the host of an endpoint beyond this machine.
func remoteHost(s config.Source) string {
	if s.Kind != config.KindHTTP {
		return ""
	}
	endpoint, err := url.Parse(s.URL)
	if err != nil || endpoint.Hostname() == "localhost" {
		return ""
	}
	host := endpoint.Hostname()
	if ip := net.ParseIP(host); ip != nil && ip.IsLoopback() {
		return ""
	}
	return host
}
