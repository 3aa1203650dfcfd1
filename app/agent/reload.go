package agent

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"sentinel/monitor/api"
	"sentinel/monitor/config"
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

// reading is what one look at the configuration found.
type reading struct {
	config *config.Config // nil when it was refused
	files  []string       // that it names and is read from, also when it was refused
	stamps string         // how it and these files stood before they were read
}

// readConfig reads the configuration at path; given files are those that it is
// expected to name. Whatever is edited after that differs from the stamps.
func readConfig(path string, optional bool, files []string) (reading, error) {
	for {
		stamps := stampsOf(path, files)
		c, named, err := loadConfig(path, optional)
		if slices.Equal(named, files) {
			return reading{c, files, stamps}, err
		}
		files = named // read again, now that it is known how they stood
	}
}

func loadConfig(path string, optional bool) (c *config.Config, files []string, err error) {
	if path == "" {
		return config.Default(), nil, nil
	}
	c, files, err = config.Load(path)
	if errors.Is(err, os.ErrNotExist) && optional {
		return config.Default(), nil, nil
	}
	return c, files, err
}

// watchConfig takes up edits of the configuration, and of the files that the
// latest reading of it named. A bad one leaves the running configuration in
// force and says so.
func (a *Agent) watchConfig(ctx context.Context) {
	if a.options.ConfigPath == "" {
		return
	}
	ticks, stop := a.ticks.Every(configEvery)
	defer stop()
	seen := a.read // not how it is now: it may have been edited since
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks:
		case done := <-a.rereads:
			seen = a.reload(ctx, seen.files)
			close(done)
			continue
		}
		if a.stamps(seen.files) == seen.stamps {
			continue
		}
		now, settled := a.settled(ctx, seen.files)
		if !settled {
			return
		}
		if now != seen.stamps {
			seen = a.reload(ctx, seen.files)
		}
	}
}

// reread has an edit of the monitor's own, which stands still, put in force at
// once. It returns when that has come to an end.
func (a *Agent) reread(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, forceWithin)
	defer cancel()
	done := make(chan struct{})
	select {
	case a.rereads <- done:
	case <-ctx.Done():
		return errNotYet
	}
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return errNotYet
	}
}

var errNotYet = fmt.Errorf("%w: it is written into the settings file, and will be in force in some seconds", api.ErrUnavailable)

// settled waits until the files stand still; false when ctx ends first.
func (a *Agent) settled(ctx context.Context, files []string) (string, bool) {
	now := a.stamps(files)
	for {
		select {
		case <-ctx.Done():
			return "", false
		case <-time.After(configSettle):
		}
		before := now
		if now = a.stamps(files); now == before {
			return now, true
		}
	}
}

// stamps tells one state of the configuration and its files from another.
func (a *Agent) stamps(files []string) string { return stampsOf(a.options.ConfigPath, files) }

// stampsOf has a line for each file, the configuration's first.
func stampsOf(configPath string, files []string) string {
	lines := stampOf(configPath) + "\n"
	for _, path := range files {
		lines += stampOf(path) + "\n"
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

// reload reads the configuration and puts it in force, or says why not.
func (a *Agent) reload(ctx context.Context, files []string) reading {
	read, err := readConfig(a.options.ConfigPath, a.options.ConfigOptional, files)
	if err == nil && isBlank(a.options.ConfigPath) {
		err = errBlank
	}
	if err != nil {
		a.notices.set("config", fmt.Sprintf("The edited configuration is refused, the earlier one stays in force: %v", err))
	} else {
		a.apply(ctx, read.config)
	}
	return read
}

// errBlank: an editor, or a full disk, may leave a file empty for a while. Taken
// for an edit it would end all incidents.
var errBlank = errors.New("the file is empty; write a comment into it if you mean what is built in")

func isBlank(path string) bool {
	content, err := os.ReadFile(path)
	return err == nil && len(bytes.TrimSpace(content)) == 0
}

// apply puts another configuration in force.
func (a *Agent) apply(ctx context.Context, c *config.Config) {
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
	a.desk.use(c)
	a.changed.signal()
	a.log.Info("the edited configuration is in force", "config", a.options.ConfigPath)
}
