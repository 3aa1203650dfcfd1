package engine

import "sentinel/monitor"

// sightings remember beats that counted, so that old ones that are sent once more
// do not pass for those of a robot whose clock was set back. Two Bloom filters
// take turns: they know at least the latest seenAtOnce beats, take 1 MiB, and are
// wrong of one beat in some hundreds, which is then not believed before the next.
type sightings struct {
	young, old []uint64
	count      int // of beats in young
}

const (
	seenAtOnce = 1 << 18
	seenBits   = 1 << 22
	seenProbes = 4
)

// sighting is a beat of a subject, as the sightings remember it.
func sighting(key monitor.Key, a arrival) uint64 {
	const prime = 1099511628211
	h := uint64(14695981039346656037)
	for i := range len(key) {
		h = (h ^ uint64(key[i])) * prime
	}
	h = (h ^ uint64(a.sent)) * prime
	h = (h ^ a.fingerprint) * prime
	return h ^ h>>29
}

func (s *sightings) add(h uint64) {
	if s.young == nil || s.count == seenAtOnce {
		s.young, s.old, s.count = make([]uint64, seenBits/64), s.young, 0
	}
	s.count++
	for i := range uint64(seenProbes) {
		bit := probe(h, i)
		s.young[bit/64] |= 1 << (bit % 64)
	}
}

func (s *sightings) has(h uint64) bool { return holds(s.young, h) || holds(s.old, h) }

func holds(bits []uint64, h uint64) bool {
	if bits == nil {
		return false
	}
	for i := range uint64(seenProbes) {
		if bit := probe(h, i); bits[bit/64]>>(bit%64)&1 == 0 {
			return false
		}
	}
	return true
}

func probe(h, i uint64) uint64 { return (h + i*(h>>32|1)) % seenBits }
