package agent

import (
	"log/slog"
	"maps"
	"slices"
	"sync"
)

// notices are troubles of the monitor itself, for a person: one sentence each,
// by what they concern.
type notices struct {
	mu      sync.Mutex
	by      map[string]string
	changed *broadcast
	log     *slog.Logger
}

func newNotices(changed *broadcast, log *slog.Logger) *notices {
	return &notices{by: map[string]string{}, changed: changed, log: log}
}

// set replaces the notice about something; an empty text takes it away.
func (n *notices) set(about, text string) {
	n.mu.Lock()
	before := n.by[about]
	if text == "" {
		delete(n.by, about)
	} else {
		n.by[about] = text
	}
	n.mu.Unlock()
	if text != before {
		if text != "" {
			n.log.Warn("notice", "about", about, "text", text)
		}
		n.changed.signal()
	}
}

// of returns the notice about something; empty: there is none.
func (n *notices) of(about string) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.by[about]
}

// list returns all notices in a steady order.
func (n *notices) list() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	list := make([]string, 0, len(n.by))
	for _, about := range slices.Sorted(maps.Keys(n.by)) {
		list = append(list, n.by[about])
	}
	return list
}

// SetNotice replaces what a person is told about something that the agent does
// not know of itself, such as the tray; an empty text takes it away.
func (a *Agent) SetNotice(about, text string) { a.notices.set(about, text) }

// broadcast signals all who listen; a signal that nobody has taken yet stands
// for all later ones.
type broadcast struct {
	mu      sync.Mutex
	readers map[chan struct{}]bool
}

func newBroadcast() *broadcast { return &broadcast{readers: map[chan struct{}]bool{}} }

func (b *broadcast) signal() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for reader := range b.readers {
		signal(reader)
	}
}

func (b *broadcast) subscribe() (<-chan struct{}, func()) {
	reader := make(chan struct{}, 1)
	b.mu.Lock()
	b.readers[reader] = true
	b.mu.Unlock()
	return reader, func() {
		b.mu.Lock()
		delete(b.readers, reader)
		b.mu.Unlock()
	}
}

// signal leaves a signal; one that nobody has taken yet stands for all later
// ones.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
