package decode

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// TimeOptions says how to read a time that leaves something open.
type TimeOptions struct {
	Zone *time.Location // of times that name none; nil: local
	Near time.Time      // of several readings the nearest to this is taken; zero when unknown
}

// maxTimeText is the longest text that may be a time, in bytes.
const maxTimeText = 120

// The years that a time may lie in. A robot that says otherwise has no clock.
const (
	minYear = 1970
	maxYear = 9998
)

// Timestamp reads a time as robots write it: ISO 8601 and RFC 3339 with or
// without a zone or a fraction; what `%date%T%time%` gives in the locales of
// Windows; what date and ctime print; Unix seconds, milliseconds and finer. A
// time that names a zone keeps it; Unix times are in UTC.
func Timestamp(text string, o TimeOptions) (t time.Time, ok bool) {
	t, _, ok = readTime(text, o)
	return t, ok
}

// readTime also says whether the text named its zone.
func readTime(text string, o TimeOptions) (t time.Time, zoned, ok bool) {
	if len(text) > maxTimeText {
		return time.Time{}, false, false
	}
	if o.Zone == nil {
		o.Zone = time.Local
	}
	if r, ok := isoTime(text); ok {
		if t, ok := r.nearest(o); ok {
			return t, false, true
		}
	}
	text = tidyTime(text)
	if t, ok := unixTime(text); ok {
		return t, true, true
	}
	for _, read := range []func(string) (readings, bool){compactTime, numericTime, namedTime} {
		if r, ok := read(text); ok {
			t, ok := r.nearest(o)
			if _, offset := t.Zone(); offset%60 != 0 {
				t = t.UTC() // RFC 3339 cannot write such an offset
			}
			return t, r.zone != nil, ok
		}
	}
	return time.Time{}, false, false
}

// isoTime reads what datetime.now().isoformat() writes. numericTime reads that
// too; but most robots write nothing else, and this takes a tenth of the time.
func isoTime(text string) (readings, bool) {
	t, err := time.Parse("2006-01-02T15:04:05.999999999", text)
	if err != nil {
		return readings{}, false
	}
	return readings{
		dates: [][3]int{{t.Year(), int(t.Month()), t.Day()}},
		clock: [4]int{t.Hour(), t.Minute(), t.Second(), t.Nanosecond()},
	}, true
}

// tidyTime removes what cannot matter: marks of direction that Windows puts
// around dates, and all blanks but single spaces.
func tidyTime(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cf) {
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

var unixForm = regexp.MustCompile(`^(\d{10}|\d{13}|\d{16}|\d{19})(?:[.,](\d+))?$`)

// unixTime reads seconds, or a finer unit, since 1970. Fewer digits than a
// time of our days has are a number that is still being written.
func unixTime(text string) (time.Time, bool) {
	m := unixForm.FindStringSubmatch(text)
	if m == nil {
		return time.Time{}, false
	}
	seconds, err := strconv.ParseInt(m[1][:10], 10, 64)
	if err != nil {
		return time.Time{}, false
	}
	return time.Unix(seconds, int64(nanoseconds(m[1][10:]+m[2]))).UTC(), true
}

// nanoseconds reads the digits after a decimal point; what is finer is cut.
func nanoseconds(digits string) int {
	digits = (digits + "000000000")[:9]
	n, _ := strconv.Atoi(digits)
	return n
}

// readings are what the text of one time may mean.
type readings struct {
	dates [][3]int // year, month, day; the likeliest first
	clock [4]int   // hour, minute, second, nanosecond
	zone  *time.Location
}

// nearest returns the reading that lies nearest to o.Near, or the likeliest
// when that is not known.
func (r readings) nearest(o TimeOptions) (best time.Time, ok bool) {
	zone := r.zone
	if zone == nil {
		zone = o.Zone
	}
	for _, date := range r.dates {
		for _, t := range moments(date, r.clock, zone) {
			if !ok || !o.Near.IsZero() && t.Sub(o.Near).Abs() < best.Sub(o.Near).Abs() {
				best, ok = t, true
			}
		}
	}
	return best, ok
}

// moments returns when a clock in zone shows the date and time: mostly once,
// twice in the hour that is turned back in autumn, never when there is no such
// date. In the hour that is left out in spring it is what Go makes of it.
func moments(date [3]int, clock [4]int, zone *time.Location) []time.Time {
	year, month, day := date[0], time.Month(date[1]), date[2]
	if year < minYear || year > maxYear || !isDate(date) ||
		clock[0] > 23 || clock[1] > 59 || clock[2] > 60 {
		return nil
	}
	t := time.Date(year, month, day, clock[0], clock[1], clock[2], clock[3], zone)
	found := []time.Time{t}
	_, offset := t.Zone()
	for _, around := range []time.Duration{-24 * time.Hour, 24 * time.Hour} {
		_, other := t.Add(around).Zone()
		twin := t.Add(time.Duration(offset-other) * time.Second)
		if other != offset && twin.Hour() == t.Hour() && twin.Minute() == t.Minute() && twin.Day() == t.Day() {
			found = append(found, twin)
		}
	}
	return found
}

func isDate(date [3]int) bool {
	t := time.Date(date[0], time.Month(date[1]), date[2], 0, 0, 0, 0, time.UTC)
	return t.Year() == date[0] && int(t.Month()) == date[1] && t.Day() == date[2]
}
