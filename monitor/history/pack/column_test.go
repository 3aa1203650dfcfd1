package pack

import (
	"hash/crc32"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sentinel/monitor"
)

func checkColumn(t tester, values []int64) {
	t.Helper()
	column, _ := newColumn(values)
	c := cursor{rest: column.append(nil)}
	read := make([]int64, len(values))
	c.column(read)
	if c.failed || len(c.rest) > 0 || !slices.Equal(values, read) {
		t.Errorf("%v, is read as %v, failed %v, %d bytes are left", values, read, c.failed, len(c.rest))
	}
}

func TestColumns(t *testing.T) {
	rare := []int64{} // each number is so rare that its word would have more bits than any other
	for value, times := int64(0), 1; value < 14; value, times = value+1, times+times*2/3+1 {
		rare = append(rare, slices.Repeat([]int64{value}, times)...)
	}
	for _, values := range [][]int64{
		{0},
		{math.MinInt64},
		{math.MaxInt64},
		{math.MinInt64, math.MaxInt64},
		{math.MinInt64, -1, 0, 1, math.MaxInt64},
		{1, 2, 3, math.MinInt64, math.MaxInt64},
		append(slices.Repeat([]int64{7}, 100), math.MinInt64, math.MaxInt64),
		rare,
	} {
		checkColumn(t, values)
	}
	rapid.Check(t, func(t *rapid.T) {
		near := rapid.Int64Range(-1000, 1000)
		checkColumn(t, rapid.SliceOfN(rapid.OneOf(near, near, near, rapid.Int64()), 1, 200).Draw(t, "values"))
	})
}

// A range that lies beyond all numbers is not read as any other.
func TestRangeBeyondAllNumbers(t *testing.T) {
	for shift, want := range map[uint]bool{0: true, 1: false, 60: false} {
		if _, ok := entryOf(symbols-1, shift); ok != want {
			t.Errorf("the last range at a shift of %d: %v, want %v", shift, ok, want)
		}
	}
}

// Blocks that were written cannot be read with another dictionary.
func TestDictionaryIsForEver(t *testing.T) {
	if got := crc32.ChecksumIEEE(dictionaryBytes); got != 0x31a048b9 {
		t.Errorf("the dictionary of version 1 has changed: its checksum is %#x", got)
	}
}

// A time that the text writes less exactly is kept as exactly as it is, also
// when beats like it came before.
func TestTextLessExactThanTheTime(t *testing.T) {
	const raw = `{"timestamp":"2026-01-20T09:30:00+07:00"}`
	sent := time.Date(2026, 1, 20, 9, 30, 0, 0, jakarta)
	checkRound(t, []monitor.Receipt{beat(raw, sent), beat(raw, sent.Add(1)), beat(raw, sent)})
}

// The checksum holds, and yet no such block was ever made.
func TestContentThatMakesNoSense(t *testing.T) {
	at := beat(`{}`, time.Time{})
	made := func(beats int) *block {
		b := &block{}
		if _, err := b.add(slices.Repeat([]monitor.Receipt{at}, beats)); err != nil {
			t.Fatal(err)
		}
		return b
	}
	early := made(1).encode(1)
	tests := []struct {
		name    string
		content []byte
	}{
		{"a shape that no beat has", func() []byte {
			b := made(2)
			other := b.shapes[0]
			other.before = "other"
			b.shapes = append(b.shapes, other)
			b.packed, b.packedOf = packShapes(b.shapes), 1
			return b.encode(2)
		}()},
		// The earliest stands behind the version, then how much later the latest is;
		// the last number of all is how much later the first is.
		{"no beat at the earliest time", func() []byte {
			c := slices.Clone(early[:len(early)-checksumLength])
			c[1+varintLength(c[1:])] = 1
			c[len(c)-1] = 1
			return sealed(c)
		}()},
		{"no beat at the latest time", func() []byte {
			c := slices.Clone(early[:len(early)-checksumLength])
			c[1+varintLength(c[1:])] = 1
			return sealed(c)
		}()},
	}
	for _, tt := range tests {
		if _, err := open(tt.content); err == nil {
			t.Errorf("%s: it is read", tt.name)
		}
	}
	if _, err := open(early); err != nil {
		t.Errorf("the block that they are made of is not read: %v", err)
	}
}

func varintLength(in []byte) int {
	c := cursor{rest: in}
	c.varint()
	return len(in) - len(c.rest)
}
