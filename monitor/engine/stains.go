package engine

import "sentinel/monitor"

// stains say which records have changed since they were last saved.
type stains struct {
	by      []stain // by slot
	changed []int32
	beaten  []int32
	removed []monitor.Key
	whole   bool // see Batch.Whole
}

// stain is what a record's change is worth.
type stain uint8

const (
	stainNone    stain = iota
	stainBeaten        // by a beat that is kept elsewhere: to be saved within minutes
	stainChanged       // to be saved within seconds
)

func (s *stains) mark(slot int32, as stain) {
	for int(slot) >= len(s.by) {
		s.by = append(s.by, stainNone)
	}
	if as <= s.by[slot] {
		return
	}
	s.by[slot] = as
	if as == stainChanged {
		s.changed = append(s.changed, slot)
	} else {
		s.beaten = append(s.beaten, slot)
	}
}

// take takes at most limit of the changed slots out, and then, if wanted, of the
// beaten ones.
func (s *stains) take(limit int, beaten bool) []int32 {
	taken := s.takeFrom(&s.changed, stainChanged, nil, limit)
	if beaten {
		taken = s.takeFrom(&s.beaten, stainBeaten, taken, limit)
	}
	return taken
}

func (s *stains) takeFrom(list *[]int32, as stain, taken []int32, limit int) []int32 {
	n := 0
	for ; n < len(*list) && len(taken) < limit; n++ {
		if slot := (*list)[n]; s.by[slot] == as {
			s.by[slot] = stainNone
			taken = append(taken, slot)
		}
	}
	*list = (*list)[n:]
	if len(*list) == 0 {
		*list = nil
	}
	return taken
}

// clean takes the stain off a slot that is dropped.
func (s *stains) clean(slot int32) {
	if int(slot) < len(s.by) {
		s.by[slot] = stainNone
	}
}
