package calendar

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"sentinel/monitor"
)

// plain tells minute by minute, as slowly as the rules are written, whether a
// market is open.
type plain struct {
	sessions []Session
	holidays []Date
	closes   []EarlyClose
}

// open takes the minutes from the beginning of 1970 that clocks on the wall
// have shown at most: that is where skipped times have passed, and where those
// that come twice have been before.
func (p plain) open(shown int) bool {
	for _, d := range p.holidays {
		if within(shown, int(d)*minutesADay, minutesADay) {
			return false
		}
	}
	today := Date(shown / minutesADay)
	for d := today - 8; d <= today; d++ {
		for _, s := range p.sessions {
			start := int(d)*minutesADay + s.start
			weekday := time.Weekday((int(d) + 4) % 7) // 1 January 1970 was a Thursday
			if s.day == weekday && within(shown, start, s.length) && !p.closed(shown, start, s.length) {
				return true
			}
		}
	}
	return false
}

func (p plain) closed(shown, start, length int) bool {
	for _, e := range p.closes {
		midnight := int(e.date) * minutesADay
		onDate := start < midnight+minutesADay && start+length > midnight
		past := shown >= midnight+e.minute
		over := length > minutesADay && shown >= midnight+minutesADay
		if onDate && past && !over {
			return true
		}
	}
	return false
}

func within(n, from, length int) bool { return n >= from && n < from+length }

// Around changes of clocks, whatever the sessions, holidays and early closes:
// At says what the plain reading of the rules says, of every minute, and its
// spans are as long as can be.
func TestAtAgainstPlainReading(t *testing.T) {
	changes := map[string][]Date{
		"America/New_York":    {DateOf(2026, 3, 8), DateOf(2026, 11, 1)},
		"Europe/London":       {DateOf(2026, 3, 29), DateOf(2026, 10, 25)},
		"Australia/Lord_Howe": {DateOf(2026, 4, 5), DateOf(2026, 10, 4)},
		"America/Santiago":    {DateOf(2026, 4, 5), DateOf(2026, 9, 6)},
		"Asia/Jakarta":        {DateOf(2026, 12, 24)},
	}
	names := []string{"America/New_York", "Europe/London", "Australia/Lord_Howe", "America/Santiago", "Asia/Jakarta"}
	const days = 11
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(names).Draw(t, "zone")
		where, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		first := rapid.SampledFrom(changes[name]).Draw(t, "change") - 5
		date := rapid.Custom(func(t *rapid.T) Date { return first + Date(rapid.IntRange(-1, days).Draw(t, "day")) })
		p := plain{
			sessions: rapid.SliceOfN(rapid.Custom(drawSession), 0, 6).Draw(t, "sessions"),
			holidays: rapid.SliceOfN(date, 0, 3).Draw(t, "holidays"),
			closes: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) EarlyClose {
				return EarlyClose{date.Draw(t, "date"), drawMinute(t)}
			}), 0, 3).Draw(t, "closes"),
		}
		c := New(where, p.sessions, p.holidays, p.closes)

		from := instant(where, first, 0)
		shown, before := 0, monitor.Span{}
		for minute := range days * minutesADay {
			now := from.Add(time.Duration(minute) * time.Minute)
			_, offset := now.In(where).Zone()
			shown = max(shown, int(now.Unix()+int64(offset))/60)
			span := c.At(now)
			if span.Open != p.open(shown) {
				t.Fatalf("at %s it says %v", now.In(where), span)
			}
			if now.Before(span.Since) || !span.Until.IsZero() && !now.Before(span.Until) {
				t.Fatalf("%s is not within %v", now.In(where), span)
			}
			if minute > 0 && span != before && (span.Open == before.Open || !span.Since.Equal(now) || !before.Until.Equal(now)) {
				t.Fatalf("at %s the span %v follows %v", now.In(where), span, before)
			}
			before = span
		}
		// One that has answered before answers as one that has not.
		now := from.Add(time.Duration(rapid.IntRange(0, days*minutesADay-1).Draw(t, "minute")) * time.Minute)
		if got, want := c.At(now), New(where, p.sessions, p.holidays, p.closes).At(now); got != want {
			t.Fatalf("at %s it says %v, and afresh %v", now.In(where), got, want)
		}
	})
}

func drawSession(t *rapid.T) Session {
	start := drawMinute(t)
	length := rapid.OneOf(rapid.IntRange(1, minutesADay), rapid.IntRange(1, 7*minutesADay)).Draw(t, "length")
	return Session{time.Weekday(rapid.IntRange(0, 6).Draw(t, "day")), start, min(length, 7*minutesADay-start%minutesADay)}
}

// drawMinute draws a time of the day, more often those where clocks change.
func drawMinute(t *rapid.T) int {
	return rapid.OneOf(rapid.IntRange(0, minutesADay), rapid.IntRange(0, 180)).Draw(t, "minute")
}
