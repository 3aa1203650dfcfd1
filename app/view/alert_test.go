package view

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sentinel/monitor"
	"sentinel/monitor/alert"
)

// incidentOf is an incident that opened a while before noon.
func incidentOf(key monitor.Key, level monitor.Level, cause monitor.Cause, change ...func(*monitor.Incident)) monitor.Incident {
	i := transition(monitor.Opened, key, level, cause).Incident
	for _, f := range change {
		f(&i)
	}
	return i
}

func TestAlertText(t *testing.T) {
	t.Parallel()
	critical, warning := monitor.LevelCritical, monitor.LevelWarning
	open := func(n int) func(*monitor.Incident) { return func(i *monitor.Incident) { i.OpenOrders = &n } }
	says := func(text string) func(*monitor.Incident) { return func(i *monitor.Incident) { i.Message = text } }
	trial := func(i *monitor.Incident) { i.Test = true }
	beat := func(i *monitor.Incident) {
		at := noon.Add(-4 * time.Minute)
		i.Known = &monitor.Known{LastBeat: &at}
	}
	ended := func(after time.Duration) func(*monitor.Incident) {
		return func(i *monitor.Incident) {
			at := i.Opened.Add(after)
			i.Closed = &at
		}
	}
	family := []monitor.Incident{incidentOf("alpha", critical, monitor.CauseMissing)}
	for n := range 13 {
		family = append(family, incidentOf(monitor.Key(fmt.Sprintf("alpha/ACC_%03d", n)), critical, monitor.CauseMissing, open(2)))
	}
	for _, test := range []struct {
		name      string
		kind      alert.Kind
		incidents []monitor.Incident
		text      string
		later     time.Duration // until it is sent
		want      string        // the title and the lines below it
	}{
		{
			"an account", alert.Opened,
			[]monitor.Incident{incidentOf("alpha/ACC_003", critical, monitor.CauseMissing, open(2), beat)},
			"", 10 * time.Second, `
⬣ Critical: ACC_003 went silent, with 2 open orders
Account ACC_003 of robot alpha.
Since 14:06, last heartbeat 14:02.
Check that the robot runs and that its machine is up. Look after the open orders yourself until then.`,
		},
		{
			"an error, told again", alert.Repeated,
			[]monitor.Incident{incidentOf("vps", critical, monitor.CauseError, says("❌ Margin call"))},
			"", 0, `
⬣ Critical: still: vps reports an error: “❌ Margin call”
Robot vps.
Since 14:06.
Look into the robot's log.`,
		},
		{
			"a warning that nobody acknowledged", alert.Escalated,
			[]monitor.Incident{incidentOf("vps", warning, monitor.CauseUnreachable, says("vps.example refused the connection"))},
			"", 0, `
▲ Warning: nobody has acknowledged: vps cannot be reached: vps.example refused the connection
Robot vps.
Since 14:06.
Check that the server runs and that the address in the settings is right.`,
		},
		{
			"a robot speaks for its accounts", alert.Opened, family, "", 0, `
⬣ Critical: alpha went silent; 13 of its accounts too, with 26 open orders
Robot alpha.
Since 14:06.
Check that the robot runs and that its machine is up. Look after the open orders yourself until then.`,
		},
		{
			"recovered", alert.Recovered,
			[]monitor.Incident{incidentOf("vps", critical, monitor.CauseMissing, ended(6*time.Minute+10*time.Second))},
			"", 10 * time.Minute, `
● vps is back after 6 min 10 s
Robot vps.
It began 14:06 and ended 14:12.
Noticed 14:06, sent 14:16.`,
		},
		{
			"our own network", alert.Opened,
			[]monitor.Incident{incidentOf(monitor.NetworkKey, warning, monitor.CauseUnreachable)},
			"", 0, `
▲ Warning: The network here is down
This machine's own network.
Since 14:06.
Check this machine's network.`,
		},
		{
			"late", alert.Opened,
			[]monitor.Incident{incidentOf("vps", critical, monitor.CauseStopped)},
			"", 26 * time.Hour, `
⬣ Critical: vps said goodbye and stopped, yesterday 14:06
Robot vps.
Since yesterday 14:06.
Start the robot again, or pause it here if that is meant.
Noticed yesterday 14:06, sent 16:06.`,
		},
		{
			"a test status", alert.Opened,
			[]monitor.Incident{incidentOf("vps", critical, monitor.CauseError, trial, says("❌ Error occurred"), open(3))},
			"", 0, `
⬣ Critical: TEST: vps reports an error: “❌ Error occurred”, with 3 open orders
Robot vps.
Since 14:06.
Somebody set this to try things out; it ends by itself.`,
		},
		{
			"a test of the channel", alert.Test, nil, "", 0, `
TEST: a message of Sentinel's
Nothing is wrong: somebody tries whether messages arrive here.`,
		},
		{
			"a drill", alert.Test,
			[]monitor.Incident{incidentOf("vps", critical, monitor.CauseMissing)},
			"", 0, `
⬣ Critical: TEST: vps went silent
Robot vps.
Since 14:06.
Check that the robot runs and that its machine is up.`,
		},
		{
			"a digest", alert.Digest, nil, "All well: 14 accounts, 99.97 %\nOne incident of 3 min.", time.Hour, `
All well: 14 accounts, 99.97 %
One incident of 3 min.
Noticed 14:06, sent 15:06.`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			title, body := AlertText(alert.Message{ID: "m", Kind: test.kind, At: noon, Incidents: test.incidents, Text: test.text}, noon.Add(test.later))
			if diff := cmp.Diff(test.want, "\n"+title+"\n"+body); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A storm fits on a phone's screen, whatever is in it.
func TestAlertTextOfAStorm(t *testing.T) {
	t.Parallel()
	var incidents []monitor.Incident
	for n := range 1000 {
		robot := []string{"alpha", "beta", "gamma"}[n%3]
		message := strings.Repeat("long ", 100)
		incidents = append(incidents, incidentOf(monitor.Key(fmt.Sprintf("%s/ACC_%04d", robot, n)), monitor.LevelCritical, monitor.CauseError, func(i *monitor.Incident) {
			i.Message = message
			i.OpenOrders = new(int)
			*i.OpenOrders = 1
		}))
	}
	title, body := AlertText(alert.Message{ID: "m", Kind: alert.Opened, At: noon, Incidents: incidents}, noon.Add(time.Hour))
	lines := strings.Split(title+"\n"+body, "\n")
	if len(lines) > 12 || len(title)+len(body) > 1500 {
		t.Errorf("%d lines, %d bytes:\n%s\n%s", len(lines), len(title)+len(body), title, body)
	}
	for _, want := range []string{"1000 accounts", "1000 open orders", "and 996 more"} {
		if !strings.Contains(title, want) {
			t.Errorf("the title does not say %q: %s", want, title)
		}
	}
	if !strings.Contains(body, "Since 14:06") || !strings.Contains(body, "Noticed 14:06, sent 15:06.") {
		t.Errorf("the body does not say since when: %s", body)
	}
}

func TestAlertLevelIsThatOfTheTitle(t *testing.T) {
	at := time.Date(2026, 1, 20, 9, 30, 0, 0, time.UTC)
	open := monitor.Incident{ID: "1", Key: "alpha", Kind: monitor.KindRobot, Level: monitor.LevelWarning, Cause: monitor.CauseWarning, Opened: at}
	worse, closed, channel := open, open, open
	worse.ID, worse.Level = "2", monitor.LevelCritical
	closed.Closed, closed.End = &at, monitor.EndRecovered
	channel.Key, channel.Kind, channel.Level = monitor.ChannelKey("owner"), monitor.KindChannel, monitor.LevelCritical
	for name, m := range map[string]alert.Message{
		"one":       {Kind: alert.Opened, Incidents: []monitor.Incident{open}},
		"two":       {Kind: alert.Opened, Incidents: []monitor.Incident{worse, open}},
		"recovered": {Kind: alert.Recovered, Incidents: []monitor.Incident{closed}},
		"a channel": {Kind: alert.Opened, Incidents: []monitor.Incident{channel}},
		"both":      {Kind: alert.Opened, Incidents: []monitor.Incident{channel, open}},
	} {
		m.At = at
		if title, _ := AlertText(m, at); !strings.HasPrefix(title, Glyph(AlertLevel(m, at))+" ") {
			t.Errorf("%s: %v, and the title is %q", name, AlertLevel(m, at), title)
		}
	}
	if got := AlertLevel(alert.Message{Kind: alert.Digest, At: at, Text: "all well"}, at); got != monitor.LevelOK {
		t.Errorf("a digest: %v", got)
	}
}
