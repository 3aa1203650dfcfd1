package pack

import "encoding/binary"

// Which shape a beat has is written by how long ago that shape was met: the
// last one, one that was never met, the one before the last, and so on. Beats
// that say the same are a run of it, as are beats of which each says something
// new.
const (
	same  = iota
	novel // the next shape, in the order in which they are written
	older // the one before the last; from there on, those before
)

// recency holds shapes, the one that was met last at the end.
type recency []int

// symbol tells how a shape is written, and takes note of it.
func (r *recency) symbol(which int) int {
	met := *r
	at := len(met) - 1
	for at >= 0 && met[at] != which {
		at--
	}
	if at < 0 {
		*r = append(met, which)
		return novel
	}
	copy(met[at:], met[at+1:])
	met[len(met)-1] = which
	if at == len(met)-1 {
		return same
	}
	return older + len(met) - 2 - at
}

// shape is the reverse of symbol. It fails for what symbol cannot have said of
// so many shapes.
func (r *recency) shape(symbol, shapes int) (which int, ok bool) {
	met := *r
	if symbol == novel {
		*r = append(met, len(met))
		return len(met), len(met) < shapes
	}
	at := len(met) - 1
	if symbol >= older {
		at = len(met) - 2 - (symbol - older)
	}
	if at < 0 {
		return 0, false
	}
	which = met[at]
	copy(met[at:], met[at+1:])
	met[len(met)-1] = which
	return which, true
}

// appendRuns writes the shapes of beats: a symbol and for how many more beats
// than one it stands, again and again.
func appendRuns(dst []byte, which []int) []byte {
	var met recency
	last, more := -1, 0
	end := func() {
		if last >= 0 {
			dst = binary.AppendUvarint(binary.AppendUvarint(dst, uint64(last)), uint64(more))
		}
	}
	for _, w := range which {
		symbol := met.symbol(w)
		if symbol == last {
			more++
			continue
		}
		end()
		last, more = symbol, 0
	}
	end()
	return dst
}

// runs reads the shapes of so many beats. Every shape is met.
func (c *cursor) runs(beats, shapes int) []int {
	which := make([]int, 0, beats)
	var met recency
	for len(which) < beats {
		symbol, more := c.number(older+shapes), c.number(beats-len(which)-1)
		if c.failed {
			return nil
		}
		if symbol == same && len(which) > 0 {
			for last := which[len(which)-1]; more >= 0; more-- {
				which = append(which, last)
			}
			continue
		}
		for range more + 1 {
			w, ok := met.shape(symbol, shapes)
			if !ok {
				c.fail()
				return nil
			}
			which = append(which, w)
		}
	}
	if len(met) != shapes {
		c.fail()
	}
	return which
}
