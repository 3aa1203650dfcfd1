package pack

import (
	"errors"
	"fmt"
	"math"
	"time"

	"sentinel/monitor"
)

// The times that a block can tell: those that nanoseconds count.
const (
	minMilli = math.MinInt64/1_000_000 + 1
	maxMilli = math.MaxInt64/1_000_000 - 1
)

func countable(milli int64) bool { return minMilli <= milli && milli <= maxMilli }

// Why a receipt cannot be packed.
var (
	errTooLong  = fmt.Errorf("it is longer than %d MiB", maxText>>20)
	errFine     = errors.New("the time when it was taken is no whole millisecond")
	errFar      = errors.New("the time when it was taken is too far from now")
	errSentFar  = errors.New("the time when it was sent is too far from now")
	errSentZone = errors.New("the zone of the time when it was sent is too far from UTC")
)

// add adds receipts until one cannot be packed, which is an error, or the block
// may not hold more, which is none.
func (b *block) add(receipts []monitor.Receipt) (added int, err error) {
	for i := range receipts {
		r := &receipts[i]
		if err := check(r); err != nil {
			p := &r.Posting
			return i, fmt.Errorf("the beat of %s taken at %s cannot be packed: %w", p.Key, p.At.UTC().Format(time.RFC3339Nano), err)
		}
		if len(b.arrivals) == maxBeats || b.textLength+textOf(r) > maxText {
			return i, nil
		}
		b.addOne(r)
	}
	return len(receipts), nil
}

func check(r *monitor.Receipt) error {
	p := &r.Posting
	switch {
	case textOf(r) > maxText:
		return errTooLong
	case p.At.Nanosecond()%int(time.Millisecond) != 0:
		return errFine
	case !inRange(p.At):
		return errFar
	}
	if sent := p.Beat.SentAt; !sent.IsZero() {
		if !inRange(sent) {
			return errSentFar
		}
		if _, zone := sent.Zone(); zone < math.MinInt32 || zone > math.MaxInt32 {
			return errSentZone
		}
	}
	return nil
}

// textOf is how much text a receipt holds, in bytes.
func textOf(r *monitor.Receipt) int {
	return len(r.Posting.Source) + len(r.Posting.Beat.Status) + len(r.Posting.Raw)
}

func inRange(t time.Time) bool {
	return !t.Before(time.UnixMilli(minMilli)) && !t.After(time.UnixMilli(maxMilli))
}

func (b *block) addOne(r *monitor.Receipt) {
	p := &r.Posting
	var sent int64
	if !p.Beat.SentAt.IsZero() {
		sent = p.Beat.SentAt.UnixNano()
	}
	b.which = append(b.which, b.shapeOf(r, sent))
	b.arrivals = append(b.arrivals, p.At.UnixMilli())
	b.departures = append(b.departures, sent)
	b.textLength += textOf(r)
}

// shapeOf finds the shape of a receipt, or adds it.
func (b *block) shapeOf(r *monitor.Receipt, sent int64) int {
	if n := len(b.which); n > 0 {
		if last := b.which[n-1]; b.shapes[last].fits(r, sent, &b.writer) { // as mostly
			return last
		}
	}
	if b.index == nil {
		b.index = make(map[shape]int, len(b.shapes))
		for i, s := range b.shapes {
			b.index[s] = i
		}
	}
	s := newShape(r, sent)
	i, known := b.index[s]
	if !known {
		i = len(b.shapes)
		b.shapes = append(b.shapes, s)
		b.index[s] = i
	}
	return i
}
