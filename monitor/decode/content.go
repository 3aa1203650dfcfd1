package decode

import (
	"bytes"

	"sentinel/monitor"
)

// Fingerprint is the same for posted heartbeats of the same content, whatever
// their time, and the order and spacing of their unknown fields, and however
// numbers in these are written: the same time and the same content make the
// very same heartbeat. It is the same in every run of the program.
func Fingerprint(beat monitor.Heartbeat) uint64 {
	h := fnvStart.text(beat.Status).text(beat.Message).
		number(truthOf(beat.SessionActive)).number(amount(beat.OpenOrders)).
		number(amount(beat.ActiveAccounts)).number(amount(beat.ActiveTasks))
	return uint64(h.number(int64(beat.ExtraHash)))
}

// contentAt hashes the JSON value that begins at i, and returns the place after
// it: equal values are equal, however they are written. It builds nothing of the
// value, and passes over it once.
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
	if b[i] == '-' || '0' <= b[i] && b[i] <= '9' {
		return contentOfNumber(b[i:end]), end
	}
	return fnvStart.text(string(b[i:end])), end
}

// contentOfNumber hashes a JSON number by its value, the digits that count and
// the power of ten of the last one: 1, 1.0 and 10e-1 are the same. A float64
// would not do: it takes long numbers, such as those of orders, for others.
func contentOfNumber(b []byte) fnv {
	digits, negative := bytes.CutPrefix(b, []byte("-"))
	exponent := 0
	if e := bytes.IndexAny(digits, "eE"); e >= 0 {
		digits, exponent = digits[:e], exponentOf(digits[e+1:])
	}
	whole, fraction, _ := bytes.Cut(digits, []byte("."))
	fraction = bytes.TrimRight(fraction, "0")
	exponent -= len(fraction)
	if len(fraction) == 0 {
		short := bytes.TrimRight(whole, "0")
		exponent += len(whole) - len(short)
		whole = short
	}
	if whole = bytes.TrimLeft(whole, "0"); len(whole) == 0 {
		fraction = bytes.TrimLeft(fraction, "0")
	}
	h := fnvStart
	switch {
	case len(whole)+len(fraction) == 0:
		return h.text("0")
	case negative:
		h = h.text("-")
	}
	return h.digits(whole).digits(fraction).number(int64(exponent))
}

// exponentOf reads the exponent of a JSON number; beyond bounds that no sum
// overflows it is any other one beyond them.
func exponentOf(b []byte) int {
	const most = 1 << 27
	digits, negative := bytes.CutPrefix(bytes.TrimPrefix(b, []byte("+")), []byte("-"))
	n := 0
	for _, c := range digits {
		n = min(n*10+int(c-'0'), most)
	}
	if negative {
		return -n
	}
	return n
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

// digits adds digits, and not where they end.
func (h fnv) digits(b []byte) fnv {
	for _, c := range b {
		h = (h ^ fnv(c)) * fnvPrime
	}
	return h
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
