package trend

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"testing"
	"time"
)

func TestDamagedDay(t *testing.T) {
	data := AppendDay(nil, Days(steadyDay(monday, time.Second)...)[0])
	for i := range data {
		if _, err := DecodeDay(data[:i]); !errors.Is(err, ErrBadDay) {
			t.Errorf("cut at %d: %v", i, err)
		}
		for bit := range 8 {
			flipped := append([]byte(nil), data...)
			flipped[i] ^= 1 << bit
			if _, err := DecodeDay(flipped); !errors.Is(err, ErrBadDay) {
				t.Errorf("bit %d of byte %d flipped: %v", bit, i, err)
			}
		}
	}
	if _, err := DecodeDay(append(data, 0)); !errors.Is(err, ErrBadDay) {
		t.Errorf("with a byte too many: %v", err)
	}
	newer := append([]byte(nil), data...)
	newer[0] = dayVersion + 1
	if _, err := DecodeDay(newer); !errors.Is(err, errNewer) {
		t.Errorf("of a newer version: %v", err)
	}
}

// sealed makes a day of what should stand between version and checksum.
func sealed(body []byte) []byte {
	data := append([]byte{dayVersion}, body...)
	return binary.LittleEndian.AppendUint32(data, crc32.Checksum(data, castagnoli))
}

func FuzzDecodeDay(f *testing.F) {
	for _, jitter := range []time.Duration{0, time.Second} {
		data := AppendDay(nil, Days(steadyDay(monday, jitter)...)[0])
		f.Add(data[1 : len(data)-crc32.Size])
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, body []byte) {
		if _, err := DecodeDay(body); err != nil && !errors.Is(err, ErrBadDay) {
			t.Error(err)
		}
		day, err := DecodeDay(sealed(body))
		if err != nil {
			return
		}
		for i := range day.Hours {
			hour := &day.Hours[i]
			var levels time.Duration
			for _, length := range hour.Levels {
				levels += length
			}
			if levels != hour.Length || hour.Counted() < hour.Down || hour.Down < 0 || hour.Beats < 0 {
				t.Errorf("hour %d cannot be: %+v", i, hour)
			}
		}
		if share, ok := MergeDays(day).Availability(); share < 0 || share > 1 || !ok && share != 0 {
			t.Errorf("availability %v, %v", share, ok)
		}
		again, err := DecodeDay(AppendDay(nil, day))
		if err != nil {
			t.Fatal(err)
		}
		diff(t, "written and read", again, day)
	})
}

// TestDayThatCannotBe: numbers that no day has, though the checksum is right.
func TestDayThatCannotBe(t *testing.T) {
	// The first hour is told as it differs from an hour that was ok throughout.
	const (
		beats, ok, critical, down, length, begins = 1 << 0, 1 << 5, 1 << 6, 1 << 7, 1 << 16, 1 << 17
		unobserved                                = 1 << 12
	)
	hours := func(mask uint64, equal uint64, differences ...int64) []byte {
		body := binary.AppendVarint(nil, 20000)
		body = binary.AppendUvarint(body, mask<<1|1)
		body = binary.AppendUvarint(body, equal-1)
		for _, difference := range differences {
			body = binary.AppendVarint(body, difference)
		}
		return body
	}
	gaps := func(numbers ...uint64) []byte {
		body := hours(0, 24)
		for _, number := range numbers {
			body = binary.AppendUvarint(body, number)
		}
		return body
	}
	day := func(number int64) []byte {
		return append(binary.AppendVarint(nil, number), hours(0, 24)[3:]...)
	}
	none := byte(0) // gaps
	for _, test := range []struct {
		name string
		body []byte
		ok   bool
	}{
		{"as it should be", append(hours(0, 24), none), true},
		{"one beat", append(hours(beats, 24, 1), none), true},
		{"an outage throughout", append(hours(ok|critical|down, 24, -anHour, anHour, anHour), none), true},
		{"gaps", gaps(2, 5, 1, 1, 7), true},
		{"gaps of the longest", gaps(1, bucketCount-1, 1), true},
		{"a day", append(day(20000), none), true},
		{"too few hours", append(hours(0, 23), none), false},
		{"too many hours", append(hours(0, 25), none), false},
		{"a run of no hours before all", append(append(hours(0, 0), hours(0, 24)[3:]...), none), false},
		{"a column that there is not", append(hours(1<<18, 24), none), false},
		{"fewer beats than none", append(hours(beats, 24, -1), none), false},
		{"too many beats", append(hours(beats, 24, most+1), none), false},
		{"levels shorter than the hour", append(hours(ok, 24, -1), none), false},
		{"more critical time than counted", append(hours(ok|critical|down|unobserved, 24, -anHour, anHour, anHour, 1), none), false},
		{"down, and not critical", append(hours(down, 24, 1), none), false},
		{"in the next hour", append(hours(begins, 24, anHour), none), false},
		{"beats in no time", append(hours(beats|ok|length, 24, 1, -anHour, -anHour), none), false},
		{"a gap beyond the longest", gaps(1, bucketCount, 1), false},
		{"a second gap beyond the longest", gaps(2, bucketCount-1, 1, 1, 1), false},
		{"a gap far beyond", gaps(2, 5, 1, 1<<64-2, 1), false},
		{"a length told twice", gaps(2, 5, 1, 0, 1), false},
		{"no gaps of a length", gaps(1, 5, 0), false},
		{"too many gaps", gaps(1, 5, most+1), false},
		{"a day too far away", append(day(4_000_001), none), false},
		{"a day too long ago", append(day(-4_000_001), none), false},
		{"something after the end", append(hours(0, 24), none, 0), false},
		{"nothing after the hours", hours(0, 24), false},
	} {
		if _, err := DecodeDay(sealed(test.body)); (err == nil) != test.ok {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}
