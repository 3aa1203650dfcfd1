package trend

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func drawGaps(t *rapid.T) []time.Duration {
	scale := rapid.SampledFrom([]int64{100, 60_000, 86_400_000, 1 << 42}).Draw(t, "scale")
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) time.Duration {
		return milliseconds(rapid.Int64Range(0, scale).Draw(t, "gap"))
	}), 1, 200).Draw(t, "gaps")
}

func TestQuantilesAreWithinOnePercent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gaps := drawGaps(t)
		h := HistogramOf(gaps...)
		if h.Count() != len(gaps) {
			t.Errorf("%d of %d gaps", h.Count(), len(gaps))
		}
		slices.Sort(gaps)
		q := rapid.Float64Range(0, 1).Draw(t, "q")
		rank := max(int(math.Ceil(q*float64(len(gaps)))), 1)
		want := gaps[rank-1]
		got, ok := h.Quantile(q)
		if off := (got - want).Abs(); !ok || float64(off) > 0.01*float64(want) || want < 128*time.Millisecond && off != 0 {
			t.Errorf("quantile %v of %v: %v, want %v", q, gaps, got, want)
		}
	})
}

func TestHistogramsMerge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gaps := drawGaps(t)
		cut := rapid.IntRange(0, len(gaps)).Draw(t, "cut")
		a, b := HistogramOf(gaps[:cut]...), HistogramOf(gaps[cut:]...)
		diff(t, "merged", a.Merge(b, Histogram{}), HistogramOf(gaps...))
		diff(t, "the other way round", b.Merge(a), HistogramOf(gaps...))
	})
}

func TestHistogram(t *testing.T) {
	if length, ok := (Histogram{}).Quantile(0.5); ok || length != 0 {
		t.Errorf("of no gaps: %v, %v", length, ok)
	}
	h := HistogramOf(time.Second, time.Second, 2*time.Second, time.Minute)
	for q, want := range map[float64]time.Duration{0: time.Second, 0.5: time.Second, 0.75: 2 * time.Second, 0.99: time.Minute, 1: time.Minute} {
		if got, _ := h.Quantile(q); (got - want).Abs() > want/100 {
			t.Errorf("quantile %v is %v, want %v", q, got, want)
		}
	}
	if n := h.between(2*time.Second, time.Minute); n != 1 {
		t.Errorf("%d gaps from 2 s to below 1 min, want 1", n)
	}
	exact := HistogramOf(100 * time.Millisecond)
	for _, n := range []int{
		exact.between(100*time.Millisecond, 101*time.Millisecond) - 1,
		exact.between(101*time.Millisecond, time.Hour), exact.between(0, 100*time.Millisecond),
	} {
		if n != 0 {
			t.Errorf("%d gaps too many at the end of a bucket", n)
		}
	}
	longest, _ := HistogramOf(math.MaxInt64).Quantile(1)
	if shortest, _ := HistogramOf(-time.Hour).Quantile(1); longest < 270*365*24*time.Hour || shortest != 0 {
		t.Errorf("beyond the bounds: %v, %v", shortest, longest)
	}
}

// TestBuckets: they follow one upon the other without a hole.
func TestBuckets(t *testing.T) {
	next := int64(0)
	for i := range bucketCount {
		shortest, longest := bucket{index: uint16(i)}.bounds()
		if shortest != next || longest < shortest {
			t.Fatalf("bucket %d is from %d to %d, want from %d", i, shortest, longest, next)
		}
		if int(bucketOf(shortest)) != i || int(bucketOf(longest)) != i {
			t.Fatalf("bucket %d does not take %d and %d", i, shortest, longest)
		}
		next = longest + 1
	}
	if next != 1<<lengthBits {
		t.Errorf("the buckets end at %d", next)
	}
}
