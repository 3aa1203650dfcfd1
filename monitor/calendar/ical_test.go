package calendar

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// events makes a file of events, each of which is its lines.
func events(all ...string) string {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
	for _, lines := range all {
		b.WriteString("BEGIN:VEVENT\r\n" + strings.ReplaceAll(lines, "\n", "\r\n") + "\r\nEND:VEVENT\r\n")
	}
	b.WriteString("END:VCALENDAR\r\n")
	return b.String()
}

func TestParseHolidays(t *testing.T) {
	for _, test := range []struct {
		name, file string
		want       string // dates, by blanks; of recurring ones the first that are meant
		last       string // the last date; "": that of want
	}{
		{"no events", events(), "", ""},
		{"one day", events("SUMMARY:Natal\nDTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261226"), "2026-12-25", ""},
		{"without an end", events("DTSTART;VALUE=DATE:20261225"), "2026-12-25", ""},
		{"without VALUE", events("DTSTART:20261225\nDTEND:20261226"), "2026-12-25", ""},
		{"an end on its start", events("DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261225"), "2026-12-25", ""},
		{"its end does not belong to it", events("DTSTART;VALUE=DATE:20261230\nDTEND;VALUE=DATE:20270102"), "2026-12-30 2026-12-31 2027-01-01", ""},
		{"a duration of days", events("DTSTART;VALUE=DATE:20261225\nDURATION:P2D"), "2026-12-25 2026-12-26", ""},
		{"a duration of weeks", events("DTSTART;VALUE=DATE:20261225\nDURATION:P1W"), "2026-12-25 2026-12-26 2026-12-27 2026-12-28 2026-12-29 2026-12-30 2026-12-31", ""},
		{"a duration of hours", events("DTSTART;VALUE=DATE:20261225\nDURATION:PT24H"), "2026-12-25", ""},
		{"in order, once", events("DTSTART:20261226", "DTSTART:20261225", "DTSTART:20261225"), "2026-12-25 2026-12-26", ""},
		{"cancelled", events("DTSTART:20261225\nSTATUS:CANCELLED", "DTSTART:20261226\nSTATUS:CONFIRMED"), "2026-12-26", ""},
		{"free time is a holiday too", events("DTSTART:20261225\nTRANSP:TRANSPARENT"), "2026-12-25", ""},
		{"more dates", events("DTSTART:20261225\nRDATE;VALUE=DATE:20270101,20270301"), "2026-12-25 2027-01-01 2027-03-01", ""},
		{"outside of the years", events("DTSTART:19991231\nDTEND:20000102", "DTSTART:21000101"), "2000-01-01", ""},
		{"folded", events("SUMMARY:a\n b:c\nDTSTART;VALUE=\n DATE:2026\n\t1225"), "2026-12-25", ""},
		{"lines end with LF", strings.ReplaceAll(events("DTSTART:20261225"), "\r", ""), "2026-12-25", ""},
		{"a mark before it", "\ufeff" + events("DTSTART:20261225"), "2026-12-25", ""},
		{"other components", strings.Replace(events("DTSTART:20261225\nBEGIN:VALARM\nDURATION:PT1H\nEND:VALARM"), "VERSION:2.0", "BEGIN:VTIMEZONE\nBEGIN:STANDARD\nDTSTART:16010101T000000\nRRULE:FREQ=MONTHLY\nEND:STANDARD\nEND:VTIMEZONE", 1), "2026-12-25", ""},
		{"rubbish between the lines", events("DESCRIPTION:a\nand what was not folded\nDTSTART:20261225"), "2026-12-25", ""},

		{"yearly", events("DTSTART:20251225\nRRULE:FREQ=YEARLY"), "2025-12-25 2026-12-25", "2099-12-25"},
		{"yearly since long ago", events("DTSTART:19001225\nRRULE:FREQ=YEARLY"), "2000-12-25 2001-12-25", "2099-12-25"},
		{"yearly over the year's end", events("DTSTART:19981231\nDTEND:19990103\nRRULE:FREQ=YEARLY"), "2000-01-01 2000-01-02 2000-12-31 2001-01-01", "2099-12-31"},
		{"counted", events("DTSTART:20251225\nRRULE:FREQ=YEARLY;COUNT=2"), "2025-12-25 2026-12-25", ""},
		{"until", events("DTSTART:20251225\nRRULE:FREQ=YEARLY;UNTIL=20271225"), "2025-12-25 2026-12-25 2027-12-25", ""},
		{"until a time", events("DTSTART:20251225\nRRULE:FREQ=YEARLY;UNTIL=20261224T235959Z"), "2025-12-25", ""},
		{"every second year", events("DTSTART:20250101\nRRULE:FREQ=YEARLY;INTERVAL=2;COUNT=3"), "2025-01-01 2027-01-01 2029-01-01", ""},
		{"Thanksgiving", events("DTSTART:20251127\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH"), "2025-11-27 2026-11-26 2027-11-25 2028-11-23", "2099-11-26"},
		{"Memorial Day", events("DTSTART:20260525\nRRULE:freq=yearly;bymonth=5;byday=-1MO;count=2"), "2026-05-25 2027-05-31", ""},
		{"a leap day", events("DTSTART:20240229\nRRULE:FREQ=YEARLY;COUNT=2"), "2024-02-29 2028-02-29", ""},
		{"an exception", events("DTSTART:20251225\nRRULE:FREQ=YEARLY;COUNT=3\nEXDATE;VALUE=DATE:20261225"), "2025-12-25 2027-12-25", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, warnings, err := ParseHolidays([]byte(test.file))
			if err != nil || len(warnings) > 0 {
				t.Fatal(err, warnings)
			}
			want := strings.Fields(test.want)
			last := test.last
			if last == "" && len(want) > 0 {
				last = want[len(want)-1]
			}
			if text := strings.Fields(strings.Trim(fmt.Sprint(got), "[]")); test.last == "" && len(text) != len(want) ||
				!slices.Equal(text[:min(len(text), len(want))], want) || len(text) > 0 && text[len(text)-1] != last {
				t.Errorf("got %v, want %s to %s", text, test.want, last)
			}
		})
	}
}

func TestParseHolidaysWarns(t *testing.T) {
	timed := "DTSTART;TZID=Asia/Jakarta:20261224T120000\nDTEND;TZID=Asia/Jakarta:20261224T160000"
	got, warnings, err := ParseHolidays([]byte(events(
		"DTSTART:20261225", timed, timed, "RECURRENCE-ID:20261225\nDTSTART:20261228", "DTSTART:20261226",
	)))
	if err != nil || fmt.Sprint(got) != "[2026-12-25 2026-12-26]" {
		t.Errorf("%v, %v", got, err)
	}
	want := []Mistake{{6, whyTimed}, {14, whyChanged}}
	if !slices.Equal(warnings, want) {
		t.Errorf("got %v, want %v", warnings, want)
	}
}

func TestParseHolidaysSaysWhatIsWrong(t *testing.T) {
	many := slices.Repeat([]string{"DTSTART:20251225\nRRULE:FREQ=YEARLY"}, maxRecurring+1)
	for _, test := range []struct{ name, file, want string }{
		{"empty", "", "line 1: the file is empty"},
		{"another file", "<!DOCTYPE html>\n", "line 1: this is no iCalendar file: it begins with BEGIN:VCALENDAR"},
		{"UTF-16", "\xff\xfeB\x00E\x00", "line 1: this is no iCalendar file: it begins with BEGIN:VCALENDAR"},
		{"torn", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261225", `line 3: the file breaks off: "END:VEVENT" is missing`},
		{"torn between events", strings.TrimSuffix(events("DTSTART:20261225"), "END:VCALENDAR\r\n"), `line 6: the file breaks off: "END:VCALENDAR" is missing`},
		{"too large", events("X:" + strings.Repeat("x", maxICal)), "line 1: the file is larger than 1 MiB: want a calendar of holidays"},
		{"a wrong end", "BEGIN:VCALENDAR\nEND:VEVENT\n", `line 2: "END:VEVENT" ends what has not begun`},
		{"an event in an event", events("BEGIN:VEVENT"), "line 4: an event begins inside of something else: is an END line missing?"},
		{"an event outside", "BEGIN:VCALENDAR\nEND:VCALENDAR\nBEGIN:VEVENT\n", `line 3: "BEGIN:VEVENT" stands at the wrong place`},
		{"no start", events("SUMMARY:x"), "line 5: the event of line 3 has no DTSTART"},
		{"no date", events("DTSTART;VALUE=DATE:25.12.2026"), `line 4: DTSTART "25.12.2026": want a date such as 20261225`},
		{"no such date", events("DTSTART:20260230"), `line 4: DTSTART "20260230": want a date such as 20261225`},
		{"long ago", events("DTSTART:16010101\nRRULE:FREQ=YEARLY"), `line 4: DTSTART "16010101": want a date such as 20261225`},
		{"two starts", events("DTSTART:20261225,20261226"), "line 4: DTSTART has 2 dates: want one"},
		{"ends before it starts", events("DTSTART:20261225\nDTEND:20261224"), "line 6: the event of line 3 ends before it starts"},
		{"no property", events("DTSTART;VALUE"), `line 4: "DTSTART;VALUE" is not of the form NAME:VALUE`},
		{"duration", events("DTSTART:20261225\nDURATION:-P1D"), `line 5: DURATION "-P1D": want days such as P1D`},
		{"too long", events("DTSTART;X=" + strings.Repeat("x", maxProperty) + ":20261225"), "line 4: the line has more than 8192 bytes"},
		{"monthly", events("DTSTART:20261225\nRRULE:FREQ=MONTHLY"), `line 6: the event of line 3: it recurs "MONTHLY": only what recurs YEARLY is read as a holiday`},
		{"no rule", events("DTSTART:20261225\nRRULE:YEARLY"), `line 6: the event of line 3: RRULE "YEARLY": "YEARLY" is not known`},
		{"a rule without a frequency", events("DTSTART:20261225\nRRULE:COUNT=1"), `line 6: the event of line 3: RRULE "COUNT=1": RRULE property FREQ is required`},
		{"two rules", events("DTSTART:20261225\nRRULE:FREQ=YEARLY\nRRULE:FREQ=YEARLY"), "line 6: the event has two rules to recur by: give it one"},
		{"hours", events("DTSTART:20261225\nRRULE:FREQ=YEARLY;BYHOUR=1"), `line 6: the event of line 3: RRULE "FREQ=YEARLY;BYHOUR=1": "BYHOUR" is not known`},
		{"backwards", events("DTSTART:20261225\nRRULE:FREQ=YEARLY;INTERVAL=-1"), `line 6: the event of line 3: RRULE "FREQ=YEARLY;INTERVAL=-1": want numbers of 1 to 1000000`},
		{"tenth Friday of a month", events("DTSTART:20261225\nRRULE:FREQ=YEARLY;BYMONTH=1;BYDAY=-10FR"), "line 6: the event of line 3: no month has more than five of a weekday"},
		{"many recurring", events(many...), "line 406: more than 100 events recur: want a calendar of holidays"},
		{"many days", events("DTSTART:19000101\nDTEND:99991231"), "line 6: the events have more than 100000 days: want a calendar of holidays"},
	} {
		t.Run(test.name, func(t *testing.T) {
			holidays, _, err := ParseHolidays([]byte(test.file))
			if err == nil || err.Error() != test.want {
				t.Errorf("got  %v, %v\nwant %s", holidays, err, test.want)
			}
		})
	}
}

// Whatever is in the file: no panic, dates in order within the years, and
// every mistake has a line of the file.
func FuzzParseHolidays(f *testing.F) {
	for _, seed := range []string{
		"", "BEGIN:VCALENDAR\n", events("DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261227"),
		events("DTSTART:20251127\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH,-1FR;WKST=SU;BYSETPOS=-1\nEXDATE:20261126\nRDATE:20270101"),
		events("DTSTART:20251127\nRRULE:FREQ=YEARLY;INTERVAL=2;COUNT=3;BYWEEKNO=53,-1;BYYEARDAY=-366,1;BYMONTHDAY=-31\nDURATION:P1W"),
		events("DTSTART;TZID=\"a;b\":20261224T120000\nSTATUS:CANCELLED", "DTSTART:20251127\nRRULE:FREQ=YEARLY;UNTIL=20271127;BYDAY=53MO"),
		events("DTSTART:20260230", "BEGIN:VALARM\nEND:VALARM\nRECURRENCE-ID:20261225\nDTSTART:\n 20261225"),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		holidays, warnings, err := ParseHolidays(data)
		lines := strings.Count(string(data), "\n") + 1
		if err != nil {
			warnings = append(warnings, err.(Mistake))
		}
		for _, m := range warnings {
			if m.Line < 1 || m.Line > lines || m.Message == "" || strings.Contains(m.Error(), "\n") {
				t.Errorf("the mistake %q of %d lines", m.Error(), lines)
			}
		}
		if !slices.IsSorted(holidays) {
			t.Errorf("not in order: %v", holidays)
		}
		for _, d := range holidays {
			if year := d.midnight().Year(); year < firstYear || year > lastYear {
				t.Errorf("the holiday %s", d)
			}
		}
	})
}

// The worst that fits into the bounds: rules that never come true, which the
// library follows to its last year.
func BenchmarkParseHolidaysWorst(b *testing.B) {
	worst := []byte(events(slices.Repeat([]string{"DTSTART:19000101\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, maxRecurring)...))
	for b.Loop() {
		if _, _, err := ParseHolidays(worst); err != nil {
			b.Fatal(err)
		}
	}
}
