package pack

import (
	"time"

	"sentinel/monitor"
)

// restorer makes receipts again, one after the other.
type restorer struct {
	shape   *shape
	zone    *time.Location
	writer  writer
	receipt monitor.Receipt
	raw     []byte // the memory of what was posted; overwritten by the next
}

// restore makes the receipt of a beat.
func (r *restorer) restore(s *shape, arrival, departure int64) {
	if r.shape != s {
		r.take(s)
	}
	p := &r.receipt.Posting
	p.At = time.UnixMilli(arrival).UTC()
	if s.sent {
		p.Beat.SentAt = time.Unix(0, departure).In(r.zone)
	}
	raw := append(r.raw[:0], s.before...)
	raw = r.writer.append(raw, s.stamp, departure, s.zone)
	raw = append(raw, s.after...)
	r.raw, p.Raw = raw, raw
}

// take takes over what all beats of a shape have in common.
func (r *restorer) take(s *shape) {
	r.shape = s
	r.zone = time.FixedZone("", s.zone)
	r.receipt = monitor.Receipt{
		Posting: monitor.Posting{
			Source: s.source,
			Kind:   s.kind,
			Beat:   monitor.Heartbeat{Status: s.status},
			Remote: s.remote,
		},
		Disposition: s.disposition,
		Unexpected:  s.unexpected,
	}
}
