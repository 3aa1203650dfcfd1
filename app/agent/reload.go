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
		if stampOf(a.options.ConfigPath) == seen {
			continue
		}
		now, settled := settledStamp(ctx, a.options.ConfigPath)
		if !settled {
			return
		}
		if now != seen {
			seen = now
			a.reload(ctx)
		}
	}
}

// settledStamp waits until the file stands still; false when ctx ends first.
func settledStamp(ctx context.Context, path string) (stamp, bool) {
	now := stampOf(path)
	for {
		select {
		case <-ctx.Done():
			return stamp{}, false
		case <-time.After(configSettle):
		}
		before := now
		if now = stampOf(path); now == before {
			return now, true
		}
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
