package alert

import (
	"testing"
	"time"

	"sentinel/monitor"
)

// channelFails lets a channel fail, or be well again.
func (s *story) channelFails(name string, fails bool) {
	key := monitor.ChannelKey(name)
	s.desk.Fails(name, fails, s.now)
	if !fails {
		s.back(key)
		return
	}
	i := monitor.Incident{ID: string(key), Key: key, Kind: monitor.KindChannel, Level: critical, Opened: s.now}
	s.open[key] = i
	s.desk.Take(monitor.Transition{Kind: monitor.Opened, At: s.now, Incident: i})
	s.step()
}

func someOf(keys ...monitor.Key) func(monitor.Key) bool {
	return func(key monitor.Key) bool {
		for _, k := range keys {
			if k == key {
				return true
			}
		}
		return false
	}
}

func TestOtherChannelsAreToldOfOneThatFails(t *testing.T) {
	both := []monitor.Level{warning, critical}
	s := newStory(t, usualRules(
		Channel{Name: "a", Levels: both}, Channel{Name: "b", Levels: both, Takes: someOf("zulu")}, Channel{Name: "mild", Levels: both[:1]},
	))
	s.channelFails("a", true)
	s.wait(time.Minute)
	s.hears("b opened channel/a") // not itself, and whomever the other is for
	s.restart()
	s.channelFails("a", true)
	s.wait(time.Hour)
	s.hears() // as before
	s.channelFails("a", false)
	s.wait(time.Minute)
	s.hears("b recovered channel/a✓")
}

func TestChannelsThatFailTogetherAreNotToldOfEachOther(t *testing.T) {
	s := newStory(t, usualRules(
		Channel{Name: "a", Levels: []monitor.Level{critical}}, Channel{Name: "b", Levels: []monitor.Level{critical}},
	))
	s.desk.Fails("b", true, s.now) // which is not a trouble yet
	s.channelFails("a", true)
	s.channelFails("b", true)
	s.wait(time.Hour)
	s.hears()
	s.channelFails("a", false)
	s.wait(othersWell - time.Second)
	s.channelFails("b", false)
	s.wait(time.Hour)
	s.hears()
	s.channelFails("b", true)
	s.wait(time.Minute)
	s.hears("a opened channel/b")
}

func TestScreenIsToldSooner(t *testing.T) {
	s := newStory(t, usualRules(Channel{Name: "desk", Levels: []monitor.Level{critical}, Screen: true, Ends: true}))
	s.silent("alpha")
	s.wait(screenWait)
	s.hears("desk opened alpha")
	s.silent("bravo")
	s.wait(screenInterval - time.Second)
	s.hears()
	s.wait(2 * time.Second)
	s.hears("desk opened bravo")
}

// What stands somewhere until it ends hears of every end, and of one that got
// lost.
func TestEndsOtherThanARecovery(t *testing.T) {
	levels := []monitor.Level{critical}
	s := newStory(t, usualRules(Channel{Name: "board", Levels: levels, Ends: true}, Channel{Name: "owner", Levels: levels}))
	s.silent("alpha", "bravo")
	s.wait(time.Minute)
	s.hears("board opened alpha,bravo", "owner opened alpha,bravo")
	s.end(monitor.Closed, "alpha")
	s.wait(10 * time.Minute)
	s.hears("board recovered alpha✓")
	delete(s.open, "bravo") // and nobody tells of it
	s.step()
	s.wait(missed - time.Second)
	s.hears()
	s.wait(10 * time.Minute)
	s.hears("board recovered bravo✓")
	s.decided("bravo", "group", "told as recovered")
	if len(s.kept) != 0 {
		t.Errorf("kept for nothing: %v", s.kept)
	}
}
