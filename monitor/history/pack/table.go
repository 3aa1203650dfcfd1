package pack

// entry is the range whose word a row of bits begins with.
type entry struct {
	from   int64 // the distance, folded, at which the range begins
	sign   int8  // -1: it lies below the centre
	length uint8 // of the word, in bits
	width  uint8 // so many bits tell the numbers of the range apart
}

// table returns the entry for each row of bits. ok is false when a range lies
// beyond all numbers.
func (c *code) table(shift uint) (table [1 << longest]entry, ok bool) {
	words := c.words()
	for symbol := c.first; symbol <= c.last; symbol++ {
		length := c.lengths[symbol]
		if length == 0 {
			continue
		}
		e, ok := entryOf(symbol, shift)
		if !ok {
			return table, false
		}
		e.length = length
		if c.single() {
			e.length = 0
		}
		for row := int(words[symbol]); row < len(table); row += 1 << e.length {
			table[row] = e
		}
	}
	return table, true
}

// entryOf is the reverse of rangeOf.
func entryOf(symbol int, shift uint) (e entry, ok bool) {
	step := symbol - side
	if step < 0 {
		e.sign = -1
		step = -1 - step
	}
	if step < near {
		e.from, e.width = int64(step)<<shift, uint8(shift)
		return e, true
	}
	octave := uint(step - (near - 4))
	e.from, e.width = 1<<(octave-1+shift), uint8(octave-1+shift)
	return e, octave+shift <= 63
}
