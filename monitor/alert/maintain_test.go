package alert

import (
	"testing"
	"time"

	"sentinel/monitor"
)

func TestMaintenance(t *testing.T) {
	rules := usualRules()
	until := time.Date(2026, 1, 20, 11, 0, 0, 0, time.UTC)
	rules.Maintained = func(key monitor.Key, now time.Time) (time.Time, bool) {
		return until, key.Robot() == "alpha" && now.Before(until)
	}
	s := newStory(t, rules)
	s.silent("alpha", "bravo")
	s.wait(time.Minute)
	s.hears("owner opened bravo")
	s.decided("alpha", "mute", "maintenance")
	s.trouble("alpha/ACC_001", warning, monitor.CauseDegraded)
	s.wait(10 * time.Minute)
	s.back("alpha/ACC_001")
	s.wait(time.Minute)
	s.hears()
	s.decided("alpha/ACC_001", "mute", "it began and ended during maintenance")
	s.wait(until.Sub(s.now) - time.Second)
	s.hears()
	s.wait(time.Second)
	s.hears("owner opened alpha") // it goes on
	s.channelFails("other", true)
	s.wait(time.Minute)
	s.hears("owner opened channel/other")
}
