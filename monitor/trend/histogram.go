package trend

import (
	"math"
	"math/bits"
	"time"
)

// Histogram is how often gaps of which length occurred. Counts are exact; a
// length is known to within 1 %, and exactly below 128 ms. The zero Histogram
// is empty. Two of the same gaps are deeply equal, however they came about.
type Histogram struct {
	buckets []bucket // by ascending index, none with count 0; never changed once made
}

// bucket holds the gaps of 2^shift milliseconds' difference in length: 64
// buckets for each doubling of the length.
type bucket struct {
	index uint16
	count int
}

const (
	fineBits    = 6  // a bucket is at most 1/64 of its lengths wide, and its middle 1/128 away
	lengthBits  = 43 // of the longest length, 278 years: what is longer counts as this
	bucketCount = (lengthBits - fineBits + 1) << fineBits
)

// bucketOf returns the bucket of a length in milliseconds; less than none counts
// as none.
func bucketOf(length int64) uint16 {
	length = min(max(length, 0), 1<<lengthBits-1)
	shift := max(bits.Len64(uint64(length))-fineBits-1, 0)
	return uint16(shift<<fineBits + int(length>>shift))
}

// bounds returns the shortest and the longest length of a bucket.
func (b bucket) bounds() (shortest, longest int64) {
	shift := max(int(b.index)>>fineBits-1, 0)
	shortest = int64(int(b.index)-shift<<fineBits) << shift
	return shortest, shortest + (1<<shift - 1)
}

func (b bucket) middle() time.Duration {
	shortest, longest := b.bounds()
	return milliseconds(shortest + (longest-shortest)/2)
}

// HistogramOf returns the histogram of some gaps.
func HistogramOf(gaps ...time.Duration) Histogram {
	var t tally
	for _, gap := range gaps {
		t.add(gap.Milliseconds(), 1)
	}
	return t.histogram()
}

// Count is the number of gaps.
func (h Histogram) Count() int {
	count := 0
	for _, b := range h.buckets {
		count += b.count
	}
	return count
}

// Quantile returns the length that a share q of the gaps, 0 to 1, does not
// exceed: Quantile(0.5) is the median. Of no gaps there is none.
func (h Histogram) Quantile(q float64) (length time.Duration, ok bool) {
	rank := int(math.Ceil(q * float64(h.Count())))
	for _, b := range h.buckets {
		length, ok = b.middle(), true
		if rank -= b.count; rank <= 0 {
			break
		}
	}
	return length, ok
}

// between counts the gaps from one length to below another. A gap too close to
// an end to tell counts as longer than it.
func (h Histogram) between(from, below time.Duration) int {
	count := 0
	for _, b := range h.buckets {
		if _, longest := b.bounds(); from.Milliseconds() <= longest && longest < below.Milliseconds() {
			count += b.count
		}
	}
	return count
}

// Merge adds histograms up.
func (h Histogram) Merge(others ...Histogram) Histogram {
	var t tally
	t.merge(h)
	for _, other := range others {
		t.merge(other)
	}
	return t.histogram()
}
