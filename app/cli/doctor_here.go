package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sentinel/app/view"
	"sentinel/monitor/api"
	"sentinel/monitor/config"
	"sentinel/platform/desktop"
	"sentinel/platform/notify"
	"sentinel/platform/paths"
)

// one makes the findings of a check that has one thing to say.
func one(h health, text, next string) []finding {
	return []finding{{Health: h, Text: text, Next: next}}
}

func (p *program) checkMonitor(ctx context.Context) []finding {
	info, err := p.askInfo(ctx)
	if errors.Is(err, api.ErrNoMonitor) {
		return one(fact, "none is running", "Start sentinel, or without a desktop sentinelctl run.")
	}
	if err != nil {
		return one(trouble, err.Error(), "Stop it and start it again.")
	}
	found := one(well, fmt.Sprintf("version %s, running since %s, listens on %s",
		info.Version, view.Clock(info.Started, p.now()), info.Address), "")
	if info.Version != p.version {
		found = append(found, finding{
			Health: doubt, Text: fmt.Sprintf("it is version %s, this is %s", info.Version, p.version),
			Next: "Start it again to use the newer one.",
		})
	}
	for _, notice := range info.Notices {
		found = append(found, finding{Health: doubt, Text: notice})
	}
	return found
}

func (p *program) askInfo(ctx context.Context) (api.Info, error) {
	client, err := p.client()
	if err != nil {
		return api.Info{}, err
	}
	defer client.Close()
	return client.Info(ctx)
}

func (p *program) checkState(context.Context) []finding {
	state, err := p.stateDir()
	if err != nil {
		return one(trouble, err.Error(), "")
	}
	switch err := tryWriting(state); {
	case errors.Is(err, fs.ErrNotExist):
		return one(fact, state+" is not there yet; the monitor makes it", "")
	case err != nil:
		return one(trouble, plainError(err), "Give the user that runs Sentinel the right to write there, or name another folder with --state-dir.")
	}
	return one(well, state, "")
}

// tryWriting writes a file into a folder and removes it.
func tryWriting(folder string) error {
	f, err := os.CreateTemp(folder, ".sentinel-doctor-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// plainError leaves out of an error of the file system what only a programmer
// wants to know.
func plainError(err error) string {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return fmt.Sprintf("%s: %v", filepath.Dir(at.Path), at.Err)
	}
	return err.Error()
}

// checkAddress tells whether robots reach the configured address, or could.
func (p *program) checkAddress(configured string) []finding {
	if configured == "" {
		return one(fact, "the receiver is off ([listen] address is empty)", "")
	}
	info, err := p.askInfo(p.ctx)
	if err == nil && sameAddress(info.Address, configured) {
		return one(well, configured+" is held by the monitor", "")
	}
	listener, err := net.Listen("tcp", configured)
	if err != nil {
		return one(trouble, configured+" is held by another program, or is no address of this machine",
			"Stop that program, or change [listen] address in the settings.")
	}
	listener.Close()
	return one(well, configured+" is free", "")
}

// sameAddress compares a bound address with a configured one, which may leave
// the port to the system.
func sameAddress(bound, configured string) bool {
	if bound == configured {
		return true
	}
	a, errA := net.ResolveTCPAddr("tcp", bound)
	b, errB := net.ResolveTCPAddr("tcp", configured)
	return errA == nil && errB == nil && a.Port == b.Port && (a.IP.Equal(b.IP) || b.IP == nil)
}

// checkLogs says where to read on.
func (p *program) checkLogs(c *config.Config) []finding {
	var found []finding
	own := ""
	if p.flags.StateDir != "" { // as the tray program has it
		own = filepath.Join(p.flags.StateDir, "logs")
	} else if folders, err := paths.Find(); err == nil {
		own = folders.Log
	}
	if own != "" {
		found = append(found, finding{Health: fact, Text: "Sentinel's own: " + own + " (sentinelctl run writes to the terminal)"})
	}
	var seen []string
	for _, s := range c.Sources {
		folder := filepath.Dir(s.Path)
		if s.Kind != config.KindFile || slices.Contains(seen, folder) {
			continue
		}
		seen = append(seen, folder)
		if logs := logsIn(folder); len(logs) > 0 {
			found = append(found, finding{Health: fact, Text: "the robot's, in " + folder + ": " + strings.Join(logs, ", ")})
		}
	}
	return found
}

// maxLogs is how many log files are named.
const maxLogs = 5

// logsIn names the log files in a folder, the latest first.
func logsIn(folder string) []string {
	type aged struct {
		name string
		at   time.Time
	}
	var logs []aged
	matches, _ := filepath.Glob(filepath.Join(folder, "*.log")) // the pattern is good
	for _, match := range matches {
		if info, err := os.Stat(match); err == nil {
			logs = append(logs, aged{filepath.Base(match), info.ModTime()})
		}
	}
	slices.SortFunc(logs, func(a, b aged) int { return b.at.Compare(a.at) })
	var names []string
	for _, log := range logs[:min(maxLogs, len(logs))] {
		names = append(names, log.name)
	}
	return names
}

func (p *program) checkTray(ctx context.Context) []finding {
	if !desktop.Display() {
		return one(fact, "there is no display here, so there is no tray", "sentinelctl run watches without one.")
	}
	if ok, why := desktop.TrayHost(ctx); !ok {
		return one(doubt, why, "")
	}
	return one(well, "icons are shown", "")
}

func (p *program) checkNotifications(ctx context.Context) []finding {
	if !desktop.Display() {
		return one(fact, "there is no display here to show them on", "")
	}
	name, err := notify.Probe(ctx)
	if err != nil {
		return one(doubt, err.Error(), "")
	}
	return one(well, "shown by "+name, "")
}

// earliest is a time before which no clock can be right: this was not written
// yet.
var earliest = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// fileClockDrift is how far the clock of a file system may be from ours.
const fileClockDrift = 5 * time.Second

func (p *program) checkClock() []finding {
	now := p.now()
	if now.Before(earliest) {
		return one(trouble, "it says "+now.Format("2006-01-02 15:04"), "Set the machine's clock; ages and certificates depend on it.")
	}
	return one(well, now.Format("2006-01-02 15:04:05 -07:00")+"; times without a zone are read in this one", "")
}
