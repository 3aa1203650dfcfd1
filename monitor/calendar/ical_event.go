package calendar

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
)

// eventProperties are those of an event that tell of holidays.
var eventProperties = []string{"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "STATUS", "RECURRENCE-ID"}

// event is a VEVENT.
type event struct {
	line      int
	dated     bool // it has a start
	start     Date
	end       *Date // the day after its last, when it says so
	duration  int   // days, when it says so
	rule      string
	further   []Date        // more days on which it begins
	except    map[Date]bool // days on which it does not, whatever rule says so
	cancelled bool
	leftOut   string // why it is no holiday
}

const (
	whyTimed   = "an event with times of the day is no holiday, and was left out: early closes stand in the configuration"
	whyChanged = "the change of one date of a recurring event was left out"
)

// take takes up a property.
func (e *event) take(name string, p *ics.BaseProperty, line int) error {
	var err error
	switch name {
	case "STATUS":
		e.cancelled = strings.EqualFold(p.Value, "CANCELLED")
	case "RECURRENCE-ID":
		e.leftOut = whyChanged
	case "RRULE":
		if e.rule != "" {
			return errors.New("the event has two rules to recur by: give it one")
		}
		e.rule = strings.ToUpper(p.Value)
	case "DURATION":
		e.duration, err = parseDuration(p.Value)
	case "DTSTART":
		var dates []Date
		if dates, err = e.dates(name, p); len(dates) == 1 {
			e.start, e.dated = dates[0], true
		}
	case "DTEND":
		var dates []Date
		if dates, err = e.dates(name, p); len(dates) == 1 {
			e.end = &dates[0]
		}
	case "RDATE":
		var dates []Date
		dates, err = e.dates(name, p)
		e.further = append(e.further, dates...)
	case "EXDATE":
		var dates []Date
		dates, err = e.dates(name, p)
		if e.except == nil {
			e.except = make(map[Date]bool)
		}
		for _, d := range dates {
			e.except[d] = true
		}
	}
	return err
}

// dates reads dates without times. With times, the event is no holiday.
func (e *event) dates(name string, p *ics.BaseProperty) ([]Date, error) {
	var dates []Date
	for text := range strings.SplitSeq(p.Value, ",") {
		day, clock, timed := strings.Cut(text, "T")
		t, err := time.Parse("20060102", day)
		switch {
		case err != nil || timed && clock == "" || t.Year() < 1900:
			return nil, fmt.Errorf("%s %s: want a date such as 20261225", name, clip(text))
		case timed:
			e.leftOut = whyTimed
			return nil, nil
		}
		dates = append(dates, dateIn(t, time.UTC))
	}
	if len(dates) > 1 && (name == "DTSTART" || name == "DTEND") {
		return nil, fmt.Errorf("%s has %d dates: want one", name, len(dates))
	}
	return dates, nil
}

// length returns how many days an event lasts. Without an end it is one; so
// it is with an end on the day of its start, as some programs write it.
func (e *event) length() (int, error) {
	switch {
	case !e.dated:
		return 0, fmt.Errorf("the event of line %d has no DTSTART", e.line)
	case e.end != nil && *e.end < e.start:
		return 0, fmt.Errorf("the event of line %d ends before it starts", e.line)
	case e.end != nil:
		return max(1, int(*e.end-e.start)), nil
	}
	return max(1, e.duration), nil
}

var duration = regexp.MustCompile(`^\+?P(?:(\d{1,3})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?$`)

// parseDuration reads a length of time in days, begun ones as whole.
func parseDuration(text string) (days int, err error) {
	parts := duration.FindStringSubmatch(strings.ToUpper(text))
	if parts == nil {
		return 0, fmt.Errorf("DURATION %s: want days such as P1D", clip(text))
	}
	seconds := 0
	for i, unit := range []int{7 * secondsADay, secondsADay, 3600, 60, 1} {
		n, _ := strconv.Atoi("0" + parts[i+1]) // a few digits, or none
		seconds += n * unit
	}
	return (seconds + secondsADay - 1) / secondsADay, nil
}
