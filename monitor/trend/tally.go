package trend

// tally counts gaps: what a Histogram is made from.
type tally struct {
	counts    [bucketCount]int
	low, high uint16 // all that is counted lies in [low, high)
}

// add counts gaps of a length in milliseconds.
func (t *tally) add(length int64, count int) { t.addTo(bucketOf(length), count) }

func (t *tally) addTo(index uint16, count int) {
	if t.low == t.high {
		t.low, t.high = index, index
	}
	t.low, t.high = min(t.low, index), max(t.high, index+1)
	t.counts[index] += count
}

func (t *tally) merge(h Histogram) {
	for _, b := range h.buckets {
		t.addTo(b.index, b.count)
	}
}

// histogram returns what was counted.
func (t *tally) histogram() Histogram {
	counted := t.counts[t.low:t.high]
	used := 0
	for _, count := range counted {
		if count > 0 {
			used++
		}
	}
	if used == 0 {
		return Histogram{}
	}
	buckets := make([]bucket, 0, used)
	for i, count := range counted {
		if count > 0 {
			buckets = append(buckets, bucket{t.low + uint16(i), count})
		}
	}
	return Histogram{buckets}
}

// reset forgets all that was counted.
func (t *tally) reset() {
	clear(t.counts[t.low:t.high])
	t.low, t.high = 0, 0
}
