package view

import (
	"testing"
	"time"

	"sentinel/monitor"
)

func TestEpisodeInWords(t *testing.T) {
	at := time.Date(2026, 1, 20, 9, 0, 0, 0, time.UTC)
	ended := func(opened, closed time.Duration, end monitor.IncidentEnd) monitor.Incident {
		until := at.Add(closed)
		return monitor.Incident{Opened: at.Add(opened), Closed: &until, End: end, Duration: (closed - opened).Seconds()}
	}
	for _, test := range []struct {
		incidents []monitor.Incident // newest first
		want      string
	}{
		{[]monitor.Incident{{Opened: at, Duration: 180}}, "open for 3 min"},
		{[]monitor.Incident{ended(0, 3*time.Minute, monitor.EndRecovered)}, "recovered after 3 min"},
		{[]monitor.Incident{ended(0, 3*time.Minute, monitor.EndPaused)}, "paused after 3 min"},
		{[]monitor.Incident{ended(16*time.Minute, 18*time.Minute, monitor.EndRecovered), ended(0, 5*time.Minute, monitor.EndRecovered)}, "recovered after 18 min, 2 times, 7 min in all"},
	} {
		if got := EpisodeState(monitor.Episode{Incidents: test.incidents}); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

func TestTroubleInWords(t *testing.T) {
	now := time.Date(2026, 1, 20, 9, 30, 0, 0, time.UTC)
	orders := 2
	for want, i := range map[string]monitor.Incident{
		"went silent, with 2 open orders":                       {Key: "alpha/ACC_003", Cause: monitor.CauseMissing, OpenOrders: &orders},
		"reports an error: “❌ lost”":                            {Key: "alpha", Cause: monitor.CauseError, Message: "❌ lost"},
		"cannot be reached: vps.example refused the connection": {Key: "vps", Cause: monitor.CauseUnreachable, Message: "vps.example refused the connection"},
		"is down: no endpoint answers":                          {Key: monitor.NetworkKey, Cause: monitor.CauseUnreachable, Message: "no endpoint answers"},
	} {
		i.Opened = now
		if got := Trouble(i, now); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestKnownThenInWords(t *testing.T) {
	now := time.Date(2026, 1, 20, 9, 30, 0, 0, time.UTC)
	beat, orders, invalid := now.Add(-time.Hour), 2, false
	for want, i := range map[string]monitor.Incident{
		"": {},
		"no heartbeat yet, from vps; vps.example refused the connection": {Known: &monitor.Known{Source: "vps", Answer: "vps.example refused the connection"}},
		"active, session inactive, with 2 open orders; last heartbeat 08:30, from receiver": {
			Known: &monitor.Known{Status: "active", SessionValid: &invalid, OpenOrders: &orders, LastBeat: &beat, Source: "receiver"},
		},
		"error; last heartbeat 08:30, from vps": { // what the incident says is not said twice
			Message: "❌ lost", Known: &monitor.Known{Status: "error", Message: "❌ lost", LastBeat: &beat, Source: "vps", Answer: "❌ lost"},
		},
	} {
		if got := KnownThen(i, now); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestAcknowledgementInWords(t *testing.T) {
	now := time.Date(2026, 1, 20, 9, 30, 0, 0, time.UTC)
	at := now.Add(-time.Hour)
	for want, i := range map[string]monitor.Incident{
		"":                               {AcknowledgedBy: "owner"},
		"acknowledged":                   {Acknowledged: true},
		"acknowledged by owner at 08:30": {Acknowledged: true, AcknowledgedBy: "owner", AcknowledgedAt: &at},
	} {
		if got := Acknowledgement(i, now); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestDayInWords(t *testing.T) {
	now := time.Date(2026, 1, 2, 0, 30, 0, 0, time.FixedZone("", 7*3600))
	for at, want := range map[time.Time]string{
		now.UTC():                      "Today",
		now.Add(-time.Hour).UTC():      "Yesterday",
		now.Add(-24 * time.Hour):       "Yesterday",
		now.Add(20 * 24 * time.Hour):   "Thursday 22 January",
		now.Add(-25 * time.Hour):       "Wednesday 31 December 2025",
		now.Add(-400 * 24 * time.Hour): "Thursday 28 November 2024",
	} {
		if got := Day(at, now); got != want {
			t.Errorf("%v is %q, want %q", at, got, want)
		}
	}
}
