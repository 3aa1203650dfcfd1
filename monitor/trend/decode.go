package trend

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
)

// ErrBadDay is wrapped by every error of DecodeDay.
var ErrBadDay = errors.New("a day of the history cannot be read")

var (
	errDamaged = fmt.Errorf("%w: it is damaged", ErrBadDay)
	errNewer   = fmt.Errorf("%w: it was written by a newer Sentinel; install that one", ErrBadDay)
)

// DecodeDay reads what AppendDay has written, all of it.
func DecodeDay(data []byte) (Day, error) {
	body, err := dayBody(data)
	if err != nil {
		return Day{}, err
	}
	r := reader{rest: body}
	day := r.day()
	if r.bad || len(r.rest) > 0 {
		return Day{}, errDamaged
	}
	return day, nil
}

// dayBody is what lies between the version of a day and its sum, which it checks.
func dayBody(data []byte) ([]byte, error) {
	if len(data) > 0 && data[0] > dayVersion {
		return nil, errNewer
	}
	body := len(data) - crc32.Size
	if body < 1 || data[0] != dayVersion ||
		crc32.Checksum(data[:body], castagnoli) != binary.LittleEndian.Uint32(data[body:]) {
		return nil, errDamaged
	}
	return data[1:body], nil
}

// reader reads the numbers of a day. Once it went wrong it goes on with zeros.
type reader struct {
	rest []byte
	bad  bool
}

func (r *reader) day() Day {
	const mostDays = 4_000_000 // some ten thousand years
	number := r.varint()
	if number < -mostDays || number > mostDays {
		r.bad = true
		return Day{}
	}
	day := Day{From: midnight(number)}
	before := aliveHour
	for i := 0; i < len(day.Hours) && !r.bad; {
		c, equal := r.run(before)
		if equal > uint64(len(day.Hours)-i) || !c.sound() {
			r.bad = true
			break
		}
		for range equal {
			day.Hours[i] = c.summary(day.hour(i))
			i++
		}
		before = c
	}
	day.Gaps = r.gaps()
	return day
}

// run reads the columns of an hour, and of how many hours they are.
func (r *reader) run(before columns) (c columns, equal uint64) {
	mask := r.uvarint()
	equal = 1
	if mask&1 != 0 {
		equal = r.uvarint() + 1
	}
	mask >>= 1
	if mask>>len(c) != 0 || equal == 0 {
		r.bad = true
	}
	for i := range c {
		c[i] = before[i]
		if mask&(1<<i) != 0 {
			c[i] += r.varint()
		}
	}
	return c, equal
}

func (r *reader) gaps() Histogram {
	var gaps Histogram
	index := uint64(0)
	for left := r.uvarint(); left > 0 && !r.bad; left-- {
		step, count := r.uvarint(), r.uvarint()
		index += step
		if step >= bucketCount || index >= bucketCount || count == 0 || count > most ||
			step == 0 && len(gaps.buckets) > 0 {
			r.bad = true
			break
		}
		gaps.buckets = append(gaps.buckets, bucket{uint16(index), int(count)})
	}
	return gaps
}

func (r *reader) uvarint() uint64 {
	number, n := binary.Uvarint(r.rest)
	return taken(r, number, n)
}

func (r *reader) varint() int64 {
	number, n := binary.Varint(r.rest)
	return taken(r, number, n)
}

func taken[N int64 | uint64](r *reader, number N, n int) N {
	if n <= 0 || r.bad {
		r.bad = true
		return 0
	}
	r.rest = r.rest[n:]
	return number
}
