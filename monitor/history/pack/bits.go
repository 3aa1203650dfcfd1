package pack

import "encoding/binary"

// bitWriter appends bits to bytes, the lowest first.
type bitWriter struct {
	out   []byte
	bits  uint64
	count uint // of bits that are not in out yet: fewer than 32 between calls
}

// write writes the lowest n bits of v, whose others are 0. n is at most 64.
func (w *bitWriter) write(v uint64, n uint) {
	if n > 32 {
		w.write(v&(1<<32-1), 32)
		v, n = v>>32, n-32
	}
	w.bits |= v << w.count
	w.count += n
	if w.count >= 32 {
		w.out = binary.LittleEndian.AppendUint32(w.out, uint32(w.bits))
		w.bits >>= 32
		w.count -= 32
	}
}

// end returns everything that was written, in whole bytes.
func (w *bitWriter) end() []byte {
	for ; w.count > 0; w.count -= min(w.count, 8) {
		w.out = append(w.out, byte(w.bits))
		w.bits >>= 8
	}
	return w.out
}

// bitReader reads what a bitWriter wrote. Behind the end there are zeros.
type bitReader struct {
	in    []byte
	next  int    // the byte of in whose bits come to bits next; it may lie behind the end
	bits  uint64 // the lowest count of them are those to be read next
	count uint
}

// fill brings at least 56 bits into bits.
func (r *bitReader) fill() {
	if r.next+8 <= len(r.in) {
		r.bits |= binary.LittleEndian.Uint64(r.in[r.next:]) << r.count
		r.next += int((63 - r.count) / 8)
		r.count |= 56
		return
	}
	for ; r.count < 56; r.count += 8 {
		if r.next < len(r.in) {
			r.bits |= uint64(r.in[r.next]) << r.count
		}
		r.next++
	}
}

// skip goes past n bits, which are in bits.
func (r *bitReader) skip(n uint) {
	r.bits >>= n
	r.count -= n
}

// read reads n bits, at most 64.
func (r *bitReader) read(n uint) uint64 {
	if n > r.count {
		return r.readOn(n)
	}
	v := r.bits & (1<<n - 1)
	r.skip(n)
	return v
}

// readOn reads more bits than are in bits.
func (r *bitReader) readOn(n uint) uint64 {
	had := r.count
	low := r.read(had)
	r.fill()
	return low | r.read(n-had)<<had
}

// rest returns what follows the byte in which the last bit that was read
// stands; ok is false when there were not so many.
func (r *bitReader) rest() (rest []byte, ok bool) {
	end := r.next - int(r.count/8)
	if end > len(r.in) {
		return nil, false
	}
	return r.in[end:], true
}
