package pack

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"sentinel/monitor"
)

// version is the first byte of every block. Whoever changes what a block means
// gives the new one another.
const version = 1

// block is a block taken apart: a column for each thing that is known of a beat.
type block struct {
	shapes     []shape
	packed     []byte  // the shapes, compressed, the last time that this was done
	packedOf   int     // how many shapes are in packed
	which      []int   // index of each beat's shape
	arrivals   []int64 // when each was taken, Unix milliseconds
	departures []int64 // when each was sent, Unix nanoseconds; 0 where that is not known
	textLength int     // bytes of text in all receipts

	index  map[shape]int // of the shapes; made when it is needed
	writer writer
}

// head is what Span reads.
type head struct {
	earliest, latest int64 // Unix milliseconds
	beats            int
}

func (c *cursor) head() (h head) {
	if c.byte() != version {
		c.fail()
	}
	h.earliest = c.varint()
	length := c.uvarint()
	h.latest = h.earliest + int64(length)
	h.beats = c.number(maxBeats)
	if !countable(h.earliest) || !countable(h.latest) || h.latest < h.earliest || length > maxMilli-minMilli || h.beats == 0 {
		c.fail()
	}
	return h
}

// checksumLength is how many bytes of the checksum are kept.
const checksumLength = 2

func checksum(content []byte) uint16 { return uint16(crc32.ChecksumIEEE(content)) }

// open takes a block apart; no bytes at all are a block without beats.
func open(packed []byte) (*block, error) {
	b := &block{}
	if len(packed) == 0 {
		return b, nil
	}
	content := packed[:max(len(packed)-checksumLength, 0)]
	if len(content) == 0 || binary.LittleEndian.Uint16(packed[len(content):]) != checksum(content) {
		return nil, fmt.Errorf("%w: the checksum is wrong", ErrDamaged)
	}
	c := cursor{rest: content}
	if content[0] != version {
		return nil, fmt.Errorf("%w: it is of version %d, this program reads %d", ErrDamaged, content[0], version)
	}
	b.decode(&c)
	if c.failed || len(c.rest) > 0 {
		return nil, fmt.Errorf("%w: the content makes no sense", ErrDamaged)
	}
	return b, nil
}

func (b *block) decode(c *cursor) {
	h := c.head()
	b.packed = c.bytes(c.number(len(c.rest)))
	if c.failed {
		return
	}
	var ok bool
	if b.shapes, ok = unpackShapes(b.packed); !ok {
		c.fail()
		return
	}
	b.packedOf = len(b.shapes)
	b.which = c.runs(h.beats, len(b.shapes))
	if c.failed || !b.measure() {
		c.fail()
		return
	}
	b.arrivals = c.arrivals(h)
	b.departures = c.departures(b.shapes, b.which, b.arrivals)
}

// measure adds up the text of all receipts, and tells whether a block may
// hold so much.
func (b *block) measure() bool {
	lengths := make([]int, len(b.shapes))
	for i := range b.shapes {
		lengths[i] = b.shapes[i].textLength()
	}
	for _, which := range b.which {
		b.textLength += lengths[which]
	}
	return b.textLength <= maxText
}

// encode makes a block of the first n beats, of which there is one at least.
func (b *block) encode(n int) []byte {
	arrivals, which := b.arrivals[:n], b.which[:n]
	earliest, latest, shapes := arrivals[0], arrivals[0], 0
	for i, at := range arrivals {
		earliest, latest = min(earliest, at), max(latest, at)
		shapes = max(shapes, which[i]+1)
	}
	if shapes != b.packedOf {
		b.packed, b.packedOf = packShapes(b.shapes[:shapes]), shapes
	}
	out := make([]byte, 0, len(b.packed)+16+4*n)
	out = append(out, version)
	out = binary.AppendVarint(out, earliest)
	out = binary.AppendUvarint(out, uint64(latest-earliest))
	out = binary.AppendUvarint(out, uint64(n))
	out = binary.AppendUvarint(out, uint64(len(b.packed)))
	out = append(out, b.packed...)
	out = appendRuns(out, which)
	out = appendArrivals(out, earliest, arrivals)
	out = appendDepartures(out, b.shapes, which, arrivals, b.departures[:n])
	return binary.LittleEndian.AppendUint16(out, checksum(out))
}

// each restores the receipts.
func (b *block) each(each func(monitor.Receipt) error) error {
	var r restorer
	for i, which := range b.which {
		r.restore(&b.shapes[which], b.arrivals[i], b.departures[i])
		if err := each(r.receipt); err != nil {
			return err
		}
	}
	return nil
}
