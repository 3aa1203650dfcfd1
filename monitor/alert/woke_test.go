package alert

import (
	"testing"
	"time"
)

func TestWhatHappenedWhileNobodyWatchedIsOneMessage(t *testing.T) {
	s := newStory(t, usualRules())
	s.rules.GroupInterval = 0
	s.desk.SetRules(s.rules)
	s.desk.Woke(s.now)
	s.silent("alpha")
	s.wait(14 * time.Second)
	s.hears()
	s.silent("bravo")
	s.wait(wokeWait)
	s.hears("owner opened alpha,bravo")
	s.silent("charlie")
	s.wait(s.rules.GroupWait)
	s.hears("owner opened charlie")
}
