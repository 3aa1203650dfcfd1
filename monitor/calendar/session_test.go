package calendar

import (
	"slices"
	"testing"
	"time"
)

func TestParseSessions(t *testing.T) {
	for text, want := range map[string][]Session{
		"Fri 13:30-16:15":     {{time.Friday, 810, 165}},
		"Fri-Mon 10:00-12:00": {{time.Friday, 600, 120}, {time.Saturday, 600, 120}, {time.Sunday, 600, 120}, {time.Monday, 600, 120}},
		"Mon-Mon 00:00-24:00": {{time.Monday, 0, 1440}},
		"Fri 22:00-05:00":     {{time.Friday, 1320, 420}},
		"Fri 17:00-17:00":     {{time.Friday, 1020, 1440}},
		"Fri 22:00-00:00":     {{time.Friday, 1320, 120}},
		"Fri 24:00-05:00":     {{time.Friday, 1440, 300}},
		"Sun 17:00-Fri 17:00": {{time.Sunday, 1020, 7200}},
		"Fri 17:00-Sun 17:00": {{time.Friday, 1020, 2880}},
		"Fri 17:00-Fri 16:00": {{time.Friday, 1020, 10020}},
		"Sun 00:00-Sat 24:00": {{time.Sunday, 0, 10080}},
		"Mon 00:00-Sun 24:00": {{time.Monday, 0, 10080}},
	} {
		got, err := ParseSessions(text)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: got %v, %v, want %v", text, got, err, want)
		}
	}
}

func TestParseSessionsSaysWhatIsWrong(t *testing.T) {
	form := errSession.Error()
	for text, want := range map[string]string{
		"":                       form,
		"Mon-Fri":                form,
		"Mon-Fri 08:45":          form,
		"Mon-Fri  08:45-16:15":   form,
		"Mon-Fri 08:45 - 16:15":  form,
		"Sun 17:00 Fri":          form,
		"Mo 08:45-16:15":         `"Mo" is no day: want Mon, Tue, Wed, Thu, Fri, Sat or Sun`,
		"Mon-fri 08:45-16:15":    `"fri" is no day: want Mon, Tue, Wed, Thu, Fri, Sat or Sun`,
		"Sun 17:00-Fr 17:00":     `"Fr" is no day: want Mon, Tue, Wed, Thu, Fri, Sat or Sun`,
		"Mon-Fri 8:45-16:15":     `"8:45" is no time of the day: want 00:00 to 24:00`,
		"Mon-Fri 08:45-24:01":    `"24:01" is no time of the day: want 00:00 to 24:00`,
		"Mon-Fri 08:60-16:15":    `"08:60" is no time of the day: want 00:00 to 24:00`,
		"Mon-Fri +8:45-16:15":    `"+8:45" is no time of the day: want 00:00 to 24:00`,
		"Sun 17:00-Fri 17:00:00": `"17:00:00" is no time of the day: want 00:00 to 24:00`,
		"Mon 24:00-00:00":        errEmpty.Error(),
		"Sun 17:00-Sun 17:00":    errEmpty.Error(),
		"Mon 24:00-Tue 00:00":    errEmpty.Error(),
	} {
		if sessions, err := ParseSessions(text); err == nil || err.Error() != want {
			t.Errorf("%q: %v, %v; want %s", text, sessions, err, want)
		}
	}
}

func TestParseDates(t *testing.T) {
	for text, want := range map[string]string{
		"2026-12-25": "2026-12-25", "2024-02-29": "2024-02-29", "1969-12-31": "1969-12-31",
		"2026-02-29": "", "2026-12-5": "", "25.12.2026": "", "": "", "2026-12-25 ": "",
	} {
		d, err := ParseDate(text)
		if (err == nil) != (want != "") || err == nil && d.String() != want {
			t.Errorf("%q: %s, %v", text, d, err)
		}
	}
	for _, text := range []string{"", "2026-12-24", "2026-12-24T12:00", "2026-12-24 12", "2026-12-24 25:00", "2026-13-24 12:00", "2026-12-24  12:00"} {
		if early, err := ParseEarlyClose(text); err == nil {
			t.Errorf("%q was taken: %v", text, early)
		}
	}
}

func FuzzParseSessions(f *testing.F) {
	for _, seed := range []string{"Mon-Fri 08:45-16:15", "Sun 17:00-Fri 17:00", "Fri 22:00-05:00", "Mon-Sun 00:00-24:00", "Mon 24:00-Tue 00:00", "a b c d"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		sessions, err := ParseSessions(text)
		if (err == nil) != (len(sessions) > 0) {
			t.Fatalf("%d sessions with error %v", len(sessions), err)
		}
		for _, s := range sessions {
			if s.day < time.Sunday || s.day > time.Saturday || s.start < 0 || s.start > minutesADay || s.length <= 0 || s.length > 7*minutesADay {
				t.Errorf("the session %v", s)
			}
		}
		New(time.UTC, sessions, nil, nil).At(time.Unix(0, 0))
	})
}
