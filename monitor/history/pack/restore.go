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
	r.raw = append(r.raw[:0], s.before...)
	r.raw = r.writer.append(r.raw, s.stamp, departure, s.zone)
	r.raw = append(r.raw, s.after...)
	p.Raw = r.raw
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
