package agent

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

const (
	// configEvery is how often the configuration file is looked at; it shares
	// its tick with the default poll of status files.
	configEvery = 2 * time.Second
	// configSettle is how long an edited file must stand still. Editors empty
	// or remove it before they write it, and a configuration without its
	// sources would forget all that is known of them.
	configSettle = 500 * time.Millisecond
)

// watchConfig takes up edits of the configuration. A bad one leaves the
// running configuration in force and says so.
func (a *Agent) watchConfig(ctx context.Context) {
	if a.options.ConfigPath == "" {
		return
	}
	ticks, stop := a.ticks.Every(configEvery)
	defer stop()
	seen := a.loaded // not how it is now: it may have been edited since
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks:
		}
		if a.stamps() == seen {
			continue
		}
		now, settled := a.settled(ctx)
		if !settled {
			return
		}
		if now != seen {
			before := stampOf(a.options.ConfigPath)
			a.reload(ctx)
			seen = stampsSince(before, a.options.ConfigPath, a.files())
		}
	}
}

// settled waits until the files stand still; false when ctx ends first.
func (a *Agent) settled(ctx context.Context) (string, bool) {
	now := a.stamps()
	for {
		select {
		case <-ctx.Done():
			return "", false
		case <-time.After(configSettle):
		}
		before := now
		if now = a.stamps(); now == before {
			return now, true
		}
	}
}

// stamps tells one state of the configuration's files from another.
func (a *Agent) stamps() string { return stampsOf(a.options.ConfigPath, a.files()) }

// files are those that the configuration in force was read from.
func (a *Agent) files() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.config.Files()
}

// stampsSince is how the files stand; none when the configuration was edited
// since it stood like before, so that it is read again.
func stampsSince(before, configPath string, files []string) string {
	now := stampsOf(configPath, files)
	if stampOf(configPath) != before {
		return ""
	}
	return now
}

// stampsOf has a line for each file: the configuration's first, then the others
// that it is read from.
func stampsOf(configPath string, files []string) string {
	lines := stampOf(configPath) + "\n"
	for _, path := range files {
		if path != configPath {
			lines += stampOf(path) + "\n"
		}
	}
	return lines
}

func stampOf(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Sprintf("gone %t", errors.Is(err, os.ErrNotExist))
	}
	return fmt.Sprintf("%d %d", info.ModTime().UnixNano(), info.Size())
}

func (a *Agent) reload(ctx context.Context) {
	c, err := loadConfig(a.options.ConfigPath, a.options.ConfigOptional)
	if err != nil {
		a.notices.set("config", fmt.Sprintf("The edited configuration is refused, the earlier one stays in force: %v", err))
		return
	}
	a.mu.Lock()
	before := a.config
	a.config = c
	a.mu.Unlock()
	for _, s := range before.Sources {
		a.notices.set("source "+s.Name, "") // said again if it still holds
	}
	pending := ""
	if old := a.front.listen; c.Listen.Address != old.Address || c.Listen.TLSCert != old.TLSCert || c.Listen.TLSKey != old.TLSKey {
		pending = "The new [listen] address or certificate takes effect when Sentinel is started again."
	}
	a.notices.set("config", pending)
	why := ""
	if err := a.renewFront(); err != nil {
		why = "The edited tokens are not in force: " + err.Error()
	}
	a.notices.set("tokens", why)
	a.stopSources()
	if err := a.engine.Watch(ctx, watchedBy(c), expectedBy(c), c.Alerts.RecoverAfter); err != nil {
		return // the monitor ends
	}
	a.startSources(ctx)
	a.changed.signal()
	a.log.Info("the edited configuration is in force", "config", a.options.ConfigPath)
}
