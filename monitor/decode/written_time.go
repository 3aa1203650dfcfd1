package decode

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// zoneForm is a zone as it stands after a time. Other abbreviations than UTC
// and GMT mean different things in different countries.
const zoneForm = `(?i:Z|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2}(?::?\d{2})?)?|UTC|GMT)`

var (
	// compactForm: 20260120T093000Z
	compactForm = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})[Tt _-]?(\d{2})(\d{2})(\d{2})(?:[.,](\d{1,18}))? ?(` + zoneForm + `)?$`)

	// numericForm: 2026-01-20T09:30:00.123+07:00, Tue 01/20/2026T 9:30:00.12,
	// 20. 1. 2026 г.T9:30:00,12, 2026/01/20 (火) 9:30, 20-01-26T 9.30.00,12
	numericForm = regexp.MustCompile(`^(?:[\pL\pM.,()-]{1,24} ?){0,2}?` +
		`(\d{1,4}) ?([./-]) ?(\d{1,2}) ?[./-] ?(\d{1,4})` +
		`[\pL\pM.,()_ -]{1,16}` +
		`(?:(\d{1,2}):(\d{2})(?::(\d{2}))?|(\d{1,2})\.(\d{2})\.(\d{2}))(?:[.,](\d{1,18}))?` +
		` ?([AaPp]\.?[Mm]\.?)? ?(` + zoneForm + `)?$`)

	// namedZone is a zone in the text of a date with a month's name.
	namedZone = regexp.MustCompile(` (UTC|GMT|[+-]\d{4})\b`)
)

func compactTime(text string) (readings, bool) {
	m := compactForm.FindStringSubmatch(text)
	if m == nil {
		return readings{}, false
	}
	zone, ok := readZone(m[8])
	return readings{
		dates: [][3]int{{number(m[1]), number(m[2]), number(m[3])}},
		clock: [4]int{number(m[4]), number(m[5]), number(m[6]), nanoseconds(m[7])},
		zone:  zone,
	}, ok
}

func numericTime(text string) (readings, bool) {
	m := numericForm.FindStringSubmatch(text)
	if m == nil {
		return readings{}, false
	}
	r := readings{dates: dates(m[1], m[2], m[3], m[4])}
	if m[5] != "" {
		r.clock = [4]int{number(m[5]), number(m[6]), number(m[7]), nanoseconds(m[11])}
	} else {
		r.clock = [4]int{number(m[8]), number(m[9]), number(m[10]), nanoseconds(m[11])}
	}
	if m[11] != "" && m[5] != "" && m[7] == "" {
		return readings{}, false // a fraction of minutes is nobody's
	}
	if m[12] != "" {
		var ok bool
		if r.clock[0], ok = halfDay(r.clock[0], m[12]); !ok {
			return readings{}, false
		}
	}
	zone, ok := readZone(m[13])
	r.zone = zone
	return r, ok
}

// dates returns what three numbers of a date may mean. The order of day and
// month is in doubt, and so is where a year of two digits stands.
func dates(first, separator, second, third string) [][3]int {
	a, b, c := number(first), number(second), number(third)
	switch {
	case len(first) == 4 && len(third) <= 2:
		return [][3]int{{a, b, c}}
	case len(first) <= 2 && len(third) == 4:
		if separator == "/" {
			return withBuddhist([][3]int{{c, a, b}, {c, b, a}})
		}
		return withBuddhist([][3]int{{c, b, a}, {c, a, b}})
	case len(first) == 2 && len(third) == 2:
		if separator == "/" {
			return [][3]int{{2000 + c, a, b}, {2000 + c, b, a}, {2000 + a, b, c}}
		}
		return [][3]int{{2000 + c, b, a}, {2000 + c, a, b}, {2000 + a, b, c}}
	case len(first) == 1 && len(third) == 2:
		if separator == "/" {
			return [][3]int{{2000 + c, a, b}, {2000 + c, b, a}}
		}
		return [][3]int{{2000 + c, b, a}, {2000 + c, a, b}}
	}
	return nil
}

// withBuddhist adds the years of a Thai Windows, which counts 543 more.
func withBuddhist(dates [][3]int) [][3]int {
	for _, date := range dates {
		if date[0] > 2500 && date[0] < 2700 {
			dates = append(dates, [3]int{date[0] - 543, date[1], date[2]})
		}
	}
	return dates
}

func halfDay(hour int, half string) (int, bool) {
	if hour < 1 || hour > 12 {
		return 0, false
	}
	hour %= 12
	if half[0] == 'p' || half[0] == 'P' {
		hour += 12
	}
	return hour, true
}

// readZone reads what zoneForm matched; nil for nothing.
func readZone(text string) (*time.Location, bool) {
	text = strings.ToUpper(text)
	if text == "" {
		return nil, true
	}
	offsetOnly := strings.TrimPrefix(strings.TrimPrefix(text, "UTC"), "GMT")
	if offsetOnly == "" || offsetOnly == "Z" {
		return time.UTC, true
	}
	sign, digits := offsetOnly[0], strings.ReplaceAll(offsetOnly[1:], ":", "")
	if len(digits)%2 == 1 && offsetOnly == text && strings.IndexByte(offsetOnly, ':') != 2 {
		return nil, false // "+0" is "+07:00" still being written; "UTC+7" is whole
	}
	if len(digits)%2 == 1 {
		digits = "0" + digits
	}
	digits += "0000"
	hours, minutes, seconds := number(digits[:2]), number(digits[2:4]), number(digits[4:6])
	if hours > 15 || minutes > 59 || seconds > 59 {
		return nil, false
	}
	offset := hours*3600 + minutes*60 + seconds
	if sign == '-' {
		offset = -offset
	}
	if offset == 0 {
		return time.UTC, true
	}
	return time.FixedZone("", offset), true
}

// namedLayouts are the dates that spell their month, without the zone.
var namedLayouts = []string{
	"Mon Jan _2 15:04:05 2006",
	"Mon Jan _2 03:04:05 PM 2006",
	"Mon, 2 Jan 2006 15:04:05",
	"Mon 2 Jan 15:04:05 2006",
	"Mon 2 Jan 2006 15:04:05",
	"Mon 2 Jan 2006 03:04:05 PM",
	"2 Jan 2006 15:04:05",
	"2-Jan-2006 15:04:05",
	"2-Jan-2006T15:04:05",
	"2-Jan-2006T 15:04:05",
	"2-Jan-06T15:04:05",
	"2-Jan-06T 15:04:05",
	"2-Jan-06 15:04:05",
	"Monday, January 2, 2006 3:04:05 PM",
	"Monday, 2 January 2006 15:04:05",
	"Monday, January 2, 2006 15:04:05",
}

func namedTime(text string) (readings, bool) {
	var zone *time.Location
	if m := namedZone.FindStringSubmatchIndex(text); m != nil {
		var ok bool
		if zone, ok = readZone(text[m[2]:m[3]]); !ok {
			return readings{}, false
		}
		text = text[:m[0]] + text[m[1]:]
	}
	for _, layout := range namedLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			return readings{
				dates: [][3]int{{t.Year(), int(t.Month()), t.Day()}},
				clock: [4]int{t.Hour(), t.Minute(), t.Second(), t.Nanosecond()},
				zone:  zone,
			}, true
		}
	}
	return readings{}, false
}

// number reads digits that a form matched; 0 for none.
func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}
