package alert

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"sentinel/monitor"
)

// A story lets things happen to incidents and hears what channels are told.
type story struct {
	t     *testing.T
	desk  *Desk
	rules Rules
	now   time.Time
	next  time.Time // when the desk wants to step
	open  map[monitor.Key]monitor.Incident
	heard []string // "channel kind key,key" since the last look
	kept  map[[2]string]Case
	why   []monitor.Decision
}

func usualRules(channels ...Channel) Rules {
	if len(channels) == 0 {
		channels = []Channel{{Name: "owner", Levels: []monitor.Level{monitor.LevelWarning, monitor.LevelCritical}}}
	}
	return Rules{GroupWait: 10 * time.Second, GroupInterval: 5 * time.Minute, RepeatEvery: 4 * time.Hour, Channels: channels}
}

func newStory(t *testing.T, rules Rules) *story {
	return &story{
		t: t, rules: rules, desk: NewDesk(rules, nil), now: time.Date(2026, 1, 20, 9, 0, 0, 0, time.UTC),
		open: map[monitor.Key]monitor.Incident{}, kept: map[[2]string]Case{},
	}
}

// trouble opens the incident of a subject, or worsens it.
func (s *story) trouble(key monitor.Key, level monitor.Level, cause monitor.Cause) {
	i, known := s.open[key]
	kind := monitor.Worsened
	if !known {
		kind = monitor.Opened
		i = monitor.Incident{
			ID: fmt.Sprintf("%s@%s", key, s.now.Format(time.TimeOnly)), Key: key, Kind: key.Kind(), Robot: key.Robot(), Account: key.Account(), Opened: s.now,
		}
	}
	i.Level, i.Cause = level, cause
	s.open[key] = i
	s.desk.Take(monitor.Transition{Kind: kind, At: s.now, Incident: i})
	s.step()
}

func (s *story) silent(keys ...monitor.Key) {
	for _, key := range keys {
		s.trouble(key, monitor.LevelCritical, monitor.CauseMissing)
	}
}

func (s *story) end(kind monitor.TransitionKind, keys ...monitor.Key) {
	for _, key := range keys {
		i := s.open[key]
		delete(s.open, key)
		closed := s.now
		i.Closed = &closed
		s.desk.Take(monitor.Transition{Kind: kind, At: s.now, Incident: i})
		s.step()
	}
}

func (s *story) back(keys ...monitor.Key) { s.end(monitor.Recovered, keys...) }

func (s *story) acknowledge(key monitor.Key) {
	i := s.open[key]
	i.Acknowledged = true
	s.open[key] = i
	s.step()
}

func (s *story) snooze(key monitor.Key, length time.Duration) {
	i := s.open[key]
	until := s.now.Add(length)
	i.SnoozedUntil = &until
	s.open[key] = i
	s.step()
}

// step keeps what has come of it.
func (s *story) step() {
	w := s.desk.Step(s.now, slices.AppendSeq([]monitor.Incident{}, maps.Values(s.open)))
	for _, c := range w.Changed {
		s.kept[[2]string{c.Channel, c.Incident.ID}] = c
	}
	for _, c := range w.Over {
		delete(s.kept, [2]string{c.Channel, c.Incident.ID})
	}
	for _, m := range w.Messages {
		var keys []string
		for _, i := range m.Message.Incidents {
			key := string(i.Key)
			if i.Closed != nil {
				key += "✓"
			}
			keys = append(keys, key)
		}
		s.heard = append(s.heard, fmt.Sprintf("%s %s %s", m.Channel, m.Message.Kind, strings.Join(keys, ",")))
	}
	s.why = append(s.why, w.Decisions...)
	s.next = w.Next
}

// wait lets time pass, and the desk step when it wants to.
func (s *story) wait(length time.Duration) {
	end := s.now.Add(length)
	for steps := 0; !s.next.IsZero() && !s.next.After(end); steps++ {
		if steps > 1000 {
			s.t.Fatalf("the desk wants to step again and again at %s", s.next)
		}
		s.now = latestOf(s.now, s.next)
		s.step()
	}
	s.now = end
}

func latestOf(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// hears asserts what was told since the last look.
func (s *story) hears(want ...string) {
	s.t.Helper()
	if !slices.Equal(s.heard, want) {
		s.t.Errorf("%s: told %q, want %q", s.now.Format(time.TimeOnly), s.heard, want)
	}
	s.heard = nil
}

// restart goes on with what was kept.
func (s *story) restart() {
	s.desk = NewDesk(s.rules, slices.Collect(maps.Values(s.kept)))
	s.step()
}

// decided asserts the latest decision on a subject's incident.
func (s *story) decided(key monitor.Key, stage, reason string) {
	s.t.Helper()
	for _, d := range slices.Backward(s.why) {
		if strings.HasPrefix(d.Incident, string(key)+"@") {
			if d.Stage != stage || !strings.Contains(d.Reason, reason) {
				s.t.Errorf("%s: %s: %s, want %s: %s", key, d.Stage, d.Reason, stage, reason)
			}
			return
		}
	}
	s.t.Errorf("nothing was decided on %s", key)
}
