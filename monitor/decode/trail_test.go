package decode

import (
	"testing"
	"time"
)

func TestTrailLines(t *testing.T) {
	zone := time.FixedZone("", 7*60*60)
	for line, want := range map[string]Trail{
		"2026-01-20T09:30:00.123456,true,healthy":    {At: time.Date(2026, 1, 20, 9, 30, 0, 123456000, zone), Session: "true", Healthy: true},
		"2026-01-20T02:30:00Z,False,failing,3\r\n":   {At: time.Date(2026, 1, 20, 2, 30, 0, 0, time.UTC), Session: "False", Failures: 3},
		" 2026-01-20 09:30:00 , london , healthy ":   {At: time.Date(2026, 1, 20, 9, 30, 0, 0, zone), Session: "london", Healthy: true},
		"2026-01-20T09:30:00+07:00,\x1b[31m,healthy": {At: time.Date(2026, 1, 20, 9, 30, 0, 0, zone), Session: Clean("\x1b[31m"), Healthy: true},
	} {
		got, err := TrailLine(line, zone)
		if err != nil || !got.At.Equal(want.At) || got.Session != want.Session || got.Healthy != want.Healthy || got.Failures != want.Failures {
			t.Errorf("%q: %+v, %v", line, got, err)
		}
	}
	for _, line := range []string{
		"", ",,", "2026-01-20T09:30:00,true", "2026-01-20T09:30:00,true,failing", "2026-01-20T09:30:00,true,failing,many",
		"2026-01-20T09:30:00,true,failing,-1", "yesterday,true,healthy", "2026-01-20T09:30:00,true,well", "9999-01-20T09:30:00,true,healthy",
	} {
		if got, err := TrailLine(line, zone); err == nil {
			t.Errorf("%q was read as %+v", line, got)
		}
	}
}

func FuzzTrailLine(f *testing.F) {
	f.Add("2026-01-20T09:30:00.123456,true,healthy")
	f.Add("2026-01-20T02:30:00Z,False,failing,3")
	f.Fuzz(func(t *testing.T, line string) {
		trail, err := TrailLine(line, time.UTC)
		if err == nil && (trail.At.Year() < 1970 || trail.Session != Clean(trail.Session)) {
			t.Errorf("%q: %+v", line, trail)
		}
	})
}
