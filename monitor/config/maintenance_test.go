package config

import (
	"testing"
	"time"

	"sentinel/monitor"
)

func TestMaintained(t *testing.T) {
	c, err := (&reader{}).parse([]byte(`
[[maintenance]]
key = ["alpha", "alpha/*"]
timezone = "UTC"
windows = ["Sun 02:00-04:00", "Sun 03:00-05:00"]
[[maintenance]]
key = ["alpha"]
timezone = "UTC"
windows = ["Sun 04:30-06:00"]
`))
	if err != nil {
		t.Fatal(err)
	}
	sunday := func(hour, minute int) time.Time { return time.Date(2026, 1, 25, hour, minute, 0, 0, time.UTC) }
	for _, test := range []struct {
		key   monitor.Key
		at    time.Time
		until time.Time // zero: nobody works on it
	}{
		{"alpha", sunday(1, 59), time.Time{}},
		{"alpha", sunday(2, 0), sunday(5, 0)},
		{"alpha/ACC_1", sunday(3, 30), sunday(5, 0)},
		{"alpha", sunday(4, 45), sunday(6, 0)},
		{"alpha/ACC_1", sunday(5, 30), time.Time{}},
		{"alpha", sunday(6, 0), time.Time{}},
		{"bravo", sunday(3, 0), time.Time{}},
		{"alpha", sunday(3, 0).AddDate(0, 0, 1), time.Time{}},
	} {
		until, maintained := c.Maintained(test.key, test.at)
		if maintained != !test.until.IsZero() || !until.Equal(test.until) {
			t.Errorf("%s at %s: until %s, %t", test.key, test.at, until, maintained)
		}
	}
}
