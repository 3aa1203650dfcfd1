package pack

import (
	"bytes"

	"sentinel/monitor"
)

// shape is what beats may have in common: all but the two times. It is
// comparable.
type shape struct {
	attributes
	// What was posted: before and after the time, which stamp writes between
	// them; all of it is in before when stamp does not write.
	before, after string
}

// attributes are how a beat came.
type attributes struct {
	source, status string
	kind           monitor.PostingKind
	disposition    monitor.Disposition
	remote         bool
	unexpected     bool
	sent           bool  // it is known when it was sent
	zone           int   // and by the clock of which zone, in seconds east of UTC
	stamp          stamp // and how exactly, and how that is written in what was posted
}

func newShape(r *monitor.Receipt, sent int64) shape {
	raw := r.Posting.Raw
	s := shape{attributes: attributesOf(r)}
	if s.sent {
		start, end := timestamp(raw)
		var ok bool
		if s.stamp, ok = stampOf(raw[start:end], sent, s.zone); ok && bytes.IndexByte(raw, hole) < 0 {
			s.before, s.after = string(raw[:start]), string(raw[end:])
			return s
		}
		s.stamp = unstamped(sent)
	}
	s.before = string(raw)
	return s
}

func attributesOf(r *monitor.Receipt) attributes {
	p := &r.Posting
	a := attributes{
		source:      p.Source,
		status:      p.Beat.Status,
		kind:        p.Kind,
		disposition: r.Disposition,
		remote:      p.Remote,
		unexpected:  r.Unexpected,
	}
	if !p.Beat.SentAt.IsZero() {
		a.sent = true
		_, a.zone = p.Beat.SentAt.Zone()
	}
	return a
}

// timestamp finds the value of the field that says when a heartbeat was sent,
// without its quotes. It does not know JSON: where it errs there stands no time,
// and what was posted is kept as it is.
func timestamp(raw []byte) (start, end int) {
	const name, blank = `"timestamp"`, " \t\r\n"
	at := bytes.Index(raw, []byte(name))
	if at < 0 {
		return 0, 0
	}
	value := bytes.TrimLeft(raw[at+len(name):], blank)
	value = bytes.TrimLeft(bytes.TrimPrefix(value, []byte(":")), blank)
	ends := blank + ",}"
	if bytes.HasPrefix(value, []byte(`"`)) {
		value, ends = value[1:], `"`
	}
	start = len(raw) - len(value)
	return start, start + max(bytes.IndexAny(value, ends), 0)
}

// fits tells whether a receipt is of this shape.
func (s *shape) fits(r *monitor.Receipt, sent int64, w *writer) bool {
	raw := r.Posting.Raw
	if len(raw) < len(s.before)+len(s.after) || s.attributes.unlike(r) || sent%s.stamp.unit() != 0 {
		return false
	}
	from, to := len(s.before), len(raw)-len(s.after)
	if string(raw[:from]) != s.before || string(raw[to:]) != s.after {
		return false
	}
	var text [maxStamp]byte
	return bytes.Equal(raw[from:to], w.append(text[:0], s.stamp, sent, s.zone))
}

// unlike tells whether a receipt came in another way. The stamp is not looked
// at.
func (a *attributes) unlike(r *monitor.Receipt) bool {
	other := attributesOf(r)
	other.stamp = a.stamp
	return *a != other
}

// textLength is how much text a receipt of this shape holds, in bytes.
func (s *shape) textLength() int {
	return len(s.source) + len(s.status) + s.rawLength()
}

func (s *shape) rawLength() int { return len(s.before) + s.stamp.length() + len(s.after) }
