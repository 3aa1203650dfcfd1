package calendar

import (
	"errors"
	"strconv"
	"time"
)

// Date is a day of the calendar, without a time zone: days since 1 January
// 1970.
type Date int

const (
	secondsADay = 24 * 60 * 60
	minutesADay = 24 * 60
)

// DateOf returns the date of a year, a month and a day.
func DateOf(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsADay)
}

// ParseDate reads a date such as "2026-12-25".
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, errors.New(`want a date such as "2026-12-25"`)
	}
	return dateIn(t, time.UTC), nil
}

// String returns the date as ParseDate reads it.
func (d Date) String() string { return d.midnight().Format(time.DateOnly) }

func (d Date) midnight() time.Time { return time.Unix(int64(d)*secondsADay, 0).UTC() }

func (d Date) weekday() time.Weekday { return d.midnight().Weekday() }

// dateIn returns the date that calendars in a zone show at an instant.
func dateIn(t time.Time, zone *time.Location) Date {
	year, month, day := t.In(zone).Date()
	return DateOf(year, month, day)
}

// instant returns when clocks in a zone first show a time, in minutes since
// the date's midnight, or one after it: a time that is skipped is the end of
// the gap.
func instant(zone *time.Location, d Date, minute int) time.Time {
	wall := int64(d)*secondsADay + int64(minute)*60
	// No zone is a day away from UTC: a day before, clocks show less.
	for t := time.Unix(wall-secondsADay, 0).In(zone); ; {
		_, offset := t.Zone()
		_, end := t.ZoneBounds()
		shown := time.Unix(max(t.Unix(), wall-int64(offset)), 0)
		if end.IsZero() || shown.Before(end) {
			return shown.UTC()
		}
		t = end
	}
}

// parseMinute reads a time of the day such as "08:45", up to "24:00", as
// minutes since midnight.
func parseMinute(text string) (int, bool) {
	if len(text) != len("08:45") || text[2] != ':' {
		return 0, false
	}
	hour, hourErr := strconv.ParseUint(text[:2], 10, 8)
	minute, minuteErr := strconv.ParseUint(text[3:], 10, 8)
	total := int(hour)*60 + int(minute)
	return total, hourErr == nil && minuteErr == nil && minute < 60 && total <= minutesADay
}
