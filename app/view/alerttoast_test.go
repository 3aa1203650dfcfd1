package view

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sentinel/monitor"
	"sentinel/monitor/alert"
)

func channelIncident(name string, level monitor.Level) monitor.Incident {
	return monitor.Incident{
		ID: "channel/" + name, Key: monitor.ChannelKey(name), Kind: monitor.KindChannel, Level: level,
		Message: "hooks.example answered 401 Unauthorized", Opened: noon.Add(-2 * time.Hour),
	}
}

func again(i monitor.Incident, id string) monitor.Incident {
	i.ID = id
	return i
}

func endedAs(i monitor.Incident, end monitor.IncidentEnd) monitor.Incident {
	at := i.Opened.Add(10 * time.Minute)
	i.Closed, i.End = &at, end
	return i
}

func TestAlertToast(t *testing.T) {
	t.Parallel()
	silent := incidentOf("alpha", monitor.LevelCritical, monitor.CauseMissing)
	trial, unseen := silent, silent
	trial.Test = true
	unseen.Known = &monitor.Known{}
	broken := channelIncident("owner", monitor.LevelCritical)
	type shown struct{ ID, Title, Body, Icon string }
	for name, test := range map[string]struct {
		message alert.Message
		want    *shown // nil: nothing is
	}{
		"opened":    {alert.Message{Kind: alert.Opened, Incidents: []monitor.Incident{silent}}, &shown{silent.ID, "alpha went silent", "Check that the robot runs and that its machine is up.", "critical"}},
		"still":     {alert.Message{Kind: alert.Repeated, Incidents: []monitor.Incident{silent}}, &shown{silent.ID, "Still: alpha went silent", "Check that the robot runs and that its machine is up.", "critical"}},
		"escalated": {alert.Message{Kind: alert.Escalated, Incidents: []monitor.Incident{silent}}, &shown{silent.ID, "Nobody has acknowledged: alpha went silent", "Check that the robot runs and that its machine is up.", "critical"}},
		"recovered": {alert.Message{Kind: alert.Recovered, Incidents: []monitor.Incident{endedAs(silent, monitor.EndRecovered)}}, &shown{silent.ID, "alpha is back after 10 min", "", "ok"}},
		"never seen": {alert.Message{Kind: alert.Opened, Incidents: []monitor.Incident{unseen}}, &shown{
			silent.ID, "alpha has never been seen", "Check that the robot runs and that the source in the settings is right.", "critical",
		}},
		"paused":  {alert.Message{Kind: alert.Recovered, Incidents: []monitor.Incident{endedAs(silent, monitor.EndPaused)}}, nil},
		"a test":  {alert.Message{ID: "t", Kind: alert.Test}, &shown{"t", "TEST: a message of Sentinel's", "Nothing is wrong: somebody tries whether messages arrive here.", "ok" + IconTest}},
		"a trial": {alert.Message{Kind: alert.Opened, Incidents: []monitor.Incident{trial}}, &shown{silent.ID, "TEST: alpha went silent", "Somebody set this to try things out; it ends by itself.", "critical" + IconTest}},
		"a channel": {alert.Message{Kind: alert.Opened, Incidents: []monitor.Incident{broken}}, &shown{
			"channel/owner", "The channel owner takes no messages",
			"hooks.example answered 401 Unauthorized.\nWhat should be told there waits, since 12:06.\nSentinel's window and sentinelctl doctor say more.", "critical",
		}},
		"a channel is well": {alert.Message{Kind: alert.Recovered, Incidents: []monitor.Incident{endedAs(broken, monitor.EndRecovered)}}, &shown{
			"channel/owner", "The channel owner takes messages again", "", "ok",
		}},
		"silent again": {alert.Message{Kind: alert.Opened, Incidents: []monitor.Incident{silent, endedAs(again(silent, "1"), monitor.EndRecovered), endedAs(again(silent, "2"), monitor.EndRecovered)}}, &shown{
			silent.ID, "alpha went silent", "Check that the robot runs and that its machine is up.", "critical",
		}},
		"back twice": {alert.Message{Kind: alert.Recovered, Incidents: []monitor.Incident{endedAs(silent, monitor.EndRecovered), endedAs(again(silent, "1"), monitor.EndRecovered)}}, &shown{
			"1", "alpha is back after 10 min", "", "ok",
		}},
		"both": {alert.Message{Kind: alert.Opened, Incidents: []monitor.Incident{silent, broken}}, &shown{
			silent.ID, "alpha went silent", "Check that the robot runs and that its machine is up.\nThe channel owner takes no messages.", "critical",
		}},
	} {
		test.message.At = noon
		toast, ok := AlertToast(test.message, nil, noon)
		if test.want == nil {
			if ok {
				t.Errorf("%s: shown is %+v", name, toast)
			}
			continue
		}
		if diff := cmp.Diff(*test.want, shown{toast.ID, toast.Title, toast.Body, toast.Icon}); diff != "" || !ok {
			t.Errorf("%s: %v %s", name, ok, diff)
		}
	}
}

// Who keeps what it was told until it ends hears why it ended.
func TestAlertTextOfOtherEnds(t *testing.T) {
	t.Parallel()
	for end, want := range map[monitor.IncidentEnd]string{
		monitor.EndPaused: "● alpha is paused: nobody watches it", monitor.EndRemoved: "● alpha is not watched any more",
		monitor.EndStopped: "● alpha said goodbye", monitor.EndTest: "● alpha: the test has ended",
	} {
		i := endedAs(incidentOf("alpha", monitor.LevelCritical, monitor.CauseMissing), end)
		if title, _ := AlertText(alert.Message{Kind: alert.Recovered, At: noon, Incidents: []monitor.Incident{i}}, noon); title != want {
			t.Errorf("%q, want %q", title, want)
		}
	}
}
