package pack

import (
	"encoding/binary"
	"math"
	"math/bits"
	"slices"
	"time"
)

// The arrivals of a regular robot are told by how much later than expected each
// is. There are two kinds of robots: those that wait for so long after each
// beat, and those that beat at the full minute or every ten seconds, whatever
// the last beat did. Whichever takes less room is written.

// grid is where beats are expected: 0 for so long after each, which the column
// of the differences knows by its centre; else they are expected at multiples
// of it, in milliseconds, from the first beat on.
type grid int64

// expected returns the time from which the beat after one at last is counted.
func (g grid) expected(first, last int64) int64 {
	if g == 0 {
		return last
	}
	beats, _ := divide(last-first+int64(g)/2, int64(g))
	return first + (beats+1)*int64(g)
}

// lateness returns by how much each beat but the first comes later than it is
// expected.
func (g grid) lateness(arrivals []int64) []int64 {
	late := make([]int64, 0, len(arrivals)-1)
	for i, at := range arrivals[1:] {
		late = append(late, at-g.expected(arrivals[0], arrivals[i]))
	}
	return late
}

// appendArrivals writes the first arrival after the earliest, the grid, and the
// lateness.
func appendArrivals(dst []byte, earliest int64, arrivals []int64) []byte {
	dst = binary.AppendUvarint(dst, uint64(arrivals[0]-earliest))
	if len(arrivals) == 1 {
		return dst
	}
	differences := grid(0).lateness(arrivals)
	best, size := newColumn(differences)
	var bestGrid grid
	if g := likelyGrid(differences); g > 0 {
		if other, otherSize := newColumn(g.lateness(arrivals)); otherSize < size {
			best, bestGrid = other, g
		}
	}
	dst = binary.AppendUvarint(dst, uint64(bestGrid))
	return best.append(dst)
}

// likelyGrid returns the interval of a robot that beats at full seconds, if its
// beats can come at such.
func likelyGrid(differences []int64) grid {
	low, high := bulk(differences)
	const second = int64(time.Second / time.Millisecond)
	middle, _ := divide(low/2+high/2+second/2, second)
	return grid(max(middle*second, 0))
}

func (c *cursor) arrivals(h head) []int64 {
	arrivals := make([]int64, h.beats)
	first := c.uvarint()
	if first > uint64(h.latest-h.earliest) {
		c.fail()
		return nil
	}
	if h.beats > 1 {
		g := grid(c.number(maxMilli))
		c.column(arrivals[1:])
		arrivals[0] = h.earliest + int64(first)
		for i := range arrivals[1:] {
			arrivals[i+1] += g.expected(arrivals[0], arrivals[i])
			if arrivals[i+1] < h.earliest || arrivals[i+1] > h.latest {
				c.fail()
				return nil
			}
		}
	}
	arrivals[0] = h.earliest + int64(first)
	if slices.Min(arrivals) != h.earliest || slices.Max(arrivals) != h.latest {
		c.fail()
	}
	return arrivals
}

// The departure of a beat is told by how much later than its arrival it is, in
// units of how exact the time is that the robot wrote: less than nothing by as
// much as the network takes, or as the robot's clock is wrong. Where it writes
// whole seconds, the network's share of the time makes a difference only at
// the turn of a second.

// lag is by how much arrivals are later than departures at least, in
// milliseconds.
type lag int64

// expected returns when a beat that arrived at at was sent, in units of a stamp.
func (l lag) expected(at int64, s stamp) int64 {
	const milli = 3 // digits
	if s.digits >= milli {
		return (at - int64(l)) * units[maxDigits+milli-s.digits]
	}
	sent, _ := divide(at-int64(l), units[maxDigits-milli+s.digits])
	return sent
}

// departed returns for each beat whose departure is known how much later than
// expected that is.
func (l lag) departed(shapes []shape, which []int, arrivals, departures []int64) []int64 {
	late := make([]int64, 0, len(which))
	for i, w := range which {
		if s := &shapes[w]; s.sent {
			late = append(late, departures[i]/s.stamp.unit()-l.expected(arrivals[i], s.stamp))
		}
	}
	return late
}

func appendDepartures(dst []byte, shapes []shape, which []int, arrivals, departures []int64) []byte {
	late := lag(0).departed(shapes, which, arrivals, departures)
	if len(late) == 0 {
		return dst
	}
	best, size := newColumn(late)
	var bestLag lag
	if l := likelyLag(shapes, which, arrivals, departures); l != 0 {
		if other, otherSize := newColumn(l.departed(shapes, which, arrivals, departures)); otherSize < size {
			best, bestLag = other, l
		}
	}
	dst = binary.AppendVarint(dst, int64(bestLag))
	return best.append(dst)
}

// likelyLag returns the least lag if a robot writes its time less exactly than
// arrivals are known: else it need not be known, for the column has a centre.
func likelyLag(shapes []shape, which []int, arrivals, departures []int64) lag {
	least, coarse := int64(math.MaxInt64), false
	for i, w := range which {
		if s := &shapes[w]; s.sent {
			sent, _ := divide(departures[i], int64(time.Millisecond))
			least = min(least, arrivals[i]-sent)
			coarse = coarse || s.stamp.unit() > int64(time.Millisecond)
		}
	}
	if !coarse {
		return 0
	}
	return lag(least)
}

func (c *cursor) departures(shapes []shape, which []int, arrivals []int64) []int64 {
	departures := make([]int64, len(which))
	known := 0
	for _, w := range which {
		if shapes[w].sent {
			known++
		}
	}
	if known == 0 || c.failed {
		return departures
	}
	l := lag(c.varint())
	late := departures[len(departures)-known:] // never ahead of the beat that it is of
	c.column(late)
	for i, w := range which {
		s := &shapes[w]
		if !s.sent {
			departures[i] = 0
			continue
		}
		sent := late[0] + l.expected(arrivals[i], s.stamp)
		late = late[1:]
		departures[i] = sent * s.stamp.unit()
		if overflow, _ := bits.Mul64(magnitude(sent), uint64(s.stamp.unit())); overflow > 0 || departures[i] < 0 != (sent < 0) {
			c.fail()
			return nil
		}
	}
	return departures
}

func magnitude(v int64) uint64 {
	if v < 0 {
		return -uint64(v)
	}
	return uint64(v)
}
