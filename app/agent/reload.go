package agent

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// configEvery is how often the configuration file is looked at; it shares its
// tick with the default poll of status files.
const configEvery = 2 * time.Second

// watchConfig takes up edits of the configuration. A bad one leaves the
// running configuration in force and says so.
func (a *Agent) watchConfig(ctx context.Context) {
	if a.options.ConfigPath == "" {
		return
	}
	ticks, stop := a.ticks.Every(configEvery)
	defer stop()
	seen := stampOf(a.options.ConfigPath)
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks:
		}
		now := stampOf(a.options.ConfigPath)
		if now == seen {
			continue
		}
		seen = now
		a.reload(ctx)
	}
}

// stamp tells one state of a file from another.
type stamp struct {
	at   time.Time
	size int64
	gone bool
}

func stampOf(path string) stamp {
	info, err := os.Stat(path)
	if err != nil {
		return stamp{gone: errors.Is(err, os.ErrNotExist)}
	}
	return stamp{at: info.ModTime(), size: info.Size()}
}

func (a *Agent) reload(ctx context.Context) {
	c, err := loadConfig(a.options.ConfigPath, a.options.ConfigOptional)
	if err != nil {
		a.notices.set("config", fmt.Sprintf("The edited configuration is refused, the earlier one stays in force: %v", err))
		return
	}
	a.mu.Lock()
	listen := a.config.Listen.Address
	a.config = c
	a.mu.Unlock()
	a.notices.set("config", "")
	if c.Listen.Address != listen {
		a.notices.set("config", "The new [listen] address takes effect when Sentinel is started again.")
	}
	a.renewFront()
	a.stopSources()
	if err := a.engine.Watch(ctx, watchedBy(c), c.Alerts.RecoverAfter); err != nil {
		return // the monitor ends
	}
	a.startSources(ctx)
	a.changed.signal()
	a.log.Info("the edited configuration is in force", "config", a.options.ConfigPath)
}
