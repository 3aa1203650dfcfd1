package window

import (
	"reflect"
	"strings"
	"time"

	"sentinel/app/view"
	"sentinel/monitor"
)

// episode is a trouble as the Incidents tab lists it.
type episode struct {
	monitor.Episode
	sought string // all that a filter may look for in it
}

// id tells troubles apart for as long as they go on: what comes later is put
// before what was first.
func (t *episode) id() string { return t.First().ID }

func (t *episode) open() bool { return t.Last().Closed == nil }

// end is when it ended; now, of one that is open.
func (t *episode) end(now time.Time) time.Time {
	if closed := t.Last().Closed; closed != nil {
		return *closed
	}
	return now
}

// at is the episode as it stands at a moment: an open one has gone on until then.
func (t *episode) at(now time.Time) monitor.Episode {
	if !t.open() {
		return t.Episode
	}
	aged := append([]monitor.Incident(nil), t.Incidents...)
	aged[0].Duration = max(now.Sub(aged[0].Opened).Seconds(), 0)
	return monitor.Episode{Incidents: aged}
}

// notes counts what people wrote to it.
func (t *episode) notes() int {
	n := 0
	for _, i := range t.Incidents {
		n += len(i.Notes)
	}
	return n
}

// logbook is the incidents of a time, put together. It is not written to once it
// is made, so that it may be made away from the screen.
type logbook struct {
	incidents map[string]monitor.Incident // by their IDs
	troubles  []episode                   // the newest first
}

func newLogbook(incidents []monitor.Incident, now time.Time) *logbook {
	b := &logbook{incidents: make(map[string]monitor.Incident, len(incidents))}
	for _, i := range incidents {
		b.incidents[i.ID] = i
	}
	for _, e := range monitor.Episodes(incidents) {
		b.troubles = append(b.troubles, episode{e, soughtIn(e, now)})
	}
	return b
}

// with takes in what a look at the latest time found. whole is false when that
// does not tell all: an incident that was open is neither open nor has it ended.
func (b *logbook) with(latest []monitor.Incident, now time.Time) (next *logbook, whole bool) {
	found := make(map[string]bool, len(latest))
	changed := false
	for _, i := range latest {
		found[i.ID] = true
		known, ok := b.incidents[i.ID]
		changed = changed || !ok || !alike(known, i)
	}
	all := append([]monitor.Incident(nil), latest...)
	for id, i := range b.incidents {
		if found[id] {
			continue
		}
		if i.Closed == nil {
			return b, false
		}
		all = append(all, i)
	}
	if !changed {
		return b, true
	}
	return newLogbook(all, now), true
}

// and takes in one incident, when it is of the book's.
func (b *logbook) and(i monitor.Incident, now time.Time) *logbook {
	if _, known := b.incidents[i.ID]; !known {
		return b
	}
	all := []monitor.Incident{i}
	for id, other := range b.incidents {
		if id != i.ID {
			all = append(all, other)
		}
	}
	return newLogbook(all, now)
}

// alike tells that nothing happened to an incident but that time went on.
func alike(a, b monitor.Incident) bool {
	a.Duration, b.Duration = 0, 0
	return reflect.DeepEqual(a, b)
}

// soughtIn is what a filter looks for in an episode, in small letters.
func soughtIn(e monitor.Episode, now time.Time) string {
	parts := []string{string(e.First().Key)}
	said := map[string]bool{}
	say := func(text string) {
		if text != "" && !said[text] {
			said[text] = true
			parts = append(parts, text)
		}
	}
	for _, i := range e.Incidents {
		say(view.Trouble(i, now))
		say(i.Message)
		say(string(i.Cause))
		say(string(i.End))
		say(i.AcknowledgedBy)
		for _, note := range i.Notes {
			say(note.Text)
			say(note.By)
		}
	}
	return strings.ToLower(strings.Join(parts, "\n"))
}
