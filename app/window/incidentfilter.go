package window

import (
	"slices"
	"strings"

	"sentinel/monitor"
)

// troubleState is which troubles are listed.
type troubleState int

// In the order of troubleStates.
const (
	openAndEnded troubleState = iota
	openOnly
	endedOnly
)

var troubleStates = []string{"Open and ended", "Open", "Ended"}

// troubleFilter is what narrows the list of troubles.
type troubleFilter struct {
	state  troubleState
	levels []monitor.Level // the worst that they reached; empty: all
	text   string
}

// pick returns the troubles that the filter leaves, the open ones first, and how
// many of each level there would be without a choice of levels.
func (f *troubleFilter) pick(all []episode) (picked []*episode, open int, counts map[monitor.Level]int) {
	text := strings.ToLower(strings.TrimSpace(f.text))
	counts = map[monitor.Level]int{}
	var ended []*episode
	for i := range all {
		t := &all[i]
		if f.state == openOnly && !t.open() || f.state == endedOnly && t.open() || !strings.Contains(t.sought, text) {
			continue
		}
		worst := t.Worst()
		counts[worst]++
		switch {
		case len(f.levels) > 0 && !slices.Contains(f.levels, worst):
		case t.open():
			picked = append(picked, t)
		default:
			ended = append(ended, t)
		}
	}
	open = len(picked)
	slices.SortStableFunc(picked, func(a, b *episode) int { return int(b.Worst()) - int(a.Worst()) })
	return append(picked, ended...), open, counts
}
