package calendar

import (
	"slices"
	"time"
)

// stretch is the time from an instant up to another one.
type stretch struct{ from, to time.Time }

func (s stretch) contains(t time.Time) bool { return !t.Before(s.from) && t.Before(s.to) }

func (s stretch) empty() bool { return !s.from.Before(s.to) }

// within is what of a stretch lies in another one.
func (s stretch) within(other stretch) stretch {
	if s.from.Before(other.from) {
		s.from = other.from
	}
	if other.to.Before(s.to) {
		s.to = other.to
	}
	return s
}

// merge puts stretches in order, joins those that overlap or touch and drops
// empty ones.
func merge(stretches []stretch) []stretch {
	slices.SortFunc(stretches, func(a, b stretch) int { return a.from.Compare(b.from) })
	var merged []stretch
	for _, s := range stretches {
		last := len(merged) - 1
		switch {
		case s.empty():
		case last < 0 || merged[last].to.Before(s.from):
			merged = append(merged, s)
		case merged[last].to.Before(s.to):
			merged[last].to = s.to
		}
	}
	return merged
}

// without cuts stretches out of others. Both are as merge returns them.
func without(stretches, cut []stretch) []stretch {
	var left []stretch
	for _, s := range stretches {
		for len(cut) > 0 && !cut[0].to.After(s.from) {
			cut = cut[1:]
		}
		for _, c := range cut {
			if !c.from.Before(s.to) {
				break
			}
			if before := (stretch{s.from, c.from}); !before.empty() {
				left = append(left, before)
			}
			s.from = c.to
		}
		if !s.empty() {
			left = append(left, s)
		}
	}
	return left
}
