package trend

import (
	"encoding/binary"
	"hash/crc32"
	"time"
)

// The form of a day, version 1:
//
//	1 byte    version
//	varint    the day, counted from 1970
//	runs      until all 24 hours are told, each: uvarint mask<<1 | more; if more,
//	          uvarint how many hours more are equal; for each bit of mask a
//	          varint: the difference of that column to the hour before
//	uvarint   the number of buckets of the gaps, each: uvarint difference of its
//	          index to the one before; uvarint count
//	4 bytes   CRC-32C of all this, little endian
//
// A varint is that of encoding/binary.
const dayVersion = 1

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// AppendDay appends a day in a compact form, which DecodeDay reads: about 20
// bytes for a day on which nothing happens.
func AppendDay(dst []byte, day Day) []byte {
	start := len(dst)
	dst = append(dst, dayVersion)
	dst = binary.AppendVarint(dst, floorDiv(day.From.UnixMilli(), aDay))
	dst = appendHours(dst, &day)
	dst = appendGaps(dst, day.Gaps)
	return binary.LittleEndian.AppendUint32(dst, crc32.Checksum(dst[start:], castagnoli))
}

func appendHours(dst []byte, day *Day) []byte {
	var hours [len(day.Hours)]columns
	for i := range hours {
		hours[i] = columnsOf(&day.Hours[i], day.hour(i))
	}
	before := aliveHour
	for i := 0; i < len(hours); {
		equal := 1
		for i+equal < len(hours) && hours[i+equal] == hours[i] {
			equal++
		}
		dst = appendRun(dst, before, hours[i], equal)
		before = hours[i]
		i += equal
	}
	return dst
}

func appendRun(dst []byte, before, c columns, equal int) []byte {
	var mask uint64
	for i := range c {
		if c[i] != before[i] {
			mask |= 1 << i
		}
	}
	if equal == 1 {
		dst = binary.AppendUvarint(dst, mask<<1)
	} else {
		dst = binary.AppendUvarint(dst, mask<<1|1)
		dst = binary.AppendUvarint(dst, uint64(equal-1))
	}
	for i := range c {
		if c[i] != before[i] {
			dst = binary.AppendVarint(dst, c[i]-before[i])
		}
	}
	return dst
}

func appendGaps(dst []byte, gaps Histogram) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(gaps.buckets)))
	var before uint16
	for _, b := range gaps.buckets {
		dst = binary.AppendUvarint(dst, uint64(b.index-before))
		dst = binary.AppendUvarint(dst, uint64(b.count))
		before = b.index
	}
	return dst
}

// hour is when an hour of the day begins.
func (d *Day) hour(i int) time.Time { return d.From.Add(time.Duration(i) * time.Hour) }
