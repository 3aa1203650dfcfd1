package pack

import (
	"time"

	"sentinel/monitor"
)

// restorer makes receipts again, one after the other.
type restorer struct {
	room []byte // for what was posted: many share a piece of memory, and no byte of it
	left int    // how much of that is still to come, in bytes
	zone int
	at   *time.Location // the place of the zone
}

// roomAtOnce is how large a piece of memory is. Whoever keeps one receipt keeps
// all of it.
const roomAtOnce = 4 << 10

func (r *restorer) receipt(s *shape, arrival, departure int64) monitor.Receipt {
	receipt := monitor.Receipt{
		Posting: monitor.Posting{
			Source: s.source,
			Kind:   s.kind,
			Beat:   monitor.Heartbeat{Status: s.status},
			At:     time.UnixMilli(arrival).UTC(),
			Remote: s.remote,
			Raw:    r.raw(s, departure),
		},
		Disposition: s.disposition,
		Unexpected:  s.unexpected,
	}
	if s.sent {
		receipt.Posting.Beat.SentAt = time.Unix(0, departure).In(r.location(s.zone))
	}
	return receipt
}

func (r *restorer) raw(s *shape, departure int64) []byte {
	length := s.rawLength()
	if cap(r.room)-len(r.room) < length {
		r.room = make([]byte, 0, max(length, min(r.left, roomAtOnce)))
	}
	start := len(r.room)
	r.room = append(r.room, s.before...)
	r.room = s.stamp.append(r.room, departure, s.zone)
	r.room = append(r.room, s.after...)
	r.left -= length
	return r.room[start:len(r.room):len(r.room)]
}

func (r *restorer) location(zone int) *time.Location {
	if r.at == nil || r.zone != zone {
		r.zone, r.at = zone, time.FixedZone("", zone)
	}
	return r.at
}
