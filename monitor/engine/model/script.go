package model

import (
	"container/heap"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"sentinel/monitor"
)

// Kind is what happens in an Action.
type Kind string

// The kinds of action.
const (
	Posts    Kind = "posts"    // a robot: Source, Posting, Said
	Looks    Kind = "looks"    // a source: Look
	Pauses   Kind = "pauses"   // a person, as the following
	Resumes  Kind = "resumes"  //
	Knows    Kind = "knows"    // acknowledges
	Snoozes  Kind = "snoozes"  // Length
	Forgets  Kind = "forgets"  //
	Reloads  Kind = "reloads"  // expects another Rhythm
	Saves    Kind = "saves"    // the monitor, as the following: it writes all that waits
	Sleeps   Kind = "sleeps"   // its machine, for Length; the wall clock wakes off by Step
	Stalls   Kind = "stalls"   // it does not run for Length, with the machine awake
	Steps    Kind = "steps"    // the wall clock is set by Step
	Restarts Kind = "restarts" // it is off for Length, and the wall clock set by Step meanwhile
	Crashes  Kind = "crashes"  // the same, and it did not save what only beats had changed
)

// Action is one thing that happens.
type Action struct {
	At      time.Duration // since the script's beginning
	Kind    Kind
	Robot   int // whom it is about; of the monitor: -1
	Source  string
	Posting monitor.PostingKind
	Said    Said
	Look    Look
	Rhythm  monitor.Rhythm
	Length  time.Duration
	Step    time.Duration
}

// String describes the action for who looks into a failure.
func (a Action) String() string {
	text := fmt.Sprintf("%-14s %s", a.At, a.Kind)
	switch a.Kind {
	case Posts:
		text += fmt.Sprintf(" %s kind=%d %s sent=%s content=%d", a.Source, a.Posting, a.Said.Status, sentText(a.Said.Sent), a.Said.Content)
	case Reloads:
		text += fmt.Sprintf(" %+v", a.Rhythm)
	case Looks:
		text += fmt.Sprintf(" outcome=%d cause=%q %s age=%s test=%s", a.Look.Outcome, a.Look.Cause, a.Look.Said.Status, a.Look.Age, a.Look.Test)
	}
	if a.Length != 0 {
		text += fmt.Sprintf(" for %s", a.Length)
	}
	if a.Step != 0 {
		text += fmt.Sprintf(" clock set by %s", a.Step)
	}
	return text
}

func sentText(sent int64) string {
	if sent == Unsent {
		return "-"
	}
	return time.Unix(0, sent).UTC().Format("2006-01-02T15:04:05.000")
}

// Script makes the life of some robots and of the monitor that watches them.
type Script struct {
	Start  time.Time     // what the wall clock says when it begins
	Length time.Duration // how long it is
	Robots []Terms

	random  *rand.Rand
	robots  []*robot
	pending plans
	serial  int
	now     time.Duration
	monitor monitorLife
	fine    bool // no two things happen at the same instant
}

// NewScript makes a life from a seed. In a fine one no two things happen at the
// same instant; otherwise they do so all the time.
func NewScript(seed uint64, fine bool) *Script {
	random := rand.New(rand.NewPCG(seed, 0x5e471e1))
	s := &Script{
		Start:  time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(random.IntN(3*365*24)) * time.Hour),
		Length: time.Duration(20+random.IntN(40)) * 24 * time.Hour,
		random: random, fine: fine,
	}
	recoverAfter := 1 + random.IntN(3)
	for i := range 4 + random.IntN(5) {
		r := newRobot(s, i, recoverAfter)
		s.robots = append(s.robots, r)
		s.Robots = append(s.Robots, r.Terms)
		s.plan(s.within(0, r.Rhythm.Interval), r.think)
		s.plan(s.days(0, 6), r.command)
	}
	s.monitor = newMonitorLife(s)
	s.plan(s.days(0.1, 2), s.monitorActs)
	return s
}

// Years is how many years of accounts the script is.
func (s *Script) Years() float64 {
	return s.Length.Hours() / 24 / 365 * float64(len(s.Robots))
}

// Next returns what happens next; false at the end.
func (s *Script) Next() (Action, bool) {
	for {
		p := heap.Pop(&s.pending).(*plan)
		s.now = p.at
		switch {
		case s.now > s.Length:
			return Action{}, false
		case p.think != nil:
			p.think()
			continue
		}
		a := p.action
		a.At = s.now
		if away := s.monitor.awayUntil; s.now <= away {
			s.missed(a, away)
			continue
		}
		s.note(a)
		return a, true
	}
}

// missed: the monitor was away when something happened.
func (s *Script) missed(a Action, away time.Duration) {
	switch {
	case a.Kind == Looks: // it will look by itself
	case a.Kind == Posts && s.monitor.stalls && s.chance(0.9), a.Kind == Posts && s.chance(0.3):
		s.at(away+s.within(time.Millisecond, 2*time.Second), a) // what waited in a queue
	case a.Kind == Posts:
	default:
		at := away + s.within(time.Second, time.Minute)
		if a.Kind == Crashes {
			s.monitor.crashes = at
		}
		s.at(at, a)
	}
}

// note lets the script's own world follow what happens.
func (s *Script) note(a Action) {
	switch a.Kind {
	case Sleeps, Stalls, Restarts, Crashes:
		s.monitor.awayUntil, s.monitor.stalls = s.now+a.Length, a.Kind == Stalls
		for _, r := range s.robots {
			if r.Looked {
				r.lookAgain(s.monitor.awayUntil)
			}
		}
	case Looks:
		if a.Look.Outcome == monitor.Beat && a.Look.Test == 0 {
			s.robots[a.Robot].noticed = max(s.robots[a.Robot].noticed, s.now-a.Look.Age)
		}
	}
}

// plan is something that will happen, or a time to think of it.
type plan struct {
	at     time.Duration
	serial int
	think  func()
	action Action
}

func (s *Script) plan(at time.Duration, think func()) { s.push(&plan{at: at, think: think}) }
func (s *Script) at(at time.Duration, a Action)       { s.push(&plan{at: at, action: a}) }

func (s *Script) push(p *plan) {
	p.serial, s.serial = s.serial, s.serial+1
	p.at = max((p.at + time.Millisecond - 1).Truncate(time.Millisecond), s.now)
	if s.fine {
		p.at += 1 + time.Duration(s.random.IntN(int(time.Millisecond)))
	}
	heap.Push(&s.pending, p)
}

// plans is for container/heap: the earliest first.
type plans []*plan

func (p plans) Len() int { return len(p) }
func (p plans) Less(i, j int) bool {
	return p[i].at < p[j].at || p[i].at == p[j].at && p[i].serial < p[j].serial
}
func (p plans) Swap(i, j int) { p[i], p[j] = p[j], p[i] }
func (p *plans) Push(x any)   { *p = append(*p, x.(*plan)) }
func (p *plans) Pop() any {
	last := len(*p) - 1
	x := (*p)[last]
	*p = (*p)[:last]
	return x
}

func (s *Script) chance(p float64) bool { return s.random.Float64() < p }

// within is a time from one length to another.
func (s *Script) within(from, to time.Duration) time.Duration {
	return from + time.Duration(s.random.Float64()*float64(to-from))
}

func (s *Script) days(from, to float64) time.Duration {
	return s.within(time.Duration(from*24*float64(time.Hour)), time.Duration(to*24*float64(time.Hour)))
}

// long is a time between the two, as likely of one order of magnitude as of another.
func (s *Script) long(from, to time.Duration) time.Duration {
	length := float64(from) * math.Pow(float64(to)/float64(from), s.random.Float64())
	return time.Duration(length).Truncate(time.Millisecond)
}
