package calendar

import (
	"math"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"sentinel/monitor"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// market makes a calendar of words: sessions are separated by commas, days by
// blanks.
func market(t testing.TB, where, sessions, holidays, closes string) *Calendar {
	t.Helper()
	var weekly []Session
	for _, text := range split(sessions, ", ") {
		parsed, err := ParseSessions(text)
		if err != nil {
			t.Fatal(text, err)
		}
		weekly = append(weekly, parsed...)
	}
	var days []Date
	for _, text := range split(holidays, " ") {
		day, err := ParseDate(text)
		if err != nil {
			t.Fatal(text, err)
		}
		days = append(days, day)
	}
	var early []EarlyClose
	for _, text := range split(closes, ", ") {
		one, err := ParseEarlyClose(text)
		if err != nil {
			t.Fatal(text, err)
		}
		early = append(early, one)
	}
	return New(zone(t, where), weekly, days, early)
}

func split(text, by string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, by)
}

func at(t testing.TB, text string) time.Time {
	t.Helper()
	if text == "" {
		return time.Time{}
	}
	instant, err := time.Parse("2006-01-02T15:04Z07:00", text)
	if err != nil {
		t.Fatal(err)
	}
	return instant.UTC()
}

// 23 November 2026 is a Monday.
func TestAt(t *testing.T) {
	const idx = "Mon-Thu 09:00-12:00, Mon-Thu 13:30-16:15, Fri 09:00-11:30, Fri 14:00-16:15"
	const forex, night, always = "Sun 17:00-Fri 17:00", "Mon-Fri 22:00-05:00", "Mon-Sun 00:00-24:00"
	const jakarta, newYork = "Asia/Jakarta", "America/New_York"
	for _, test := range []struct {
		name, zone, sessions, holidays, closes string
		at                                     string
		open                                   bool
		since, until                           string
	}{
		{"the first instant", jakarta, idx, "", "", "2026-11-23T09:00+07:00", true, "2026-11-23T09:00+07:00", "2026-11-23T12:00+07:00"},
		{"the last minute", jakarta, idx, "", "", "2026-11-23T11:59+07:00", true, "2026-11-23T09:00+07:00", "2026-11-23T12:00+07:00"},
		{"lunch", jakarta, idx, "", "", "2026-11-23T12:00+07:00", false, "2026-11-23T12:00+07:00", "2026-11-23T13:30+07:00"},
		{"Friday's lunch", jakarta, idx, "", "", "2026-11-27T13:45+07:00", false, "2026-11-27T11:30+07:00", "2026-11-27T14:00+07:00"},
		{"the weekend", jakarta, idx, "", "", "2026-11-28T09:30+07:00", false, "2026-11-27T16:15+07:00", "2026-11-30T09:00+07:00"},
		{"a holiday", jakarta, idx, "2026-12-25", "", "2026-12-25T10:00+07:00", false, "2026-12-24T16:15+07:00", "2026-12-28T09:00+07:00"},
		{"before an early close", jakarta, idx, "", "2026-12-24 11:00", "2026-12-24T10:00+07:00", true, "2026-12-24T09:00+07:00", "2026-12-24T11:00+07:00"},
		{"an early close ends the afternoon too", jakarta, idx, "2026-12-25", "2026-12-24 11:00", "2026-12-24T14:00+07:00", false, "2026-12-24T11:00+07:00", "2026-12-28T09:00+07:00"},
		{"the first of two early closes", jakarta, idx, "", "2026-12-24 14:30, 2026-12-24 11:00", "2026-12-24T14:00+07:00", false, "2026-12-24T11:00+07:00", "2026-12-25T09:00+07:00"},
		{"an early close after hours", jakarta, idx, "", "2026-12-24 20:00", "2026-12-24T14:00+07:00", true, "2026-12-24T13:30+07:00", "2026-12-24T16:15+07:00"},
		{"an early close on a day off", jakarta, idx, "", "2026-11-28 12:00", "2026-11-28T13:00+07:00", false, "2026-11-27T16:15+07:00", "2026-11-30T09:00+07:00"},

		{"over midnight", newYork, night, "", "", "2026-11-24T01:00-05:00", true, "2026-11-23T22:00-05:00", "2026-11-24T05:00-05:00"},
		{"Friday's night ends on Saturday", newYork, night, "", "", "2026-11-28T04:59-05:00", true, "2026-11-27T22:00-05:00", "2026-11-28T05:00-05:00"},
		{"a holiday ends the night before it at midnight", newYork, night, "2026-11-24", "", "2026-11-23T23:00-05:00", true, "2026-11-23T22:00-05:00", "2026-11-24T00:00-05:00"},
		{"and its own night begins after it", newYork, night, "2026-11-24", "", "2026-11-25T00:30-05:00", true, "2026-11-25T00:00-05:00", "2026-11-25T05:00-05:00"},
		{"an early close in the night", newYork, night, "", "2026-11-24 03:00", "2026-11-24T04:00-05:00", false, "2026-11-24T03:00-05:00", "2026-11-25T22:00-05:00"},
		{"an early close in the evening", newYork, night, "", "2026-11-24 23:00", "2026-11-25T01:00-05:00", false, "2026-11-24T23:00-05:00", "2026-11-25T22:00-05:00"},
		{"an early close at 24:00", newYork, night, "", "2026-11-24 24:00", "2026-11-25T01:00-05:00", false, "2026-11-25T00:00-05:00", "2026-11-25T22:00-05:00"},

		{"the week", newYork, forex, "", "", "2026-11-25T03:00-05:00", true, "2026-11-22T17:00-05:00", "2026-11-27T17:00-05:00"},
		{"the week's end", newYork, forex, "", "", "2026-11-28T03:00-05:00", false, "2026-11-27T17:00-05:00", "2026-11-29T17:00-05:00"},
		{"a holiday in the week", newYork, forex, "2026-11-25", "", "2026-11-25T03:00-05:00", false, "2026-11-25T00:00-05:00", "2026-11-26T00:00-05:00"},
		{"after it the week goes on", newYork, forex, "2026-11-25", "", "2026-11-26T03:00-05:00", true, "2026-11-26T00:00-05:00", "2026-11-27T17:00-05:00"},
		{"two holidays are one span", newYork, forex, "2026-11-25 2026-11-26", "", "2026-11-25T03:00-05:00", false, "2026-11-25T00:00-05:00", "2026-11-27T00:00-05:00"},
		{"an early close in the week", newYork, forex, "", "2026-11-25 13:00", "2026-11-25T18:00-05:00", false, "2026-11-25T13:00-05:00", "2026-11-26T00:00-05:00"},
		{"and a holiday", newYork, forex, "2026-11-26", "2026-11-25 13:00", "2026-11-25T18:00-05:00", false, "2026-11-25T13:00-05:00", "2026-11-27T00:00-05:00"},
		{"an early close on the last day", newYork, forex, "", "2026-11-27 13:00", "2026-11-27T18:00-05:00", false, "2026-11-27T13:00-05:00", "2026-11-29T17:00-05:00"},

		{"halves of a night touch", newYork, "Mon 22:00-24:00, Tue 00:00-05:00", "", "", "2026-11-24T01:00-05:00", true, "2026-11-23T22:00-05:00", "2026-11-24T05:00-05:00"},
		{"overlaps", newYork, "Mon 09:00-12:00, Mon 10:00-11:00, Mon 11:30-15:00", "", "", "2026-11-23T10:30-05:00", true, "2026-11-23T09:00-05:00", "2026-11-23T15:00-05:00"},
		{"from 24:00", newYork, "Mon 24:00-05:00", "", "", "2026-11-24T01:00-05:00", true, "2026-11-24T00:00-05:00", "2026-11-24T05:00-05:00"},
		{"days around the week's end", newYork, "Sat-Mon 10:00-11:00", "", "", "2026-11-22T10:30-05:00", true, "2026-11-22T10:00-05:00", "2026-11-22T11:00-05:00"},
		{"whole days of a week are one span", newYork, "Mon-Fri 00:00-24:00", "", "", "2026-11-25T12:00-05:00", true, "2026-11-23T00:00-05:00", "2026-11-28T00:00-05:00"},
		{"an early close on one of them", newYork, "Mon-Fri 00:00-24:00", "", "2026-11-25 13:00", "2026-11-25T14:00-05:00", false, "2026-11-25T13:00-05:00", "2026-11-26T00:00-05:00"},

		{"always open", newYork, always, "", "", "2026-11-25T12:00-05:00", true, "", ""},
		{"always open but for a holiday", newYork, always, "2026-12-25", "", "2026-11-25T12:00-05:00", true, "", "2026-12-25T00:00-05:00"},
		{"on it", newYork, always, "2026-12-25", "", "2026-12-25T12:00-05:00", false, "2026-12-25T00:00-05:00", "2026-12-26T00:00-05:00"},
		{"after it", newYork, always, "2026-12-25", "", "2027-01-25T12:00-05:00", true, "2026-12-26T00:00-05:00", ""},
		{"a holiday a year away", newYork, always, "2027-12-25", "", "2026-11-25T12:00-05:00", true, "", "2027-12-25T00:00-05:00"},
		{"never open", newYork, "", "", "", "2026-11-25T12:00-05:00", false, "", ""},

		{"the day of 23 hours", newYork, "Sun 00:00-24:00", "", "", "2026-03-08T12:00-04:00", true, "2026-03-08T00:00-05:00", "2026-03-09T00:00-04:00"},
		{"it begins in a gap", newYork, "Sun 02:30-05:00", "", "", "2026-03-08T03:00-04:00", true, "2026-03-08T03:00-04:00", "2026-03-08T05:00-04:00"},
		{"it ends in a gap", newYork, "Sun 01:00-02:30", "", "", "2026-03-08T01:30-05:00", true, "2026-03-08T01:00-05:00", "2026-03-08T03:00-04:00"},
		{"it would be in a gap", newYork, "Sun 02:10-02:50", "", "", "2026-03-08T03:00-04:00", false, "2026-03-01T02:50-05:00", "2026-03-15T02:10-04:00"},
		{"it begins at a time that comes twice", newYork, "Sun 01:30-05:00", "", "", "2026-11-01T01:30-05:00", true, "2026-11-01T01:30-04:00", "2026-11-01T05:00-05:00"},
		{"it ends at a time that comes twice", newYork, "Sun 00:00-01:30", "", "", "2026-11-01T01:30-04:00", false, "2026-11-01T01:30-04:00", "2026-11-08T00:00-05:00"},
		{"the week of a change", newYork, forex, "", "", "2026-10-28T12:00-04:00", true, "2026-10-25T17:00-04:00", "2026-10-30T17:00-04:00"},
		{"opening after a change", newYork, forex, "", "", "2026-11-01T12:00-05:00", false, "2026-10-30T17:00-04:00", "2026-11-01T17:00-05:00"},
		{"London springs", "Europe/London", "Sun 01:30-08:00", "", "", "2026-03-29T02:00+01:00", true, "2026-03-29T02:00+01:00", "2026-03-29T08:00+01:00"},
		{"London falls", "Europe/London", "Mon-Sun 08:00-16:30", "", "", "2026-10-25T07:59Z", false, "2026-10-24T16:30+01:00", "2026-10-25T08:00Z"},
		{"half an hour springs", "Australia/Lord_Howe", "Sun 02:10-10:00", "", "", "2026-10-04T03:00+11:00", true, "2026-10-04T02:30+11:00", "2026-10-04T10:00+11:00"},
		{"half an hour falls", "Australia/Lord_Howe", "Sun 01:40-10:00", "", "", "2026-04-05T01:50+10:30", true, "2026-04-05T01:40+11:00", "2026-04-05T10:00+10:30"},
		{"a midnight that is skipped", "America/Santiago", "Sun 00:00-06:00", "", "", "2026-09-06T01:00-03:00", true, "2026-09-06T01:00-03:00", "2026-09-06T06:00-03:00"},
		{"a day that is skipped", "Pacific/Apia", "Fri-Sat 10:00-12:00", "", "", "2011-12-29T23:00-10:00", false, "2011-12-24T12:00-10:00", "2011-12-31T10:00+14:00"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := market(t, test.zone, test.sessions, test.holidays, test.closes)
			want := monitor.Span{Open: test.open, Since: at(t, test.since), Until: at(t, test.until)}
			if got := c.At(at(t, test.at)); got != want {
				t.Errorf("got  %v\nwant %v", got, want)
			}
		})
	}
}

// What one caller asked must not answer for another instant: a holiday that was
// too far away to be seen comes into sight.
func TestAtRemembersOnlyWhatHolds(t *testing.T) {
	const always, holiday = "Mon-Sun 00:00-24:00", "2028-01-06"
	c := market(t, "UTC", always, holiday, "")
	if span := c.At(at(t, "2026-11-23T12:00Z")); span != (monitor.Span{Open: true}) {
		t.Fatalf("more than a year before its holiday it says %v", span)
	}
	for _, day := range []string{"2027-11-23", "2028-01-05", "2028-01-07", "2028-01-06"} {
		asked := at(t, day+"T12:00Z")
		got, want := c.At(asked), market(t, "UTC", always, holiday, "").At(asked)
		if got != want || got == (monitor.Span{Open: true}) {
			t.Errorf("%s: got %v, want %v", day, got, want)
		}
	}
}

// A broken clock may show any time.
func TestAtFarAway(t *testing.T) {
	c := market(t, "America/New_York", "Sun 17:00-Fri 17:00", "2026-12-25", "2026-12-24 12:00")
	for _, now := range []time.Time{
		{}, time.Unix(math.MinInt64, 0), time.Unix(-1<<60, 0), time.Unix(0, 0), time.Unix(1<<60, 0), time.Unix(math.MaxInt64, 0),
	} {
		if got := c.At(now); got != c.At(now) {
			t.Errorf("%d: %v, and then %v", now.Unix(), got, c.At(now))
		}
	}
}

func TestAtDoesNotAllocate(t *testing.T) {
	c := market(t, "America/New_York", "Sun 17:00-Fri 17:00", "", "")
	now := at(t, "2026-11-25T12:00Z")
	c.At(now)
	allocations := testing.AllocsPerRun(100, func() {
		now = now.Add(time.Second)
		c.At(now)
	})
	if allocations > 0 {
		t.Errorf("%v allocations", allocations)
	}
}

func TestAtFromManyGoroutines(t *testing.T) {
	const sessions = "Mon-Fri 09:00-17:00"
	c := market(t, "Europe/London", sessions, "2026-12-25", "")
	start := at(t, "2026-11-23T00:00Z")
	done := make(chan bool)
	for g := range 4 {
		go func() {
			same := true
			for i := range 500 {
				now := start.Add(time.Duration(i*(g+1)) * time.Hour)
				span := c.At(now)
				same = same && !now.Before(span.Since) && now.Before(span.Until)
			}
			done <- same
		}()
	}
	for range 4 {
		if !<-done {
			t.Error("a span without the instant that was asked for")
		}
	}
}

func BenchmarkAt(b *testing.B) {
	c := market(b, "America/New_York", "Sun 17:00-Fri 17:00", "", "")
	now := at(b, "2026-11-25T12:00Z")
	for b.Loop() {
		c.At(now)
	}
}

func BenchmarkFind(b *testing.B) {
	c := market(b, "America/New_York", "Sun 17:00-Fri 17:00", "2026-11-26", "2026-11-25 12:00")
	now := at(b, "2026-11-25T12:00Z")
	for b.Loop() {
		c.find(now)
	}
}
