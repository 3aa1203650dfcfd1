package robots

import "slices"

const (
	bundle = 3 // delayed beats come so many at once
	copies = 3 // of each duplicated beat
)

// arrivals sends a beat on its way and returns what arrives now, in this order.
func (s *subject) arrivals(b Beat) []Beat {
	switch {
	case s.fault == Duplicates:
		return slices.Repeat([]Beat{b}, copies)
	case s.fault == Reorders && len(s.held) > 0:
		return append([]Beat{b}, s.release()...)
	case s.fault == Delays && len(s.held) == bundle-1:
		return append(s.release(), b)
	case s.fault == Reorders, s.fault == Delays:
		s.held = append(s.held, b)
		return nil
	}
	return []Beat{b}
}

// release returns what is on its way.
func (s *subject) release() []Beat {
	held := s.held
	s.held = nil
	return held
}
