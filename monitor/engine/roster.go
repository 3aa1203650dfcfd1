package engine

import (
	"sentinel/monitor"
)

// roster holds the subjects by their slots: small numbers that stay the same
// while a subject is known, and are used again after it is forgotten.
type roster struct {
	slots   map[monitor.Key]int32
	records []*record // by slot; nil: free
	free    []int32
	origins map[string]*origin
	terms   map[terms]*terms
}

func newRoster() roster {
	return roster{
		slots:   map[monitor.Key]int32{},
		origins: map[string]*origin{},
		terms:   map[terms]*terms{},
	}
}

// origin returns the source of that name, the same for all its feeds.
func (s *roster) origin(name string, pushed bool) *origin {
	o, known := s.origins[name]
	if !known || o.pushed != pushed {
		o = &origin{name: name, pushed: pushed}
		s.origins[name] = o
	}
	return o
}

// shareTerms returns the terms that all share of whom the same is expected.
func (s *roster) shareTerms(t terms) *terms {
	t.rhythm.Interval, t.rhythm.Grace = min(t.rhythm.Interval, longestTime), min(t.rhythm.Grace, longestTime)
	known, ok := s.terms[t]
	if !ok {
		known = &t
		s.terms[t] = known
	}
	return known
}

func (s *roster) knows(key monitor.Key) bool {
	_, known := s.slots[key]
	return known
}

// place gives a record's key a slot.
func (s *roster) place(r *record) int32 {
	var slot int32
	if last := len(s.free) - 1; last >= 0 {
		slot = s.free[last]
		s.free = s.free[:last]
	} else {
		slot = int32(len(s.records))
		s.records = append(s.records, nil)
	}
	s.slots[r.key] = slot
	return slot
}

// drop frees a slot.
func (s *roster) drop(slot int32, key monitor.Key) {
	delete(s.slots, key)
	s.free = append(s.free, slot)
}
