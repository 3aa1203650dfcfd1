package agent

import (
	"maps"
	"slices"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/alert"
)

// A channel that takes no messages is a trouble like others: the other channels
// are told of it, once, and of its end. It is no incident of the history: what
// shows it elsewhere are the notices.

// ails says whether a channel took the latest message. It may be called from any
// goroutine.
func (d *desk) ails(name string, fails bool) {
	d.mu.Lock()
	d.ailing[name] = fails
	d.mu.Unlock()
	signal(d.wake)
}

// fails says that a channel takes no messages: since when, why, and what the one
// is of that it should have taken. It may be called from any goroutine.
func (d *desk) fails(name string, since time.Time, why string, m alert.Message) {
	i := monitor.Incident{
		ID: string(monitor.ChannelKey(name)), Key: monitor.ChannelKey(name), Kind: monitor.KindChannel,
		Level: monitor.LevelWarning, Cause: monitor.CauseUnreachable, Message: why, Opened: since.UTC(),
		Notes: []monitor.Note{},
	}
	for _, told := range m.Incidents { // nobody was told by it that it is so bad
		if told.Closed == nil && !told.Test {
			i.Level = max(i.Level, told.Level)
		}
	}
	d.mu.Lock()
	before, known := d.failing[name]
	if known {
		i.Opened, i.Level = before.Opened, max(i.Level, before.Level)
	}
	d.failing[name] = i
	kind := monitor.Opened
	if known {
		kind = monitor.Worsened
	}
	if !known || i.Level > before.Level {
		d.waiting = append(d.waiting, monitor.Transition{Kind: kind, At: time.Now().UTC(), Incident: i})
	}
	d.mu.Unlock()
	signal(d.wake)
}

// works says that a channel took a message. It may have failed in an earlier run.
// It may be called from any goroutine.
func (d *desk) works(name string) {
	d.mu.Lock()
	i, known := d.failing[name]
	delete(d.failing, name)
	first := !d.worked[name]
	d.worked[name] = true
	if known || first {
		now := time.Now().UTC()
		if !known {
			i = monitor.Incident{ID: string(monitor.ChannelKey(name)), Key: monitor.ChannelKey(name), Kind: monitor.KindChannel, Opened: now, Notes: []monitor.Note{}}
		}
		i.Closed, i.End = &now, monitor.EndRecovered
		d.waiting = append(d.waiting, monitor.Transition{Kind: monitor.Recovered, At: now, Incident: i})
	}
	d.mu.Unlock()
	signal(d.wake)
}

// noTrouble ends the trouble of a channel of which nothing more will be heard: it
// is gone from the settings, or what it did not take is set aside. It may be
// called from any goroutine.
func (d *desk) noTrouble(name string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i, known := d.failing[name]
	if !known {
		return
	}
	delete(d.failing, name)
	now := time.Now().UTC()
	i.Closed, i.End = &now, monitor.EndRemoved
	d.waiting = append(d.waiting, monitor.Transition{Kind: monitor.Closed, At: now, Incident: i})
}

// failingChannels are the troubles that go on.
func (d *desk) failingChannels() []monitor.Incident {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.SortedFunc(maps.Values(d.failing), func(a, b monitor.Incident) int {
		return a.Opened.Compare(b.Opened)
	})
}
