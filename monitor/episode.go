package monitor

import (
	"cmp"
	"slices"
	"time"
)

// FlapGap is how soon after the end of an incident the next one of the same
// subject belongs to the same trouble: a robot that comes and goes.
const FlapGap = 10 * time.Minute

// Episode is one trouble as a person remembers it: the incidents of one subject
// that followed one another within FlapGap. It has at least one.
type Episode struct {
	Incidents []Incident // newest first
}

// Episodes puts together the incidents that flapped. Test incidents stay apart
// from real ones. The episodes with the newest incidents come first, whatever
// the order of the incidents.
func Episodes(incidents []Incident) []Episode {
	sorted := slices.Clone(incidents)
	slices.SortStableFunc(sorted, func(a, b Incident) int {
		return cmp.Or(a.Opened.Compare(b.Opened), cmp.Compare(a.ID, b.ID))
	})
	type trouble struct {
		key  Key
		test bool
	}
	latest := map[trouble]int{} // its place in episodes
	var episodes []Episode
	for _, i := range sorted {
		of := trouble{i.Key, i.Test}
		if at, ok := latest[of]; ok && episodes[at].takes(i) {
			episodes[at].Incidents = append(episodes[at].Incidents, i)
			continue
		}
		latest[of] = len(episodes)
		episodes = append(episodes, Episode{Incidents: []Incident{i}})
	}
	for i := range episodes {
		slices.Reverse(episodes[i].Incidents)
	}
	slices.SortStableFunc(episodes, func(a, b Episode) int {
		return cmp.Or(b.Last().Opened.Compare(a.Last().Opened), cmp.Compare(a.Last().ID, b.Last().ID))
	})
	return episodes
}

// takes says whether the next incident belongs to an episode whose incidents so
// far are in the order of time.
func (e Episode) takes(next Incident) bool {
	closed := e.Incidents[len(e.Incidents)-1].Closed
	return closed != nil && next.Opened.Sub(*closed) <= FlapGap
}

// First is the incident with which it began.
func (e Episode) First() Incident { return e.Incidents[len(e.Incidents)-1] }

// Last is its newest incident.
func (e Episode) Last() Incident { return e.Incidents[0] }

// Worst is the worst level it reached.
func (e Episode) Worst() Level {
	worst := LevelOff
	for _, i := range e.Incidents {
		worst = max(worst, i.Level)
	}
	return worst
}

// Down is for how long there was trouble, the times between the incidents left
// out.
func (e Episode) Down() time.Duration {
	var seconds float64
	for _, i := range e.Incidents {
		seconds += i.Duration
	}
	return time.Duration(seconds * float64(time.Second))
}

// Length is how long it took from its beginning until its end, or, while it is
// open, until now.
func (e Episode) Length() time.Duration {
	last := e.Last()
	return last.Opened.Sub(e.First().Opened) + time.Duration(last.Duration*float64(time.Second))
}
