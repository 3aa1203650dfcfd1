package cli

import (
	"testing"
	"time"
)

func TestPastSpan(t *testing.T) {
	const day = 24 * time.Hour
	for text, want := range map[string]time.Duration{
		"90m": 90 * time.Minute, "24h": day, "7d": 7 * day, "4w": 28 * day, "1y": 365 * day, "200y": 200 * 365 * day,
		"": 0, "d": 0, "0d": 0, "-1d": 0, "1.5d": 0, "7 d": 0, "7x": 0, "0h": 0,
		"585y": 0, "10000y": 0, // longer than can be counted: once some three weeks
	} {
		var got pastSpan
		if err := got.UnmarshalText([]byte(text)); (err == nil) != (want > 0) || time.Duration(got) != want {
			t.Errorf("%q is %s, %v; want %s", text, time.Duration(got), err, want)
		}
	}
}
