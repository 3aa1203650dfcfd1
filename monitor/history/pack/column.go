package pack

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// A column is a row of numbers that lie around one of them, its centre; a few
// may lie anywhere. Written of each number is in which of several ranges its
// distance from the centre lies, in a code for just this column, and then which
// number of that range it is. Around the centre are near ranges of the same
// width on each side; from there on, each range is twice as wide as the one
// before.
type column struct {
	values []int64
	centre int64
	shift  uint // the width of a near range is so many bits
	code   code
}

const (
	near    = 8              // ranges on each side that are of the same width
	doubles = 63 - 3         // ranges on each side that double
	side    = near + doubles // the first range above the centre
	symbols = 2 * side
)

// rangeOf returns the range in which a distance lies, and how many bits tell
// numbers of the range apart: the lowest bits of folded.
func rangeOf(distance int64, shift uint) (symbol int, folded uint64, width uint) {
	sign := distance >> 63
	folded = uint64(distance ^ sign) // as far below the centre as above it
	step := folded >> shift
	symbol, width = int(step), shift
	if step >= near {
		octave := uint(bits.Len64(step))
		symbol, width = near-4+int(octave), shift+octave-1
	}
	if sign < 0 {
		return side - 1 - symbol, folded, width
	}
	return side + symbol, folded, width
}

// newColumn fits a column to its values, of which there is one at least.
func newColumn(values []int64) (c column, size int) {
	c.values = values
	low, high := bulk(values)
	spread := uint64(high) - uint64(low)
	c.centre = int64(uint64(low) + spread/2)
	c.shift = uint(max(bits.Len64(spread)-4, 0))
	var counts [symbols]int
	for _, v := range values {
		symbol, _, width := rangeOf(v-c.centre, c.shift)
		counts[symbol]++
		size += int(width)
	}
	c.code = codeFor(&counts)
	if !c.code.single() {
		for symbol, count := range counts {
			size += count * int(c.code.lengths[symbol])
		}
	}
	return c, size
}

// bulk returns between which numbers most of the values lie. It looks at some
// of them.
func bulk(values []int64) (low, high int64) {
	const most = 64
	var space [most]int64
	sample := space[:0]
	for i := range min(len(values), most) {
		sample = append(sample, values[i*len(values)/min(len(values), most)])
	}
	slices.Sort(sample)
	return sample[len(sample)/32], sample[len(sample)-1-len(sample)/32]
}

func (c *column) append(dst []byte) []byte {
	dst = binary.AppendVarint(dst, c.centre)
	dst = append(dst, byte(c.shift))
	dst = c.code.append(dst)
	words, lengths := c.code.words(), c.code.lengths
	if c.code.single() {
		lengths[c.code.first] = 0
	}
	w := bitWriter{out: dst}
	for _, v := range c.values {
		symbol, folded, width := rangeOf(v-c.centre, c.shift)
		w.write(uint64(words[symbol]), uint(lengths[symbol]))
		w.write(folded&(1<<width-1), width)
	}
	return w.end()
}

// column reads so many values.
func (c *cursor) column(values []int64) {
	centre := c.varint()
	shift := uint(c.number(60))
	code := c.code()
	if c.failed {
		return
	}
	table, ok := code.table(shift)
	if !ok {
		c.fail()
		return
	}
	r := bitReader{in: c.rest}
	for i := range values {
		r.fill()
		e := &table[r.bits%(1<<longest)]
		r.skip(uint(e.length))
		values[i] = centre + ((e.from | int64(r.read(uint(e.width)))) ^ int64(e.sign))
	}
	if c.rest, ok = r.rest(); !ok {
		c.fail()
	}
}
