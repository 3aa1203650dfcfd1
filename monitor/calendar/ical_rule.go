package calendar

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/teambition/rrule-go"
)

// ruleParts are what a rule may be made of. The library knows more, but
// neither hours nor its own inventions make a holiday.
var ruleParts = []string{
	"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS",
}

// recurrences returns the days on which an event begins that recurs by a rule,
// as far as the years that are read. The first is its start, also where the
// rule does not say so.
func recurrences(start Date, text string) ([]Date, error) {
	option, err := parseRule(start, text)
	if err != nil {
		return nil, err
	}
	starts := []Date{start}
	for year := start.midnight().Year(); year <= lastYear; year += max(1, option.Interval) {
		days, err := inYear(year, *option)
		if err != nil {
			return nil, fmt.Errorf("RRULE %s: %w", clip(text), err)
		}
		for _, d := range days {
			if len(starts) == option.Count || !option.Until.IsZero() && d.midnight().After(option.Until) {
				return starts, nil
			}
			if d > start {
				starts = append(starts, d)
			}
		}
	}
	return starts, nil
}

// inYear lists the days of one year that a rule names. The library is asked
// year by year, since it would look for what never comes until the year 9999.
func inYear(year int, option rrule.ROption) ([]Date, error) {
	const beyondTheLibrary = 10_000
	option.Dtstart = DateOf(year, 1, 1).midnight()
	option.Interval = beyondTheLibrary
	option.Count = 0
	rule, err := rrule.NewRRule(option)
	if err != nil {
		return nil, err
	}
	var days []Date
	for _, t := range rule.All() {
		days = append(days, dateIn(t, t.Location()))
	}
	return days, nil
}

func parseRule(start Date, text string) (*rrule.ROption, error) {
	for part := range strings.SplitSeq(text, ";") {
		key, value, _ := strings.Cut(part, "=")
		if !slices.Contains(ruleParts, key) {
			return nil, fmt.Errorf("RRULE %s: %s is not known", clip(text), clip(key))
		}
		if key == "FREQ" && value != "YEARLY" {
			return nil, fmt.Errorf("it recurs %s: only what recurs YEARLY is read as a holiday", clip(value))
		}
	}
	option, err := rrule.StrToROption(text)
	if err != nil {
		return nil, fmt.Errorf("RRULE %s: %w", clip(text), err)
	}
	const most = 1_000_000
	if option.Interval < 0 || option.Interval > most || option.Count < 0 || option.Count > most {
		return nil, fmt.Errorf("RRULE %s: want numbers of 1 to %d", clip(text), most)
	}
	for _, day := range option.Byweekday {
		// The library would look for the sixth Friday beyond its tables.
		if n := day.N(); len(option.Bymonth) > 0 && (n < -5 || n > 5) {
			return nil, errors.New("no month has more than five of a weekday")
		}
	}
	if len(option.Bymonthday)+len(option.Byweekday)+len(option.Byyearday)+len(option.Byweekno) == 0 {
		_, month, day := start.midnight().Date()
		option.Bymonthday = []int{day}
		if len(option.Bymonth) == 0 {
			option.Bymonth = []int{int(month)}
		}
	}
	return option, nil
}
