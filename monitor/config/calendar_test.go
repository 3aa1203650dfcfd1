package config

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sentinel/monitor"
)

func TestSessions(t *testing.T) {
	c, _, err := Load("testdata/full.toml")
	if err != nil {
		t.Fatal(err)
	}
	vps := &c.Sources[0]
	if got := c.Sessions("vps", vps); got != nil {
		t.Errorf("without a calendar: %v", got)
	}
	robot, account := c.Sessions("alpha", nil), c.Sessions("alpha/ACC_003", vps)
	if robot == nil || robot != account {
		t.Errorf("two subjects of one calendar have %p and %p", robot, account)
	}
	if got := Default().Sessions("alpha", nil); got != nil {
		t.Errorf("without a configuration: %v", got)
	}

	jakarta := time.FixedZone("", 7*60*60)
	for _, test := range []struct {
		what string
		at   time.Time
		open bool
	}{
		{"a Monday", time.Date(2026, 1, 19, 9, 0, 0, 0, jakarta), true},
		{"before it opens", time.Date(2026, 1, 19, 8, 44, 0, 0, jakarta), false},
		{"a Sunday", time.Date(2026, 1, 18, 9, 0, 0, 0, jakarta), false},
		{"a holiday", time.Date(2026, 12, 25, 9, 0, 0, 0, jakarta), false},
		{"before an early close", time.Date(2026, 12, 24, 11, 59, 0, 0, jakarta), true},
		{"after an early close", time.Date(2026, 12, 24, 12, 0, 0, 0, jakarta), false},
		{"a holiday of the file", time.Date(2027, 8, 17, 9, 0, 0, 0, jakarta), false},
	} {
		if got := robot.At(test.at); got.Open != test.open {
			t.Errorf("%s: %v", test.what, got)
		}
	}
}

// Whoever watches the configuration watches what it names too, the more so when
// that is why it is refused.
func TestLoadTellsTheFilesThatItNames(t *testing.T) {
	dir := t.TempDir()
	path, holidays, elsewhere := filepath.Join(dir, "config.toml"), filepath.Join(dir, "h.ics"), filepath.Join(t.TempDir(), "h.ics")
	token, password := filepath.Join(dir, "token"), filepath.Join(dir, "password")
	write := func(path, content string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const day = "sessions = [\"Mon-Fri 09:00-17:00\"]\n"
	write(path, "[[calendar]]\nname = \"a\"\n"+day+"holidays_file = 'h.ics'\n"+
		"[[calendar]]\nname = \"b\"\n"+day+"holidays_file = '"+elsewhere+"'\n"+
		"[[token]]\nrobot = \"a\"\nvalue = 'file:"+token+"'\n"+aHTTP+"user = \"env:USER_OF_A\"\npassword = 'file:"+password+"'\n")
	t.Setenv("USER_OF_A", "a")
	want := []string{token, holidays, elsewhere, password}
	c, files, err := Load(path)
	if c != nil || !errors.Is(err, ErrInvalid) || !slices.Equal(files, want) {
		t.Errorf("refused (%v): got %q, want %q", err, files, want)
	}
	for _, file := range []string{holidays, elsewhere} {
		write(file, "BEGIN:VCALENDAR\nEND:VCALENDAR\n")
	}
	write(password, "secret")
	c, files, err = Load(path)
	if c == nil || err != nil || !slices.Equal(files, want) {
		t.Errorf("accepted (%v): got %q, want %q", err, files, want)
	}
}

// Of the rules that match, the first applies whole: one that names no calendar
// leaves the one of the defaults, not that of the next rule. So it is for
// subjects that post, which no source speaks of.
func TestSessionsOfTheFirstRule(t *testing.T) {
	c, err := (&reader{path: "config.toml"}).parse([]byte(`
[defaults]
calendar = "day"
[[subject]]
key = ["alpha/VIP_*"]
max_misses = 9
[[subject]]
key = ["alpha/*"]
calendar = "night"
[[calendar]]
name = "day"
sessions = ["Mon-Fri 09:00-17:00"]
[[calendar]]
name = "night"
sessions = ["Mon-Fri 22:00-05:00"]
`))
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[monitor.Key]string{"alpha/VIP_1": "day", "alpha/ACC": "night", "alpha": "day", "beta/ACC": "day"} {
		if got := c.Calendar(key, nil); got != want || c.Sessions(key, nil) != monitor.Sessions(c.markets[want]) {
			t.Errorf("%s has the calendar %q, want %q", key, got, want)
		}
	}
}

// The calendar is looked for where the rhythm is: in the rule, the source and
// the defaults.
func TestSessionsOfLayers(t *testing.T) {
	c, err := (&reader{path: "config.toml"}).parse([]byte(`
[defaults]
calendar = "day"
` + aFile + `calendar = "night"
[[calendar]]
name = "day"
sessions = ["Mon-Fri 09:00-17:00"]
[[calendar]]
name = "night"
timezone = "UTC"
sessions = ["Mon-Fri 22:00-05:00"]
`))
	if err != nil {
		t.Fatal(err)
	}
	midnight := time.Date(2026, 1, 20, 0, 0, 0, 0, time.UTC)
	want := monitor.Span{Open: true, Since: midnight.Add(-2 * time.Hour), Until: midnight.Add(5 * time.Hour)}
	if got := c.Sessions("a", &c.Sources[0]).At(midnight); got != want {
		t.Errorf("the source's: %v", got)
	}
	if posted := c.Sessions("a", nil); posted == nil || posted == c.Sessions("a", &c.Sources[0]) {
		t.Errorf("the default one: %v", posted)
	}
}

func TestHolidaysFile(t *testing.T) {
	const content = "[[calendar]]\nname = \"a\"\nsessions = [\"Mon-Fri 09:00-17:00\"]\nholidays_file = 'h.ics'\n"
	const holiday = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261225\nEND:VEVENT\nEND:VCALENDAR\n"
	const meeting = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261225T090000Z\nEND:VEVENT\nEND:VCALENDAR\n"
	for _, test := range []struct {
		name, ics, want string
		warning         bool
	}{
		{"all well", holiday, "", false},
		{"missing", "", ` is not there`, false},
		{"garbled", "<html>", `: line 1: this is no iCalendar file: it begins with BEGIN:VCALENDAR`, false},
		{"too large", strings.Repeat("x", maxHolidays+1), ` cannot be read: it has more than 1024 KiB: too large`, false},
		{"no holidays", meeting, `: line 2: an event with times of the day is no holiday, and was left out: early closes stand in the configuration`, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			path, ics := filepath.Join(dir, "config.toml"), filepath.Join(dir, "h.ics")
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			if test.ics != "" {
				if err := os.WriteFile(ics, []byte(test.ics), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			findings := Check(path)
			if test.want == "" {
				if len(findings) > 0 {
					t.Errorf("found %v", findings)
				}
				return
			}
			if len(findings) != 1 {
				t.Fatalf("found %v", findings)
			}
			f := findings[0]
			if want := "holidays_file " + quote(ics) + test.want; f.Line != 4 || f.Warning != test.warning || f.Message != want {
				t.Errorf("got  %s\nwant %s", f, want)
			}
		})
	}
}
