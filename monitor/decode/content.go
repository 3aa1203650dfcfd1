package decode

import (
	"encoding/json"

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
	var extra fnv
	for key, value := range beat.Extra {
		extra += member(key, contentOf(value))
	}
	return uint64(h.number(int64(extra)))
}

// contentOf hashes a JSON value: equal values are equal, however they are
// written. It builds nothing of the value, and passes over it once.
func contentOf(raw []byte) fnv {
	if !json.Valid(raw) {
		return fnvStart.text(string(raw))
	}
	h, _ := contentAt(raw, skipSpace(raw, 0))
	return h
}

// contentAt hashes the value that begins at i, and returns the place after it.
func contentAt(b []byte, i int) (h fnv, end int) {
	switch b[i] {
	case '{':
		sum := fnv(0)
		for i = skipSpace(b, i+1); b[i] != '}'; i = skipComma(b, i) {
			end := skipString(b, i)
			key := plainString(b[i:end])
			i = skipSpace(b, end) // the colon
			i = skipSpace(b, i+1) // the value
			h, i = contentAt(b, i)
			sum += member(key, h)
		}
		return fnvStart.text("{").number(int64(sum)), i + 1
	case '[':
		h = fnvStart.text("[")
		for i = skipSpace(b, i+1); b[i] != ']'; i = skipComma(b, i) {
			var element fnv
			element, i = contentAt(b, i)
			h = h.number(int64(element))
		}
		return h, i + 1
	case '"':
		end = skipString(b, i)
		return fnvStart.text(`"`).text(plainString(b[i:end])), end
	}
	end, _ = skipValue(b, i)
	return fnvStart.text(string(b[i:end])), end
}

// member hashes a member of an object. The hashes of members are added up, so
// that their order does not matter; the last lines spread them, so that two
// members that swap their values do not come to the same sum.
func member(key string, value fnv) fnv {
	h := fnvStart.text(key).number(int64(value))
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// fnv is the FNV-1a hash, by value: hash/fnv's would be on the heap.
type fnv uint64

const (
	fnvStart fnv = 14695981039346656037
	fnvPrime fnv = 1099511628211
)

// text adds a text, and where it ends.
func (h fnv) text(s string) fnv {
	for i := range len(s) {
		h = (h ^ fnv(s[i])) * fnvPrime
	}
	return h.number(int64(len(s)))
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
