package pack

import (
	"errors"
	"fmt"
	"time"

	"sentinel/monitor"
)

// What a block may hold, so that reading one is bounded. A single posting that
// is longer is refused.
const (
	maxBeats = 1 << 12
	maxText  = 16 << 20 // bytes in all receipts together
)

// ErrDamaged is wrapped by every error about a block that is not as Append made
// it.
var ErrDamaged = errors.New("the packed beats are damaged")

// Append adds receipts, in the order given, to a block, which is empty for a
// new one, until one more would make it longer than size; taken says how many.
// To an empty block at least one is added, however long it is. The block itself
// is not changed; when nothing was taken, packed is that block.
//
// An error that wraps ErrDamaged says that the block cannot be read. Any other
// is about receipts[taken], which cannot be packed so that it is read exactly
// as it is; packed is valid then, with those before it.
func Append(block []byte, receipts []monitor.Receipt, size int) (packed []byte, taken int, err error) {
	b, err := open(block)
	if err != nil {
		return nil, 0, err
	}
	have := len(b.arrivals)
	packed = block
	// In growing steps: there may be far more receipts than fit.
	for step := 64; taken < len(receipts); step *= 2 {
		added, err := b.add(receipts[taken:min(taken+step, len(receipts))])
		if added == 0 {
			return packed, taken, err
		}
		larger := b.encode(have + taken + added)
		if len(larger) > size {
			larger, n := b.fill(packed, have+taken, larger, have+taken+added, size)
			return larger, n - have, nil
		}
		packed, taken = larger, taken+added
		if err != nil {
			return packed, taken, err
		}
	}
	return packed, taken, nil
}

// fill finds how many of the first beats fit into size: at least low, which
// make the block small, and fewer than high, which make the block large.
func (b *block) fill(small []byte, low int, large []byte, high, size int) (packed []byte, beats int) {
	for high-low > 1 {
		// About there, for the length grows evenly; but never at the ends.
		n := low + (high-low)*max(size-len(small), 0)/(len(large)-len(small)+1)
		n = min(max(n, low+1), high-1)
		if middle := b.encode(n); len(middle) <= size {
			small, low = middle, n
		} else {
			large, high = middle, n
		}
	}
	if low == 0 {
		return large, high
	}
	return small, low
}

// Each calls each with the receipts of a block, in the order in which they were
// added, until it returns an error, which Each then returns as it is. An error
// that wraps ErrDamaged says that the block cannot be read; each was not called
// then. Raw is valid until each returns: whoever keeps it longer clones it.
func Each(block []byte, each func(monitor.Receipt) error) error {
	b, err := open(block)
	if err != nil {
		return err
	}
	return b.each(each)
}

// Span returns the earliest and the latest time at which a beat of the block
// was taken, and how many there are. It reads only the head of the block: a
// damage elsewhere goes unnoticed.
func Span(block []byte) (first, last time.Time, beats int, err error) {
	c := cursor{rest: block}
	h := c.head()
	if c.failed {
		return first, last, 0, fmt.Errorf("%w: the head makes no sense", ErrDamaged)
	}
	return time.UnixMilli(h.earliest).UTC(), time.UnixMilli(h.latest).UTC(), h.beats, nil
}
