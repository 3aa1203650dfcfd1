package calendar

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Session is a time of open market that comes every week.
type Session struct {
	day    time.Weekday // it begins on
	start  int          // minutes from the midnight that the day begins with
	length int          // minutes on a wall clock: more than 0, a week at most
}

var (
	errSession = errors.New(`want "Mon-Fri 08:45-16:15" or "Sun 17:00-Fri 17:00"`)
	dayNames   = []string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"} // in the order of time.Weekday
)

// ParseSessions reads one entry of a list of sessions, in one of the forms
//
//	Mon-Fri 08:45-16:15
//	Fri 13:30-16:15
//	Sun 17:00-Fri 17:00
//
// The first stands for several sessions, one for each of its days.
func ParseSessions(text string) ([]Session, error) {
	words := strings.Split(text, " ")
	switch len(words) {
	case 2:
		return parseDaily(words[0], words[1])
	case 3:
		return parseAcross(words[0], words[1], words[2])
	}
	return nil, errSession
}

// parseDaily reads "Mon-Fri" and "08:45-16:15".
func parseDaily(days, hours string) ([]Session, error) {
	first, last, isRange := strings.Cut(days, "-")
	if !isRange {
		last = first
	}
	from, to, found := strings.Cut(hours, "-")
	if !found {
		return nil, errSession
	}
	start, end, err := parseHours(from, to)
	if err != nil {
		return nil, err
	}
	if end <= start {
		end += minutesADay
	}
	begins, ends, err := parseDays(first, last)
	if err != nil {
		return nil, err
	}
	if end == start { // "24:00-00:00"
		return nil, errEmpty
	}
	var sessions []Session
	for day := begins; ; day = (day + 1) % 7 {
		sessions = append(sessions, Session{day, start, end - start})
		if day == ends {
			return sessions, nil
		}
	}
}

// parseAcross reads "Sun", "17:00-Fri" and "17:00".
func parseAcross(first, middle, to string) ([]Session, error) {
	from, last, found := strings.Cut(middle, "-")
	if !found {
		return nil, errSession
	}
	start, end, err := parseHours(from, to)
	if err != nil {
		return nil, err
	}
	begins, ends, err := parseDays(first, last)
	if err != nil {
		return nil, err
	}
	length := int(ends-begins+7)%7*minutesADay + end - start
	switch {
	case length == 0:
		return nil, errEmpty
	case length < 0: // until the same day of the next week
		length += 7 * minutesADay
	}
	return []Session{{begins, start, length}}, nil
}

var errEmpty = errors.New(`it ends when it begins; open all the time is "Mon-Sun 00:00-24:00"`)

func parseHours(from, to string) (start, end int, err error) {
	start, fromIsTime := parseMinute(from)
	end, toIsTime := parseMinute(to)
	switch {
	case !fromIsTime:
		return 0, 0, errClock(from)
	case !toIsTime:
		return 0, 0, errClock(to)
	}
	return start, end, nil
}

func parseDays(first, last string) (from, to time.Weekday, err error) {
	from, to = time.Weekday(slices.Index(dayNames, first)), time.Weekday(slices.Index(dayNames, last))
	switch {
	case from < 0:
		return 0, 0, errDay(first)
	case to < 0:
		return 0, 0, errDay(last)
	}
	return from, to, nil
}

func errClock(text string) error {
	return fmt.Errorf("%q is no time of the day: want 00:00 to 24:00", text)
}

func errDay(text string) error {
	return fmt.Errorf("%q is no day: want Mon, Tue, Wed, Thu, Fri, Sat or Sun", text)
}

// EarlyClose is a date on which the market closes before its time.
type EarlyClose struct {
	date   Date
	minute int // since midnight
}

// ParseEarlyClose reads an early close such as "2026-12-24 12:00".
func ParseEarlyClose(text string) (EarlyClose, error) {
	day, clock, _ := strings.Cut(text, " ")
	date, err := ParseDate(day)
	minute, isTime := parseMinute(clock)
	if err != nil || !isTime {
		return EarlyClose{}, errors.New(`want a date and a time such as "2026-12-24 12:00"`)
	}
	return EarlyClose{date, minute}, nil
}
