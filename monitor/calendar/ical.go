package calendar

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	ics "github.com/arran4/golang-ical"
)

// The years whose holidays are read: a recurrence without an end ends with
// them.
const (
	firstYear = 2000
	lastYear  = 2099
)

// Bounds of what a file may ask for.
const (
	maxICal      = 1 << 20 // bytes
	maxProperty  = 8 << 10 // bytes of a line that is read
	maxRecurring = 100     // events
	maxDays      = 100_000 // all events together
)

// Mistake is what is wrong, or doubtful, in a line of an iCalendar file.
type Mistake struct {
	Line    int // from 1
	Message string
}

// Error returns "line 12: message".
func (m Mistake) Error() string { return fmt.Sprintf("line %d: %s", m.Line, m.Message) }

// ParseHolidays reads the holidays in an iCalendar file, from 2000 to 2099: the
// days of all its all-day events, also of those that recur every year. Events
// that were cancelled are none. Events with times of the day, and changes of
// single dates of a recurring event, are left out, with a warning for the first
// of each. An error is a Mistake; so is all else that cannot be read, since a
// holiday that is overlooked would end in a false alarm.
func ParseHolidays(data []byte) (holidays []Date, warnings []Mistake, err error) {
	if len(data) > maxICal {
		return nil, nil, Mistake{1, "the file is larger than 1 MiB: want a calendar of holidays"}
	}
	f := &file{days: make(map[Date]bool)}
	for line := range unfolded(data) {
		if err := f.read(line); err != nil {
			return nil, nil, Mistake{line.number, err.Error()}
		}
	}
	if len(f.inside) > 0 || !f.begun {
		return nil, nil, Mistake{bytes.Count(data, []byte("\n")) + 1, f.breaksOff()}
	}
	return slices.Sorted(maps.Keys(f.days)), f.warnings, nil
}

// file is what was read of a file so far.
type file struct {
	begun     bool
	inside    []string // the components that have begun and not ended
	event     *event   // in VEVENT
	recurring int
	total     int // days of all events
	days      map[Date]bool
	warnings  []Mistake
	warned    map[string]bool
}

// read takes up a line. Only what tells of holidays is looked at: the rest of
// a file may be as it likes.
func (f *file) read(line contentLine) error {
	name := line.name()
	if !f.begun && (name != "BEGIN" || !strings.EqualFold(line.text, "BEGIN:VCALENDAR")) {
		return errors.New("this is no iCalendar file: it begins with BEGIN:VCALENDAR")
	}
	inEvent := len(f.inside) > 0 && f.inside[len(f.inside)-1] == "VEVENT"
	if name != "BEGIN" && name != "END" && !(inEvent && slices.Contains(eventProperties, name)) {
		return nil
	}
	property, err := line.property()
	if err != nil {
		return err
	}
	switch name {
	case "BEGIN":
		return f.begin(strings.ToUpper(property.Value), line.number)
	case "END":
		return f.end(strings.ToUpper(property.Value))
	}
	return f.event.take(name, property, line.number)
}

func (f *file) begin(component string, line int) error {
	if (component == "VCALENDAR") != (len(f.inside) == 0) {
		return fmt.Errorf("%s stands at the wrong place", clip("BEGIN:"+component))
	}
	if component == "VEVENT" {
		if len(f.inside) != 1 {
			return errors.New("an event begins inside of something else: is an END line missing?")
		}
		f.event = &event{line: line}
	}
	f.begun = true
	f.inside = append(f.inside, component)
	return nil
}

func (f *file) end(component string) error {
	last := len(f.inside) - 1
	if last < 0 || f.inside[last] != component {
		return fmt.Errorf("%s ends what has not begun", clip("END:"+component))
	}
	f.inside = f.inside[:last]
	if component != "VEVENT" {
		return nil
	}
	return f.add(f.event)
}

// add takes the days of an event.
func (f *file) add(e *event) error {
	if e.cancelled {
		return nil
	}
	if e.leftOut != "" {
		f.warn(e.line, e.leftOut)
		return nil
	}
	length, err := e.length()
	if err != nil {
		return err
	}
	starts := []Date{e.start}
	if e.rule != "" {
		if f.recurring++; f.recurring > maxRecurring {
			return fmt.Errorf("more than %d events recur: want a calendar of holidays", maxRecurring)
		}
		if starts, err = recurrences(e.start, e.rule); err != nil {
			return fmt.Errorf("the event of line %d: %w", e.line, err)
		}
	}
	starts = append(starts, e.further...)
	if f.total += len(starts) * length; f.total > maxDays {
		return fmt.Errorf("the events have more than %d days: want a calendar of holidays", maxDays)
	}
	for _, start := range starts {
		if e.except[start] {
			continue
		}
		for d := start; d < start+Date(length); d++ {
			if year := d.midnight().Year(); year >= firstYear && year <= lastYear {
				f.days[d] = true
			}
		}
	}
	return nil
}

// warn tells of each kind of trouble once: a calendar of appointments has
// thousands.
func (f *file) warn(line int, message string) {
	if f.warned[message] {
		return
	}
	if f.warned == nil {
		f.warned = make(map[string]bool)
	}
	f.warned[message] = true
	f.warnings = append(f.warnings, Mistake{line, message})
}

func (f *file) breaksOff() string {
	if !f.begun {
		return "the file is empty"
	}
	return fmt.Sprintf("the file breaks off: %s is missing", clip("END:"+f.inside[len(f.inside)-1]))
}

// property reads a line with the library.
func (l contentLine) property() (*ics.BaseProperty, error) {
	if len(l.text) > maxProperty {
		return nil, fmt.Errorf("the line has more than %d bytes", maxProperty)
	}
	property, err := ics.ParseProperty(ics.ContentLine(l.text))
	if err != nil || property == nil {
		return nil, fmt.Errorf("%s is not of the form NAME:VALUE", clip(l.text))
	}
	return property, nil
}
