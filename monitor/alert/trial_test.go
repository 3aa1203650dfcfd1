package alert

import (
	"fmt"
	"testing"
	"time"

	"sentinel/monitor"
)

// plays opens the incident of a test.
func (s *story) plays(key monitor.Key) {
	i := monitor.Incident{
		ID: fmt.Sprintf("%s@%s", key, s.now.Format(time.TimeOnly)), Key: key, Kind: key.Kind(), Robot: key.Robot(),
		Level: critical, Cause: monitor.CauseError, Opened: s.now, Test: true,
	}
	s.open[key] = i
	s.desk.Take(monitor.Transition{Kind: monitor.Opened, At: s.now, Incident: i})
	s.step()
}

// A test has a message of its own, whatever happens beside it.
func TestTestAndNewsNeitherHideNorDelayEachOther(t *testing.T) {
	s := newStory(t, usualRules())
	s.silent("alpha")
	s.wait(3 * time.Second)
	s.plays("drill")
	s.silent("bravo")
	s.wait(7 * time.Second)
	s.hears("owner opened alpha,bravo")
	s.wait(3 * time.Second)
	s.hears("owner opened drill")
	s.wait(20 * time.Second)
	s.end(monitor.Closed, "drill")
	s.plays("another") // soon after: somebody waits for it
	s.silent("charlie")
	s.wait(10 * time.Second)
	s.hears("owner opened another")
	s.wait(5 * time.Minute) // the interval is that of the news
	s.hears("owner opened charlie")
}

// A test counts as no news, also of an earlier run: what really happens soon
// after is told at once.
func TestNewsAfterATestKeepNoInterval(t *testing.T) {
	for _, restarts := range []bool{false, true} {
		s := newStory(t, usualRules())
		s.plays("drill")
		s.wait(10 * time.Second)
		s.hears("owner opened drill")
		if restarts {
			s.restart()
		}
		s.silent("alpha")
		s.wait(10 * time.Second)
		s.hears("owner opened alpha")
	}
}

// Two messages of one instant are two.
func TestTestAndNewsOfOneInstantAreTwoMessages(t *testing.T) {
	s := newStory(t, usualRules())
	s.silent("alpha")
	s.plays("drill")
	s.now = s.now.Add(10 * time.Second)
	work := s.desk.Step(s.now, nil)
	if len(work.Messages) != 2 || work.Messages[0].Message.ID == work.Messages[1].Message.ID {
		t.Fatalf("messages %+v", work.Messages)
	}
	if first := work.Messages[0].Message.Incidents; len(first) != 1 || first[0].Test {
		t.Errorf("the news come after the test: %+v", first)
	}
}

// What a board shows goes with the test; nobody else hears of its end.
func TestEndOfATestIsToldToBoardsAlone(t *testing.T) {
	s := newStory(t, usualRules(
		Channel{Name: "owner", Levels: []monitor.Level{warning, critical}},
		Channel{Name: "board", Levels: []monitor.Level{warning, critical}, Ends: true},
	))
	s.plays("drill")
	s.wait(10 * time.Second)
	s.hears("owner opened drill", "board opened drill")
	s.end(monitor.Closed, "drill")
	s.wait(time.Hour)
	s.hears("board recovered drill✓")
	if len(s.kept) != 0 {
		t.Errorf("kept for nothing: %v", s.kept)
	}
}
