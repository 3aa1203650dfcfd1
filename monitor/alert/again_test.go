package alert

import (
	"strings"
	"testing"
	"time"

	"sentinel/monitor"
)

// A snooze that ends on what was told and is still open is told, at once and over a
// restart; not when somebody ended it, or knows.
func TestSnoozeThatEndsIsTold(t *testing.T) {
	s := newStory(t, usualRules())
	s.silent("alpha", "bravo", "charlie")
	s.wait(time.Minute)
	s.hears("owner opened alpha,bravo,charlie")
	for _, key := range []monitor.Key{"alpha", "bravo", "charlie"} {
		s.snooze(key, time.Hour)
	}
	s.restart()
	s.decided("alpha", "mute", "snoozed")
	i := s.open["bravo"]
	i.SnoozedUntil = nil // somebody ended it
	s.open["bravo"] = i
	s.step()
	s.acknowledge("charlie")
	s.wait(59 * time.Minute)
	s.hears()
	s.wait(2 * time.Minute)
	s.hears("owner repeated alpha")
	s.decided("alpha", "group", "told as repeated")
}

// What comes and goes again and again is no worse news each time.
func TestWhatComesAndGoesKeepsTheInterval(t *testing.T) {
	s := newStory(t, usualRules())
	for range 60 {
		s.silent("alpha")
		s.wait(2 * time.Second)
		s.back("alpha")
		s.wait(28 * time.Second)
	}
	if n := len(s.heard); n > 7 {
		t.Errorf("%d messages in half an hour: %q", n, s.heard)
	}
}

// Each message about a silent robot tells of its accounts, however late these fell
// silent.
func TestRepetitionNamesTheAccountsToo(t *testing.T) {
	s := newStory(t, usualRules())
	s.silent("alpha", "alpha/ACC_001")
	s.wait(time.Minute)
	s.hears("owner opened alpha,alpha/ACC_001")
	s.silent("alpha/ACC_002")
	s.wait(s.rules.RepeatEvery)
	s.hears("owner repeated alpha,alpha/ACC_001,alpha/ACC_002")
	s.back("alpha", "alpha/ACC_001", "alpha/ACC_002")
	s.wait(time.Hour)
	s.hears("owner recovered alpha✓") // and speaks for them
}

// A channel that takes nothing is not given the same again and again.
func TestRepetitionsDoNotPileUp(t *testing.T) {
	s := newStory(t, usualRules())
	s.silent("alpha")
	s.wait(time.Minute)
	s.desk.Fails("owner", true, s.now)
	s.wait(48 * time.Hour)
	s.desk.Fails("owner", false, s.now)
	s.step()
	s.wait(s.rules.RepeatEvery - time.Minute)
	s.hears("owner opened alpha")
	s.wait(2 * time.Minute)
	if got := strings.Join(s.heard, "; "); got != "owner repeated alpha" {
		t.Errorf("told %q", got)
	}
}
