package window

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
)

// incident is one that opened so long before noon, and recovered after a length;
// of length 0 it is open.
func incident(id string, key monitor.Key, before, length time.Duration, level monitor.Level, cause monitor.Cause, message string) monitor.Incident {
	i := monitor.Incident{
		ID: id, Key: key, Kind: key.Kind(), Robot: key.Robot(), Account: key.Account(),
		Level: level, Cause: cause, Message: message, Opened: noon.Add(-before), Duration: before.Seconds(),
	}
	if length > 0 {
		closed := i.Opened.Add(length)
		i.Closed, i.End, i.Duration = &closed, monitor.EndRecovered, length.Seconds()
	}
	return i
}

// eventful is a monitor that tells of incidents of every kind.
func eventful() *fake {
	const critical, warning = monitor.LevelCritical, monitor.LevelWarning
	open := incident("open", "alpha/ACC_003", 4*time.Minute, 0, critical, monitor.CauseMissing, "")
	open.OpenOrders = ptr(2)
	open.Known = &monitor.Known{
		Status: "active", OpenOrders: ptr(2), SessionValid: ptr(true), LastBeat: ptr(noon.Add(-6 * time.Minute)), Source: "receiver",
	}
	known := incident("known", "beta/ACC_011", 3*time.Hour, 0, warning, monitor.CauseDegraded, "")
	known.Acknowledged, known.AcknowledgedBy, known.AcknowledgedAt = true, monitor.Owner, ptr(noon.Add(-170*time.Minute))
	known.Notes = []monitor.Note{{At: noon.Add(-160 * time.Minute), By: monitor.Owner, Text: "The broker says: maintenance until 16:00."}}
	test := incident("test", "vps", 26*time.Hour, 5*time.Minute, critical, monitor.CauseError, "❌ Error occurred")
	test.Test, test.End = true, monitor.EndTest
	backend := pictured()
	backend.incidents = []monitor.Incident{
		open, known,
		incident("flap-3", "alpha/ACC_001", 5*time.Hour, 2*time.Minute, warning, monitor.CauseUnreachable, "robot.example refused the connection"),
		incident("flap-2", "alpha/ACC_001", 5*time.Hour+8*time.Minute, 4*time.Minute, critical, monitor.CauseUnreachable, "robot.example refused the connection"),
		incident("flap-1", "alpha/ACC_001", 5*time.Hour+20*time.Minute, 3*time.Minute, warning, monitor.CauseUnreachable, "robot.example refused the connection"),
		test,
		incident("net", monitor.NetworkKey, 27*time.Hour, 12*time.Minute, warning, monitor.CauseUnreachable, "2 of 2 endpoints cannot be reached"),
		incident("order", "alpha/ACC_002", 75*time.Hour, 40*time.Second, critical, monitor.CauseError, "❌ Order rejected: not enough margin"),
		incident("month", "idx/ACC_020", 20*24*time.Hour, 9*time.Hour, critical, monitor.CauseMissing, ""),
	}
	backend.stories = map[string][]api.Transition{
		"flap-2": {
			{Kind: monitor.Opened, At: noon.Add(-5*time.Hour - 8*time.Minute), Level: warning, Cause: monitor.CauseUnreachable},
			{Kind: monitor.Worsened, At: noon.Add(-5*time.Hour - 6*time.Minute), Level: critical, Cause: monitor.CauseMissing},
		},
	}
	return backend
}

// mischievous is a monitor with an incident whose texts are as long and as bad as
// robots can make them.
func mischievous() *fake {
	backend := hostile()
	key := backend.page.Subjects[0].Key
	bad := incident("bad", key, 100*24*time.Hour, 0, monitor.LevelCritical, monitor.CauseError,
		strings.Repeat("⚠️ **bold** <b>tag</b> [link](http://x) \u202egnorw ", 9))
	bad.OpenOrders, bad.Acknowledged, bad.AcknowledgedBy = ptr(1234567), true, strings.Repeat("somebody", 8)
	bad.Known = &monitor.Known{Status: "error", Message: strings.Repeat("x", 500), Source: "receiver", Answer: strings.Repeat("refused ", 60)}
	for n := range 3 {
		bad.Notes = append(bad.Notes, monitor.Note{At: noon.Add(-time.Duration(n) * time.Hour), By: monitor.Owner, Text: strings.Repeat("wwww", 100)})
	}
	backend.incidents = []monitor.Incident{bad}
	return backend
}

// overwhelmed is a monitor that tells of 10,000 incidents in a year.
func overwhelmed() *fake {
	backend := pictured()
	for n := range 10_000 {
		backend.incidents = append(backend.incidents, incident(fmt.Sprint(n), monitor.Key(fmt.Sprintf("alpha/ACC_%03d", n%100)),
			time.Duration(n)*50*time.Minute+time.Minute, time.Minute, monitor.LevelWarning+monitor.Level(n%2), monitor.CauseMissing, ""))
	}
	return backend
}

// openIncidents opens the tab.
func openIncidents(t *testing.T, backend *fake, look Look) *Window {
	t.Helper()
	w := openWindow(t, backend, look)
	w.choose(tabIncidents)
	return w
}
