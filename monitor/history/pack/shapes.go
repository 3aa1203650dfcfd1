package pack

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"

	"sentinel/monitor"
)

// A shape is written as
//
//	flags, zone, stamp, source, kind, disposition, status    or just likeLast
//	how much of the text of the shape before it begins with, and ends with
//	length and bytes of what is between
//
// and all of them together are compressed. Of the text is known where the time
// stands: there is a hole.
const (
	flagRemote = 1 << iota
	flagUnexpected
	flagSent
	likeLast // the attributes are those of the shape before
)

// hole is a byte that JSON cannot hold. A posting that does is never written
// with a hole.
const hole = 0

// words are sources and statuses in a byte each; others are spelled out. A word
// may be added at the end, as long as there is room below spelled.
var words = []string{
	"", monitor.SourceReceiver, monitor.SourcePing, monitor.StatusHealthy, monitor.StatusDegraded, monitor.StatusUnhealthy,
	monitor.StatusActive, monitor.StatusIdle, monitor.StatusExpired, monitor.StatusError,
}

// spelled is added to the length of a word that is spelled out.
const spelled = 32

// quarter is what the offsets of most zones are multiples of, in seconds.
const quarter = 15 * 60

func packShapes(shapes []shape) []byte {
	var plain []byte
	var last shape
	var lastText string
	for i := range shapes {
		s := &shapes[i]
		if i > 0 && s.attributes == last.attributes {
			plain = append(plain, likeLast)
		} else {
			plain = appendAttributes(plain, &s.attributes)
		}
		text := s.withHole()
		begin := shared(lastText, text)
		end := sharedEnd(lastText[begin:], text[begin:])
		plain = binary.AppendUvarint(plain, uint64(begin))
		plain = binary.AppendUvarint(plain, uint64(end))
		plain = appendText(plain, 0, text[begin:len(text)-end])
		last, lastText = *s, text
	}
	return compress(plain)
}

func (s *shape) withHole() string {
	if s.stamp.form == unwritten {
		return s.before
	}
	return s.before + string(rune(hole)) + s.after
}

func shared(a, b string) (n int) {
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

func sharedEnd(a, b string) (n int) {
	for n < min(len(a), len(b)) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}

func appendText(dst []byte, offset int, text string) []byte {
	return append(binary.AppendUvarint(dst, uint64(offset+len(text))), text...)
}

func appendAttributes(dst []byte, a *attributes) []byte {
	var flags byte
	if a.remote {
		flags |= flagRemote
	}
	if a.unexpected {
		flags |= flagUnexpected
	}
	if a.sent {
		flags |= flagSent
	}
	dst = append(dst, flags)
	if a.sent {
		zone := int64(a.zone)
		if zone%quarter == 0 {
			dst = binary.AppendVarint(dst, zone/quarter<<1)
		} else {
			dst = binary.AppendVarint(dst, zone<<1|1)
		}
		dst = append(dst, a.stamp.form<<4|a.stamp.digits)
	}
	dst = appendWord(dst, a.source)
	dst = append(dst, byte(a.kind), byte(a.disposition))
	return appendWord(dst, a.status)
}

func appendWord(dst []byte, word string) []byte {
	if i := slices.Index(words, word); i >= 0 {
		return append(dst, byte(i))
	}
	return appendText(dst, spelled, word)
}

// unpackShapes reads what packShapes wrote.
func unpackShapes(packed []byte) (shapes []shape, ok bool) {
	plain, ok := decompress(packed)
	c := cursor{rest: plain}
	var last shape
	var lastText string
	for total := 0; ok && len(c.rest) > 0; {
		var s shape
		if c.rest[0] == likeLast && len(shapes) > 0 {
			c.byte()
			s.attributes = last.attributes
		} else {
			s.attributes = c.attributes()
		}
		begin := c.number(len(lastText))
		end := c.number(len(lastText) - begin)
		middle := c.bytes(c.number(len(c.rest)))
		total += len(s.source) + len(s.status) + begin + len(middle) + end
		if c.failed || total > maxText+maxBeats || len(shapes) == maxBeats {
			return nil, false
		}
		text := lastText[:begin] + string(middle) + lastText[len(lastText)-end:]
		if ok = s.cut(text); !ok {
			return nil, false
		}
		shapes = append(shapes, s)
		last, lastText = s, text
	}
	return shapes, ok && !c.failed
}

// cut takes the text of a shape apart at its hole.
func (s *shape) cut(text string) (ok bool) {
	if s.stamp.form == unwritten {
		s.before = text
		return true
	}
	s.before, s.after, ok = strings.Cut(text, string(rune(hole)))
	return ok
}

func (c *cursor) attributes() (a attributes) {
	flags := c.byte()
	a.remote = flags&flagRemote != 0
	a.unexpected = flags&flagUnexpected != 0
	a.sent = flags&flagSent != 0
	if flags >= likeLast {
		c.fail()
	}
	if a.sent {
		zone := c.varint()
		if zone&1 == 0 {
			zone *= quarter
		}
		zone >>= 1
		if zone < math.MinInt32 || zone > math.MaxInt32 {
			c.fail()
		}
		a.zone = int(zone)
		stamped := c.byte()
		a.stamp = stamp{stamped >> 4, stamped & 15}
		if a.stamp.form >= formCount || a.stamp.digits > maxDigits {
			c.fail()
			a.stamp = stamp{}
		}
	}
	a.source = c.word()
	a.kind = monitor.PostingKind(c.byte())
	a.disposition = monitor.Disposition(c.byte())
	a.status = c.word()
	return a
}

func (c *cursor) word() string {
	n := c.number(spelled + len(c.rest))
	if n >= spelled {
		return string(c.bytes(n - spelled))
	}
	if n >= len(words) {
		c.fail()
		return ""
	}
	return words[n]
}
