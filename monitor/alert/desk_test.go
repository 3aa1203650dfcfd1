package alert

import (
	"fmt"
	"testing"
	"time"

	"sentinel/monitor"
)

const (
	warning  = monitor.LevelWarning
	critical = monitor.LevelCritical
)

func TestOneIncidentIsToldOnceAndItsRecoveryToo(t *testing.T) {
	s := newStory(t, usualRules())
	s.silent("alpha")
	s.wait(9 * time.Second)
	s.hears()
	s.decided("alpha", "group", "waits")
	s.wait(time.Second)
	s.hears("owner opened alpha")
	s.decided("alpha", "group", "told as opened in 20260120T090010.000Z-owner")
	s.wait(time.Hour)
	s.hears()
	s.back("alpha")
	s.wait(time.Minute)
	s.hears("owner recovered alpha✓")
	s.wait(24 * time.Hour)
	s.hears()
	if len(s.kept) != 0 {
		t.Errorf("kept for nothing: %v", s.kept)
	}
}

func TestStormBecomesOneMessage(t *testing.T) {
	s := newStory(t, usualRules())
	for i := range 1000 {
		s.silent(monitor.Key(fmt.Sprintf("robot-%d/ACC_%03d", i%7, i)))
		if i%100 == 0 {
			s.wait(900 * time.Millisecond)
		}
	}
	s.wait(10 * time.Minute)
	if len(s.heard) != 1 {
		t.Errorf("%d messages", len(s.heard))
	}
}

func TestNewsWithinTheIntervalComeTogetherButWorseNewsAtOnce(t *testing.T) {
	s := newStory(t, usualRules())
	s.trouble("alpha", warning, monitor.CauseDegraded)
	s.wait(time.Minute)
	s.hears("owner opened alpha")
	s.trouble("bravo", warning, monitor.CauseDegraded)
	s.wait(2 * time.Minute)
	s.hears()
	s.silent("charlie")
	s.wait(10 * time.Second)
	s.hears("owner opened charlie,bravo")
	s.silent("delta")
	s.wait(4 * time.Minute)
	s.hears()
	s.wait(time.Minute)
	s.hears("owner opened delta")
}

func TestWhatCameAndWentIsToldAsOne(t *testing.T) {
	s := newStory(t, usualRules())
	s.trouble("alpha", critical, monitor.CauseError)
	s.wait(3 * time.Second)
	s.back("alpha")
	s.wait(time.Minute)
	s.hears("owner opened alpha✓")
}

func TestWorseIsToldAndTheSameLevelIsNot(t *testing.T) {
	s := newStory(t, usualRules())
	s.trouble("alpha", warning, monitor.CauseDegraded)
	s.wait(time.Minute)
	s.hears("owner opened alpha")
	s.trouble("alpha", warning, monitor.CauseDegraded)
	s.wait(10 * time.Minute)
	s.hears()
	s.acknowledge("alpha")
	s.trouble("alpha", critical, monitor.CauseUnhealthy)
	s.wait(time.Minute)
	s.hears("owner worsened alpha") // it is still acknowledged
	s.wait(24 * time.Hour)
	s.hears()
}

func TestRouting(t *testing.T) {
	s := newStory(t, usualRules(
		Channel{Name: "pager", Levels: []monitor.Level{critical}},
		Channel{Name: "alphas", Levels: []monitor.Level{warning, critical}, Takes: func(key monitor.Key) bool { return key.Robot() == "alpha" }},
	))
	s.trouble("alpha", warning, monitor.CauseDegraded)
	s.trouble("bravo", critical, monitor.CauseError)
	s.wait(time.Minute)
	s.hears("pager opened bravo", "alphas opened alpha")
	s.trouble("alpha", critical, monitor.CauseUnhealthy)
	s.wait(10 * time.Minute)
	s.hears("alphas worsened alpha", "pager opened alpha")
}

func TestRepeatsUntilAcknowledged(t *testing.T) {
	s := newStory(t, usualRules())
	s.silent("alpha")
	s.wait(time.Minute)
	s.hears("owner opened alpha")
	s.wait(4 * time.Hour)
	s.hears("owner repeated alpha")
	s.wait(4*time.Hour + time.Minute)
	s.hears("owner repeated alpha")
	s.acknowledge("alpha")
	s.wait(24 * time.Hour)
	s.hears()
	s.back("alpha")
	s.wait(time.Minute)
	s.hears("owner recovered alpha✓")
}

// What has ended is not told as still open, before it is heard that it ended.
func TestWhatEndedIsNotRepeated(t *testing.T) {
	s := newStory(t, usualRules())
	s.silent("alpha")
	s.wait(time.Minute)
	s.hears("owner opened alpha")
	i := s.open["alpha"]
	s.wait(s.rules.RepeatEvery - 2*time.Minute)
	delete(s.open, "alpha")
	s.step()
	s.wait(missed - time.Minute)
	s.step()
	s.hears()
	s.open["alpha"] = i
	s.back("alpha")
	s.wait(time.Minute)
	s.hears("owner recovered alpha✓")
}

// A clock that is set back keeps no news waiting until it is there again.
func TestClockThatIsSetBack(t *testing.T) {
	s := newStory(t, usualRules())
	s.silent("alpha")
	s.now = s.now.Add(-time.Hour)
	s.step()
	s.wait(10 * time.Second)
	s.hears("owner opened alpha")
	s.now = s.now.Add(-time.Hour)
	s.silent("bravo")
	s.wait(5 * time.Minute)
	s.hears("owner opened bravo")
	s.now = s.now.Add(-24 * time.Hour)
	s.step()
	s.wait(4*time.Hour + time.Minute)
	s.hears("owner repeated alpha,bravo")
}

func TestAcknowledgedBeforeItWasTold(t *testing.T) {
	s := newStory(t, usualRules())
	s.silent("alpha")
	s.acknowledge("alpha")
	s.wait(time.Hour)
	s.hears()
	s.decided("alpha", "mute", "acknowledged")
	s.back("alpha")
	s.wait(time.Hour)
	s.hears()
}

func TestSnoozed(t *testing.T) {
	s := newStory(t, usualRules())
	i := monitor.Incident{ID: "alpha@1", Key: "alpha", Kind: monitor.KindRobot, Robot: "alpha", Level: critical, Opened: s.now}
	s.open["alpha"] = i
	s.desk.Take(monitor.Transition{Kind: monitor.Opened, At: s.now, Incident: i, Snoozed: true})
	s.step()
	s.wait(time.Hour)
	s.hears()
	s.decided("alpha", "mute", "snoozed")
	s.desk.Take(monitor.Transition{Kind: monitor.Opened, At: s.now, Incident: i}) // the snooze ends
	s.step()
	s.wait(time.Minute)
	s.hears("owner opened alpha")
}

// Who snoozes a robot hears nothing of it, whatever was about to be told.
func TestSnoozedWhileItIsOpen(t *testing.T) {
	s := newStory(t, usualRules(
		Channel{Name: "owner", Levels: []monitor.Level{warning, critical}},
		Channel{Name: "boss", Levels: []monitor.Level{critical}, EscalateAfter: 10 * time.Minute},
	))
	s.silent("alpha", "bravo")
	s.snooze("alpha", 8*time.Hour)
	s.wait(time.Minute)
	s.hears("owner opened bravo")
	s.decided("alpha", "mute", "snoozed")
	s.snooze("bravo", 8*time.Hour)
	s.wait(7 * time.Hour)
	s.hears()
	s.back("alpha") // nobody was ever told of it
	s.wait(2 * time.Hour)
	s.hears("boss escalated bravo", "owner repeated bravo")
}

func TestEscalation(t *testing.T) {
	boss := Channel{Name: "boss", Levels: []monitor.Level{critical}, EscalateAfter: 10 * time.Minute}
	s := newStory(t, usualRules(boss))
	s.silent("alpha", "bravo", "charlie")
	s.wait(5 * time.Minute)
	s.decided("charlie", "escalate", "nobody has acknowledged")
	s.acknowledge("bravo")
	s.back("charlie")
	s.wait(time.Hour)
	s.hears("boss escalated alpha")
	s.decided("bravo", "escalate", "acknowledged")
	s.decided("charlie", "escalate", "ended")
	s.back("alpha", "bravo")
	s.wait(time.Hour)
	s.hears("boss recovered alpha✓")
}

func TestQuietHours(t *testing.T) {
	hours, err := ParseHours("22:00-07:00", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	both := []monitor.Level{warning, critical}
	s := newStory(t, usualRules(
		Channel{Name: "day", Levels: both, Quiet: hours},
		Channel{Name: "night", Levels: both, Quiet: hours, ExceptCritical: true},
	))
	s.now = time.Date(2026, 1, 20, 23, 0, 0, 0, time.UTC)
	s.trouble("alpha", critical, monitor.CauseError)
	s.trouble("bravo", warning, monitor.CauseDegraded)
	s.trouble("charlie", critical, monitor.CauseError)
	s.wait(time.Hour)
	s.hears("night opened alpha,charlie")
	s.decided("bravo", "mute", "quiet hours")
	s.back("charlie")
	s.wait(7 * time.Hour) // it is 7 o'clock
	s.hears("night recovered charlie✓", "night repeated alpha", "day opened alpha,bravo", "night opened alpha,bravo")
}

func TestDeadRobotSpeaksForItsAccounts(t *testing.T) {
	s := newStory(t, usualRules())
	s.silent("alpha/ACC_001", "alpha", "alpha/ACC_002", "bravo/ACC_001")
	s.wait(10 * time.Second)
	s.hears("owner opened alpha,alpha/ACC_001,alpha/ACC_002,bravo/ACC_001")
	s.silent("alpha/ACC_003") // later than its robot
	s.wait(time.Hour)
	s.hears()
	s.decided("alpha/ACC_003", "inhibit", "alpha is silent itself")
	s.back("alpha", "alpha/ACC_001")
	s.wait(time.Minute)
	s.hears("owner recovered alpha✓")
	s.decided("alpha/ACC_001", "inhibit", "alpha is back")
	s.back("alpha/ACC_003") // within the while that it has
	s.wait(time.Hour)
	s.hears("owner opened alpha/ACC_002") // which is not back
	s.back("alpha/ACC_002")
	s.wait(time.Hour)
	s.hears("owner recovered alpha/ACC_002✓")
}

func TestRobotSpeaksOnlyWhereItIsHeard(t *testing.T) {
	both := []monitor.Level{warning, critical}
	s := newStory(t, usualRules(Channel{Name: "accounts", Levels: both, Takes: func(key monitor.Key) bool { return key.Kind() == monitor.KindAccount }}))
	s.silent("alpha", "alpha/ACC_001")
	s.wait(time.Minute)
	s.hears("accounts opened alpha/ACC_001")
}

// What a dead robot cannot speak for: an account that reports an error.
func TestErrorOfAnAccountIsNoSilence(t *testing.T) {
	s := newStory(t, usualRules())
	s.silent("alpha")
	s.trouble("alpha/ACC_001", critical, monitor.CauseError)
	s.wait(time.Minute)
	s.hears("owner opened alpha,alpha/ACC_001")
	s.back("alpha")
	s.wait(10 * time.Minute)
	s.hears("owner recovered alpha✓")
}

func TestPausedIsNoRecovery(t *testing.T) {
	s := newStory(t, usualRules())
	s.silent("alpha", "bravo")
	s.end(monitor.Closed, "bravo")
	s.wait(time.Minute)
	s.hears("owner opened alpha")
	s.end(monitor.Closed, "alpha")
	s.wait(24 * time.Hour)
	s.hears()
}

func TestRestartTellsNothingTwiceAndForgetsNothing(t *testing.T) {
	s := newStory(t, usualRules())
	s.silent("alpha")
	s.wait(time.Minute)
	s.hears("owner opened alpha")
	s.trouble("bravo", warning, monitor.CauseDegraded) // waits for the interval
	i := s.open["alpha"]
	s.restart()
	s.desk.Take(monitor.Transition{Kind: monitor.Opened, At: i.Opened, Incident: i}) // taken again
	s.step()
	s.wait(time.Hour)
	s.hears("owner opened bravo")
	s.back("alpha")
	s.restart()
	s.wait(time.Hour)
	s.hears("owner recovered alpha✓")
}

func TestChannelThatIsGoneAndOneThatIsNew(t *testing.T) {
	s := newStory(t, usualRules())
	s.silent("alpha")
	s.wait(time.Minute)
	s.hears("owner opened alpha")
	s.rules = usualRules(Channel{Name: "other", Levels: []monitor.Level{critical}})
	s.desk.SetRules(s.rules)
	s.step()
	if s.kept[[2]string{"owner", s.open["alpha"].ID}].Channel != "" {
		t.Errorf("of the channel that is gone: %v", s.kept)
	}
	s.wait(time.Minute)
	s.hears("other opened alpha") // which is open
	s.silent("bravo")
	s.wait(10 * time.Minute)
	s.hears("other opened bravo")
	s.restart()
	s.wait(time.Minute)
	s.hears()
	s.back("alpha")
	s.wait(time.Minute)
	s.hears("other recovered alpha✓")
}

func TestHours(t *testing.T) {
	jakarta := time.FixedZone("WIB", 7*3600)
	for _, test := range []struct {
		hours, now string
		ends       string // empty: not within
	}{
		{"16:30-08:30", "2026-01-20T16:29:59+07:00", ""},
		{"16:30-08:30", "2026-01-20T16:30:00+07:00", "2026-01-21T08:30:00+07:00"},
		{"16:30-08:30", "2026-01-20T01:00:00Z", "2026-01-20T08:30:00+07:00"},
		{"16:30-08:30", "2026-01-20T08:30:00+07:00", ""},
		{"12:00-13:00", "2026-01-20T12:30:00+07:00", "2026-01-20T13:00:00+07:00"},
		{"12:00-24:00", "2026-01-20T23:30:00+07:00", "2026-01-21T00:00:00+07:00"},
		{"", "2026-01-20T12:30:00+07:00", ""},
	} {
		h, err := ParseHours(test.hours, jakarta)
		if err != nil {
			t.Fatal(err)
		}
		now, err := time.Parse(time.RFC3339, test.now)
		if err != nil {
			t.Fatal(err)
		}
		ends, within := h.At(now)
		got := ""
		if within {
			got = ends.Format(time.RFC3339)
		}
		if got != test.ends {
			t.Errorf("%s at %s: %q, want %q", test.hours, test.now, got, test.ends)
		}
	}
	if _, err := ParseHours("all night", nil); err == nil {
		t.Error("no hours are taken for some")
	}
}
