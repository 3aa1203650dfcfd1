package decode

import (
	"testing"
	"time"
	_ "time/tzdata"
)

func TestTimestamp(t *testing.T) {
	jakarta := time.FixedZone("", 7*3600)
	near := time.Date(2026, 1, 20, 2, 30, 5, 0, time.UTC)
	const want, hundredths = "2026-01-20T09:30:00+07:00", "2026-01-20T09:30:00.12+07:00"
	for text, want := range map[string]string{
		// Python
		"2026-01-20T09:30:00": want, "2026-01-20T09:30:00.123456": "2026-01-20T09:30:00.123456+07:00",
		"2026-01-20 09:30:00": want, "2026-01-20 09:30:00.120000": hundredths, "2026-01-20 09:30:00+07:00": want,
		"2026-01-20T02:30:00+00:00": "2026-01-20T02:30:00Z", "2026-01-20T09:30:00+07:00:00": want, "2026-01-20T09:30:05+07:00:05": "2026-01-20T02:30:00Z", "2026-01-20T09:30:00+7:00": want,
		// RFC 3339, ISO 8601, date -Iseconds, -Ins, PowerShell -Format o
		"2026-01-20T02:30:00Z": "2026-01-20T02:30:00Z", "2026-01-20t02:30:00z": "2026-01-20T02:30:00Z",
		"2026-01-20T09:30:00+07:00": want, "2026-01-20T09:30:00+0700": want, "2026-01-20T09:30:00+07": want,
		"2026-01-19T22:30:00.5-04:00": "2026-01-19T22:30:00.5-04:00", "2026-01-20T09:30:00,123456789+07:00": "2026-01-20T09:30:00.123456789+07:00",
		"2026-01-20T09:30:00.1234567+07:00": "2026-01-20T09:30:00.1234567+07:00", "2026-01-20T09:30": want,
		"20260120T093000": want, "20260120T023000Z": "2026-01-20T02:30:00Z", "20260120093000": want, "20260120_093000": want,
		"2026-01-20-09:30:00": want, "2026-01-20 02:30:00 UTC": "2026-01-20T02:30:00Z", "2026-01-20 09:30:00 UTC+7": want,
		// Windows %date%T%time%
		"Tue 01/20/2026T 9:30:00.12": hundredths, "01/20/2026T 9:30:00.12": hundredths, "20.01.2026T09:30:00,12": hundredths,
		"Di 20.01.2026T 9:30:00,12": hundredths, "Di, 20.01.2026T 9:30:00,12": hundredths, "mar. 20/01/2026T 9:30:00,12": hundredths,
		"20/01/2026T 9:30:00.12": hundredths, "20-01-2026T 9:30:00,12": hundredths, "2026-01-20T 9:30:00,12": hundredths,
		"2026/01/20T 9:30:00.12": hundredths, "2026/01/20 周二T 9:30:00.12": hundredths, "周二 2026/01/20T 9:30:00.12": hundredths,
		"2026/01/20 (火)T 9:30:00.12": hundredths, "2026. 01. 20.T 9:30:00,12": hundredths, "20. 1. 2026T 9:30:00,12": hundredths,
		"út 20. 01. 2026T 9:30:00,12": hundredths, "20.1.2026 г.T 9:30:00,12": hundredths, "20.01.2026T9.30.00,12": hundredths,
		"20-01-26T 9:30:00,12": hundredths, "20/01/26T 9:30:00.12": hundredths, "26/01/20T 9:30:00.12": hundredths,
		"terça-feira 20/01/2026T 9:30:00,12": hundredths, "20/01/2569T 9:30:00.12": hundredths,
		"20-Jan-26T 9:30:00.12": hundredths, "\u200e20/\u200e01/\u200e2026T 9:30:00.12": hundredths,
		"Tue 01/20/2026 T  9:30:00.12 ": hundredths, "1/20/2026 9:30:00 AM": want, "1/20/2026 9:30:00\u202fam": want,
		"Tuesday, January 20, 2026 9:30:00 AM": want,
		"1/20/2026 9:30:00 pm":                 "2026-01-20T21:30:00+07:00", "1/20/2026 12:30:00 AM": "2026-01-20T00:30:00+07:00", "1/20/2026 12:30:00 P.M.": "2026-01-20T12:30:00+07:00",
		// MetaTrader, date, ctime, mail
		"2026.01.20 09:30:00": want, "2026.01.20 09:30": want, "Tue Jan 20 09:30:00 2026": want, "Tue Jan 20 02:30:00 UTC 2026": "2026-01-20T02:30:00Z",
		"Tue, 20 Jan 2026 09:30:00 +0700": want, "Tue, 20 Jan 2026 02:30:00 GMT": "2026-01-20T02:30:00Z",
		// Unix
		"1768876200": "2026-01-20T02:30:00Z", "1768876200123": "2026-01-20T02:30:00.123Z", "1768876200.5": "2026-01-20T02:30:00.5Z",
		"1768876200123456": "2026-01-20T02:30:00.123456Z", "1768876200123456789": "2026-01-20T02:30:00.123456789Z", "1768876200123.0": "2026-01-20T02:30:00.123Z",
	} {
		got, ok := Timestamp(text, TimeOptions{Zone: jakarta, Near: near})
		if !ok || got.Format(time.RFC3339Nano) != want {
			t.Errorf("Timestamp(%q) = %s, %v; want %s", text, got.Format(time.RFC3339Nano), ok, want)
		}
	}
}

func TestNoTimestamp(t *testing.T) {
	for _, text := range []string{
		"", "now", "2026", "2026-01-20", "2026-01-20T", "2026-01-20T09", "2026-01-20T09:3", "20/01/20", "09:30:00",
		"2026-02-30T09:30:00", "2026-13-01T09:30:00", "2026-01-20T25:00:00", "2026-01-20T09:61:00", "2026-01-20T09:30:62",
		"2026-01-20T09:30:00+0", "2026-01-20T09:30:00+070", "2026-01-20T09:30:00+07:0", "2026-01-20T09:30:00+99:00", "2026-01-20T09:30:00 WIB", "2026-01-20T09:30:00x", "2026-01-20T09:30.5",
		"0001-01-01T00:00:00", "9999-12-31T23:59:59", "20260120", "0", "-1768876200", "176887620", "17688762001", "1e300", "NaN",
		"1/20/2026 13:30:00 PM", "32.01.2026T09:30:00", "20260120T0930", "２０２６-01-20T09:30:00", "+", "T", "1768876200 x",
	} {
		if got, ok := Timestamp(text, TimeOptions{Zone: time.UTC}); ok {
			t.Errorf("Timestamp(%q) = %s", text, got)
		}
	}
}

func TestDayAndMonthInDoubt(t *testing.T) {
	april, march := time.Date(2026, 4, 3, 12, 0, 0, 0, time.UTC), time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	for _, text := range []string{"03/04/2026T12:00:00", "03.04.2026T12:00:00", "03-04-2026T12:00:00", "03/04/26T12:00:00"} {
		for _, near := range []time.Time{april, march} {
			got, ok := Timestamp(text, TimeOptions{Zone: time.UTC, Near: near.Add(-20 * time.Hour)})
			if !ok || !got.Equal(near) {
				t.Errorf("%s near %s: got %s", text, near, got)
			}
		}
	}
	if got, _ := Timestamp("03.04.2026T12:00:00", TimeOptions{Zone: time.UTC}); !got.Equal(april) {
		t.Errorf("points, nothing to go by: got %s", got)
	}
	if got, _ := Timestamp("03/04/2026T12:00:00", TimeOptions{Zone: time.UTC}); !got.Equal(march) {
		t.Errorf("slashes, nothing to go by: got %s", got)
	}
}

// The hour that is turned back happens twice; a robot in it has no wrong clock.
func TestHourTurnedBack(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	first := time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC)
	for _, real := range []time.Time{first, first.Add(time.Hour)} {
		got, ok := Timestamp("2026-10-25T02:30:00", TimeOptions{Zone: berlin, Near: real.Add(3 * time.Second)})
		if !ok || !got.Equal(real) {
			t.Errorf("got %s, want %s", got.UTC(), real)
		}
		if why := ClockFault(got, real.Add(3*time.Second), real.Add(4*time.Second)); why != "" {
			t.Error(why)
		}
	}
}

func TestLocalIsTheDefaultZone(t *testing.T) {
	got, ok := Timestamp("2026-01-20T09:30:00", TimeOptions{})
	if want := time.Date(2026, 1, 20, 9, 30, 0, 0, time.Local); !ok || !got.Equal(want) {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestClockFault(t *testing.T) {
	const quarter = 15 * time.Minute
	mod := time.Date(2026, 1, 20, 9, 30, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		sent  time.Duration // after the modification time
		read  time.Duration // when it was read, after the modification time
		fault bool
	}{
		"agrees":                       {0, time.Second, false},
		"written before it was closed": {-3 * time.Second, 0, false},
		"behind, no zone's difference": {-10 * time.Minute, 0, false},
		"5 s in the future":            {5 * time.Second, 0, false},
		"more than 5 s in the future":  {5*time.Second + 1, 0, true},
		"years in the future":          {200 * 365 * 24 * time.Hour, 0, true},
		"a quarter behind":             {-quarter, 0, true},
		"a quarter and 5 s":            {-quarter - 5*time.Second, 0, true},
		"a quarter and 6 s":            {-quarter - 6*time.Second, 0, false},
		"a quarter less 5 s":           {-quarter + 5*time.Second, 0, true},
		"7 h behind":                   {-7 * time.Hour, 0, true},
		"14 h behind":                  {-56 * quarter, 0, true},
		"14 h 15 min behind":           {-57 * quarter, 0, false},
		"a day behind":                 {-24 * time.Hour, 0, false},
		"7 h ahead, found a day later": {7 * time.Hour, 24 * time.Hour, true},
		"ahead, found a day later":     {7*time.Hour + time.Minute, 24 * time.Hour, false},
		"far behind":                   {-200 * 365 * 24 * time.Hour, 0, false},
	} {
		if why := ClockFault(mod.Add(c.sent), mod, mod.Add(c.read)); (why != "") != c.fault {
			t.Errorf("%s: %q", name, why)
		}
	}
	if why := ClockFault(mod, time.Time{}, mod); why != "" {
		t.Errorf("no modification time: %q", why)
	}
	if why := ClockFault(time.Time{}, mod, mod); why != "" {
		t.Errorf("no time: %q", why)
	}
	want := "its time is 7 h behind the file's: set the source's timezone to the robot's"
	if why := ClockFault(mod.Add(-7*time.Hour), mod, mod); why != want {
		t.Errorf("got %q", why)
	}
}

func TestClockFindingOfAFile(t *testing.T) {
	jakarta := time.FixedZone("", 7*3600)
	o := FileOptions{Zone: jakarta, ModTime: noon, Now: noon.Add(time.Second)}
	for stamp, fault := range map[string]bool{
		"2026-01-20T16:29:59":       false,
		"2026-01-20T09:29:59":       true, // a container's
		"2026-01-20T09:29:59Z":      false,
		"2026-01-20T16:31:00":       true,
		"2026-01-20T12:00:00+05:30": true,
		"2026-01-20T15:29:59":       true,
	} {
		r := File([]byte("✅ ok\n"+stamp), o)
		if !r.Complete || (r.Beat.ClockFault != "") != fault {
			t.Errorf("%s: %+v", stamp, r)
		}
	}
}
