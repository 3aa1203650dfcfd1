package agent

import (
	"context"
	"slices"
	"sync"
	"time"

	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/alert"
	"sentinel/monitor/config"
)

const (
	// mirrorEvery is the least time between two messages of a channel that say
	// what robots report.
	mirrorEvery = time.Minute
	// keptChanges is how many changes wait for the next one; the oldest goes
	// first.
	keptChanges = 1000
)

// mirror tells channels that want it what robots report: a login, a trade, a
// profit. It is no alarm: what was not told when the program ends, or falls into
// a channel's quiet hours, is not told later.
type mirror struct {
	*Agent
	wake chan struct{}
	last map[monitor.Key]view.Report // owned by the goroutine of the writer

	mu      sync.Mutex
	changes []view.Report
}

func newMirror(a *Agent) *mirror {
	return &mirror{Agent: a, wake: make(chan struct{}, 1), last: map[monitor.Key]view.Report{}}
}

// take is given all beats that were read, in order. What a robot reported first is
// no change: it may have reported that before this program began.
func (m *mirror) take(seen []monitor.Receipt) {
	var changes []view.Report
	for _, r := range seen {
		if r.Posting.Beat.Test {
			continue
		}
		now := view.Report{Key: r.Posting.Key, At: r.Posting.At, Status: r.Posting.Beat.Status, Message: r.Posting.Beat.Message}
		before, known := m.last[now.Key]
		m.last[now.Key] = now
		if known && (before.Status != now.Status || before.Message != now.Message) {
			changes = append(changes, now)
		}
	}
	if len(changes) == 0 {
		return
	}
	m.mu.Lock()
	m.changes = newest(keptChanges, append(m.changes, changes...))
	m.mu.Unlock()
	signal(m.wake)
}

// run tells until ctx ends.
func (m *mirror) run(ctx context.Context) {
	waiting, told := map[string][]view.Report{}, map[string]time.Time{}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-m.wake:
		case <-timer.C:
		}
		m.mu.Lock()
		changes := m.changes
		m.changes = nil
		m.mu.Unlock()
		channels := slices.DeleteFunc(m.channels(), func(c config.Channel) bool { return len(c.Mirror) == 0 })
		if next := m.tell(channels, changes, waiting, told); !next.IsZero() {
			timer.Reset(time.Until(next))
		}
	}
}

// tell tells each channel what waits for it and what has come, unless it was told
// just now; it returns when to do so again, zero: when something comes.
func (m *mirror) tell(channels []config.Channel, changes []view.Report, waiting map[string][]view.Report, told map[string]time.Time) (next time.Time) {
	now := time.Now()
	for _, c := range channels {
		for _, one := range changes {
			if mirrored(c, one, now) {
				waiting[c.Name] = newest(keptChanges, append(waiting[c.Name], one))
			}
		}
		if len(waiting[c.Name]) == 0 {
			continue
		}
		at := told[c.Name].Add(mirrorEvery)
		if m.fares.fails(c.Name) { // alarms wait for it
			at = now.Add(mirrorEvery)
		}
		if now.Before(at) {
			if next.IsZero() || at.Before(next) {
				next = at
			}
			continue
		}
		m.desk.say(c.Name, alert.Status, view.Reports(waiting[c.Name], now))
		told[c.Name] = now
		delete(waiting, c.Name)
	}
	return next
}

// mirrored tells whether a channel is told of a change.
func mirrored(c config.Channel, one view.Report, now time.Time) bool {
	if takes := takesOf(c); !slices.Contains(c.Mirror, one.Status) || takes != nil && !takes(one.Key) {
		return false
	}
	hours, _ := alert.ParseHours(c.QuietHours, c.Zone) // which were checked
	_, quiet := hours.At(now)
	return !quiet
}
