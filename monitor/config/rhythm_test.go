package config

import (
	"testing"
	"time"

	"sentinel/monitor"
)

func TestRhythm(t *testing.T) {
	const subjects = `
[[subject]]
key = ["alpha/VIP_*"]
max_misses = 9

[[subject]]
key = ["alpha", "alpha/*"]
interval = "7s"
grace = "0s"
calendar = "idx"

[[subject]]
key = ["*"]
grace = "99s"

[[calendar]]
name = "idx"
sessions = []
`
	const defaults = "[defaults]\ninterval = \"30s\"\nmax_misses = 3\n"
	const source = "[[source]]\nname = \"b\"\nkind = \"file\"\npath = \"x\"\ngrace = \"5s\"\nmax_misses = 0\n"
	tests := []struct {
		name, content string
		key           monitor.Key
		receiver      bool
		want          monitor.Rhythm
		calendar      string
	}{
		{"built in, receiver", "", "default", true, monitor.Rhythm{Interval: 120 * time.Second, Grace: 15 * time.Second, MaxMisses: 1}, ""},
		{"built in, source", "", "default", false, monitor.Rhythm{Interval: 60 * time.Second, Grace: 15 * time.Second, MaxMisses: 4}, ""},
		{"defaults, receiver", defaults, "x", true, monitor.Rhythm{Interval: 30 * time.Second, Grace: 15 * time.Second, MaxMisses: 3}, ""},
		{"source over defaults", defaults + source, "b", false, monitor.Rhythm{Interval: 30 * time.Second, Grace: 5 * time.Second, MaxMisses: 0}, ""},
		{"the rule over the source", source + subjects, "alpha", false, monitor.Rhythm{Interval: 7 * time.Second, Grace: 0, MaxMisses: 0}, "idx"},
		{"the first rule whole, what it leaves open is not the second's", defaults + subjects, "alpha/VIP_1", true, monitor.Rhythm{Interval: 30 * time.Second, Grace: 15 * time.Second, MaxMisses: 9}, ""},
		{"the second rule", defaults + subjects, "alpha/ACC", true, monitor.Rhythm{Interval: 7 * time.Second, Grace: 0, MaxMisses: 3}, "idx"},
		{"* is a robot", subjects, "beta", true, monitor.Rhythm{Interval: 120 * time.Second, Grace: 99 * time.Second, MaxMisses: 1}, ""},
		{"* does not cross /", subjects, "beta/ACC", true, monitor.Rhythm{Interval: 120 * time.Second, Grace: 15 * time.Second, MaxMisses: 1}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, err := (&reader{path: "config.toml"}).parse([]byte(test.content))
			if err != nil {
				t.Fatal(err)
			}
			var from *Source
			if !test.receiver {
				from = &c.Sources[0]
			}
			var got monitor.Rhythm
			got.Interval, got.Grace, got.MaxMisses = c.Rhythm(test.key, from)
			if got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
			if got := c.Calendar(test.key, from); got != test.calendar {
				t.Errorf("calendar %q, want %q", got, test.calendar)
			}
		})
	}
}

func TestMatches(t *testing.T) {
	for _, test := range []struct {
		pattern string
		key     monitor.Key
		want    bool
	}{
		{"alpha", "alpha", true},
		{"alpha", "alpha/ACC", false},
		{"alpha/*", "alpha", false},
		{"alpha/*", "alpha/ACC", true},
		{"*/ACC_*", "beta/ACC_003", true},
		{"a*a", "alpha", true},
		{"a*a", "alphas", false},
		{"*", "alpha/ACC", false},
		{"*/*", "alpha/ACC", true},
		{"Alpha", "alpha", false},
	} {
		if got := Matches(test.pattern, test.key); got != test.want {
			t.Errorf("%s matches %s: %t", test.pattern, test.key, got)
		}
	}
}
