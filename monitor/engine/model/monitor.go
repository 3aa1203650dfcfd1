package model

import "time"

// monitorLife is how the monitor and its machine live.
type monitorLife struct {
	sleeps, restarts, steps float64 // how often, as weights
	every                   float64 // days between, about
	awayUntil               time.Duration
	stalls                  bool          // it was only stopped
	stepped                 time.Duration // when the wall clock was set last
	crashes                 time.Duration // when the monitor is killed, after it wrote for the last time
}

func newMonitorLife(s *Script) monitorLife {
	lives := []monitorLife{
		{sleeps: 0.2, restarts: 1, steps: 0.3, every: 2},   // a server
		{sleeps: 3, restarts: 0.5, steps: 0.3, every: 0.4}, // a laptop
		{sleeps: 1, restarts: 1, steps: 1, every: 0.15},    // a bad day, each day
	}
	life := lives[s.random.IntN(len(lives))]
	life.awayUntil, life.stepped, life.crashes = -1, never, never
	return life
}

// monitorActs lets something happen to the monitor.
func (s *Script) monitorActs() {
	life := &s.monitor
	s.plan(s.now+s.days(0, 2*life.every), s.monitorActs)
	if s.now <= life.awayUntil {
		return
	}
	// Receipts carry times of the wall clock: it is not set between those that
	// are taken up and the start that takes them up.
	settled := life.stepped == never || s.now-life.stepped > time.Hour
	switch x := s.random.Float64() * (life.sleeps + life.restarts + life.steps); {
	case x < life.sleeps:
		a := Action{Kind: Sleeps, Robot: -1, Length: s.long(2*time.Second, 16*time.Hour)}
		if s.chance(0.2) {
			a.Kind = Stalls
			a.Length = s.long(20*time.Second, time.Hour)
		} else if s.now > life.crashes && s.chance(0.1) {
			a.Step = s.step()
			life.stepped = s.now + a.Length
		}
		s.at(s.now, a)
	case x < life.sleeps+life.restarts && settled:
		a := Action{Kind: Restarts, Robot: -1, Length: s.long(time.Second, 3*24*time.Hour)}
		at := s.now
		if s.chance(0.5) {
			a.Kind = Crashes
			s.at(s.now, Action{Kind: Saves, Robot: -1})
			at += s.within(time.Second, 5*time.Minute)
			life.crashes = at
		} else if s.chance(0.2) {
			a.Step = max(s.step(), -a.Length/2)
			life.stepped = s.now + a.Length
		}
		s.at(at, a)
	case x >= life.sleeps+life.restarts && s.now > life.crashes:
		life.stepped = s.now
		s.at(s.now, Action{Kind: Steps, Robot: -1, Step: s.step()})
	}
}

// step is by how much a wall clock is set.
func (s *Script) step() time.Duration {
	by := s.long(2*time.Second, 4*24*time.Hour)
	switch {
	case s.chance(0.3):
		by = time.Hour
	case s.chance(0.1):
		by = 7 * time.Hour
	}
	if s.chance(0.5) {
		return -by
	}
	return by
}
