package model

import (
	"time"

	"sentinel/monitor"
)

// command is what a person does about the robot now and then.
func (r *robot) command() {
	s := r.script
	s.plan(s.now+s.days(0.5, 12), r.command)
	act := func(at time.Duration, kind Kind, length time.Duration) {
		s.at(at, Action{Kind: kind, Robot: r.index, Length: length})
	}
	switch s.random.IntN(11) {
	case 0, 1:
		act(s.now, Pauses, 0)
		act(s.now+s.long(time.Second, 4*24*time.Hour), Resumes, 0)
	case 2, 3:
		act(s.now, Knows, 0)
	case 4, 5, 6:
		act(s.now, Snoozes, s.long(10*time.Second, 2*24*time.Hour).Truncate(time.Second))
		if s.chance(0.2) {
			act(s.now+s.within(time.Second, time.Hour), Snoozes, 0)
		}
	case 7:
		if s.chance(0.3) {
			act(s.now, Forgets, 0)
		}
	case 8:
		r.reload(s.now)
	case 9, 10:
		if r.Looked {
			r.test(s.now)
		}
	}
}

// test lets a person play some statuses, some of which have expired by then.
func (r *robot) test(at time.Duration) {
	s := r.script
	for range 1 + s.random.IntN(3) {
		status := []string{"active", "warning", "error"}[s.random.IntN(3)]
		length := s.long(time.Second, 3*time.Hour)
		if s.chance(0.05) {
			length = -length
		}
		s.at(at, Action{Kind: Looks, Robot: r.index, Look: Look{Said: Said{Status: status, Sent: Unsent}, Test: length}})
		at += s.long(100*time.Millisecond, 3*time.Hour)
	}
}

// reload lets another rhythm be expected of the robot for a while.
func (r *robot) reload(at time.Duration) {
	s := r.script
	rhythm := r.Rhythm
	switch s.random.IntN(3) {
	case 0:
		rhythm.Interval *= time.Duration(2 + s.random.IntN(30))
	case 1:
		rhythm.MaxMisses += 1 + s.random.IntN(10)
	case 2:
		rhythm.Grace, rhythm.MaxMisses = 0, 0
	}
	for _, one := range []monitor.Rhythm{rhythm, r.Rhythm} {
		s.at(at, Action{Kind: Reloads, Robot: r.index, Rhythm: one})
		at += s.long(time.Second, 4*24*time.Hour)
	}
}
