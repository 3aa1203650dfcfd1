package view

import (
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
)

func TestDigest(t *testing.T) {
	at := time.Date(2026, 1, 20, 9, 0, 0, 0, time.UTC)
	share, whole := 0.99971, 1.0
	ended := func(key monitor.Key, opened time.Time, minutes int) monitor.Incident {
		closed := opened.Add(time.Duration(minutes) * time.Minute)
		return monitor.Incident{ID: opened.String(), Key: key, Opened: opened, Closed: &closed, Duration: float64(minutes * 60)}
	}
	open := monitor.Incident{Key: "bravo", Cause: monitor.CauseMissing, Opened: at, Duration: 7200}
	for want, test := range map[string]struct {
		day             api.Overall
		incidents, open []monitor.Incident
	}{
		"Sentinel runs, and watches no robot yet.": {},
		"14 robots and accounts, 99.97 % available, one incident of 3 min. All is well now.": {
			day: api.Overall{Subjects: 14, Total: api.Fared{Availability: &share}}, incidents: []monitor.Incident{ended("alpha", at, 3)},
		},
		"1 robot or account, 100 % available, no incident. All is well now.": {day: api.Overall{Subjects: 1, Total: api.Fared{Availability: &whole}}},
		"2 robots and accounts, none of the time counts, 2 incidents of 9 min in all. Open now: bravo (missing for 2 h).": {
			day: api.Overall{Subjects: 2}, open: []monitor.Incident{open},
			incidents: []monitor.Incident{ended("alpha", at, 2), ended("alpha", at.Add(5*time.Minute), 2), ended("alpha", at.Add(time.Hour), 5)},
		},
	} {
		if got := Digest(test.day, test.incidents, test.open); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
