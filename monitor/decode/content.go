package decode

import (
	"maps"
	"slices"

	"sentinel/monitor"
)

// Fingerprint is the same for heartbeats of the same content, whatever their
// time, and the order and spacing of their unknown fields: the same time and
// the same content make the very same heartbeat. It is the same in every run
// of the program.
func Fingerprint(beat monitor.Heartbeat) uint64 {
	h := fnvStart.text(beat.Status).text(beat.Message).
		number(truthOf(beat.SessionActive)).number(amount(beat.OpenOrders)).
		number(amount(beat.ActiveAccounts)).number(amount(beat.ActiveTasks))
	if len(beat.Extra) > 0 {
		for _, key := range slices.Sorted(maps.Keys(beat.Extra)) {
			h = h.text(key).text(fingerprint(beat.Extra[key]))
		}
	}
	return uint64(h)
}

// fnv is the FNV-1a hash, by value: hash/fnv's would be on the heap.
type fnv uint64

const (
	fnvStart fnv = 14695981039346656037
	fnvPrime fnv = 1099511628211
)

// text adds a text and its end.
func (h fnv) text(s string) fnv {
	for i := range len(s) {
		h = (h ^ fnv(s[i])) * fnvPrime
	}
	return h * fnvPrime
}

func (h fnv) number(n int64) fnv {
	for shift := 0; shift < 64; shift += 8 {
		h = (h ^ fnv(n>>shift&0xff)) * fnvPrime
	}
	return h
}

func truthOf(b *bool) int64 {
	switch {
	case b == nil:
		return -1
	case *b:
		return 1
	}
	return 0
}

func amount(n *int) int64 {
	if n == nil {
		return -1
	}
	return int64(*n)
}
