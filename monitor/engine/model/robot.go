package model

import (
	"fmt"
	"time"

	"sentinel/monitor"
)

// robot is one robot or account in its own world.
type robot struct {
	Terms
	script *Script
	think  func() // of its next beat
	index  int
	market *Week
	source string
	whole  bool    // its clock has whole seconds
	faults float64 // a day

	offset    time.Duration // its clock minus the true one
	content   uint64
	latest    []Said // what it sent, the latest last
	status    string
	statusFor int           // beats
	silent    time.Duration // until then
	frozen    time.Duration // it sends the same again and again until then
	backlog   time.Duration // its network holds back what it sends until then
	troubled  time.Duration // its source cannot be read until then
	still     monitor.Cause // what its source's looks say while it is silent; never looked: stays none
	written   time.Duration // of who is looked at: when it last wrote
	noticed   time.Duration // and the latest writing that the monitor knows of
}

// rhythms are those that robots have, with how many of ten have them.
var rhythms = []struct {
	weight int
	monitor.Rhythm
}{
	{1, monitor.Rhythm{Interval: 60 * time.Second, Grace: 15 * time.Second, MaxMisses: 4}},
	{2, monitor.Rhythm{Interval: 120 * time.Second, Grace: 15 * time.Second, MaxMisses: 1}},
	{2, monitor.Rhythm{Interval: 5 * time.Minute, Grace: time.Minute, MaxMisses: 2}},
	{1, monitor.Rhythm{Interval: 7*time.Minute + 13*time.Second, Grace: 500 * time.Millisecond, MaxMisses: 0}},
	{2, monitor.Rhythm{Interval: 15 * time.Minute, Grace: 20 * time.Minute, MaxMisses: 1}},
	{1, monitor.Rhythm{Interval: time.Hour, Grace: 5 * time.Minute, MaxMisses: 3}},
	{1, monitor.Rhythm{Interval: 24 * time.Hour, Grace: time.Hour, MaxMisses: 1}},
}

func newRobot(s *Script, index, recoverAfter int) *robot {
	r := &robot{script: s, index: index, source: PulledSource, written: never, noticed: never}
	r.think = r.beat
	r.Key = monitor.Key(fmt.Sprintf("robot-%d/ACC_%d", index%3, index))
	r.RecoverAfter = recoverAfter
	weights := 0
	for _, one := range rhythms {
		weights += one.weight
	}
	for at, i := s.random.IntN(weights), 0; at >= 0; i++ {
		r.Rhythm = rhythms[i].Rhythm
		at -= rhythms[i].weight
	}
	switch s.random.IntN(8) {
	case 0, 1, 2:
		r.Posts, r.source = true, monitor.SourceReceiver
	case 3:
		r.Posts, r.source = true, monitor.SourcePing
	case 4, 5:
		r.Looked = true
	case 6:
		r.Looked, r.Posts, r.source = true, true, monitor.SourceReceiver
	case 7:
		r.Looked, r.Posts, r.source = true, true, monitor.SourcePing
	}
	all := markets()
	if r.market = all[s.random.IntN(len(all))]; r.market != nil {
		r.Sessions = r.market
	}
	r.faults = []float64{0.1, 0.5, 3}[s.random.IntN(3)]
	r.whole = s.chance(0.5)
	r.offset = []time.Duration{0, 300 * time.Millisecond, -2 * time.Second, 7 * time.Hour, -time.Hour}[s.random.IntN(5)]
	return r
}

// beat is the robot's own rhythm.
func (r *robot) beat() {
	s := r.script
	interval := r.Rhythm.Interval
	next := s.now + interval + s.within(-interval/100, interval/50)
	defer func() { s.plan(next, r.think) }()
	if s.now < r.silent {
		next = r.whileSilent()
		return
	}
	if r.market != nil && r.index%4 != 0 {
		if span := r.market.At(s.Start.Add(s.now)); !span.Open {
			next = s.now + span.Until.Sub(s.Start.Add(s.now)) + s.within(0, interval)
			return
		}
	}
	if s.chance(r.faults * interval.Hours() / 24) {
		r.fault()
		if s.now < r.silent {
			next = r.whileSilent()
			return
		}
	}
	r.send(r.say())
}

// whileSilent is what is seen of who does not beat; it returns when to think on.
func (r *robot) whileSilent() time.Duration {
	s := r.script
	if !r.Looked || r.still == monitor.CauseNone {
		return r.silent
	}
	look := Look{Outcome: monitor.Unmoved, Cause: r.still}
	switch r.still {
	case monitor.CauseUnreachable, monitor.CauseUnreadable, monitor.CauseFabricated:
		look.Outcome = monitor.Trouble
	case monitor.CauseStopped: // its file is gone
		look = Look{Outcome: monitor.Absent}
	}
	if s.chance(0.05) {
		look = Look{Outcome: monitor.Unmoved}
	}
	s.at(s.now, Action{Kind: Looks, Robot: r.index, Look: look})
	return min(r.silent, s.now+s.within(r.Rhythm.Interval/4, r.Rhythm.Interval))
}

// say is the robot's next beat.
func (r *robot) say() Said {
	s := r.script
	if s.now < r.frozen && len(r.latest) > 0 {
		return r.latest[len(r.latest)-1]
	}
	if r.statusFor--; r.statusFor < 0 {
		r.status = []string{"active", "idle"}[s.random.IntN(2)]
	}
	sent := s.Start.Add(s.now + r.offset)
	if r.whole {
		sent = sent.Truncate(time.Second)
	}
	r.content++
	said := Said{Status: r.status, Sent: sent.UnixNano(), Content: r.content % 3}
	if r.source == monitor.SourcePing {
		said.Sent = Unsent
	}
	if !r.Posts && s.chance(0.001) {
		said.ClockFault = true
	}
	if r.latest = append(r.latest, said); len(r.latest) > 20 {
		r.latest = r.latest[10:]
	}
	return said
}

// send lets a beat reach the monitor, or not.
func (r *robot) send(said Said) {
	s := r.script
	at := s.now + s.within(0, 40*time.Millisecond)
	if r.Looked {
		r.write(at, said)
	}
	if !r.Posts {
		return
	}
	if s.now < r.backlog {
		at = r.backlog + s.within(0, 3*time.Second)
	}
	if r.source == monitor.SourcePing && s.chance(0.2) {
		r.post(at, said, monitor.PostStart)
		at += s.within(0, r.Rhythm.Interval/2)
	}
	if s.chance(0.001) {
		r.post(at+s.within(0, time.Second), said, monitor.PostLog)
	}
	r.post(at, said, monitor.PostBeat)
}

// write lets a beat be found where the monitor looks.
func (r *robot) write(at time.Duration, said Said) {
	s := r.script
	r.written = s.now
	if s.now < r.troubled {
		cause := []monitor.Cause{monitor.CauseUnreachable, monitor.CauseUnreadable}[s.random.IntN(2)]
		s.at(at, Action{Kind: Looks, Robot: r.index, Look: Look{Outcome: monitor.Trouble, Cause: cause}})
		return
	}
	age := s.within(0, 2*time.Second).Truncate(time.Millisecond)
	s.at(s.now+age, Action{Kind: Looks, Robot: r.index, Look: Look{Said: said, Age: age * time.Duration(r.index%2)}})
}

func (r *robot) post(at time.Duration, said Said, kind monitor.PostingKind) {
	source := r.source
	if kind != monitor.PostBeat {
		source = monitor.SourcePing
	}
	r.script.at(at, Action{Kind: Posts, Robot: r.index, Source: source, Posting: kind, Said: said})
}

// lookAgain is what a source does after an absence of the monitor.
func (r *robot) lookAgain(from time.Duration) {
	s := r.script
	at := from + s.within(10*time.Millisecond, 5*time.Second)
	switch {
	case s.chance(0.1):
		at = from + s.within(5*time.Second, time.Minute)
	case s.chance(0.05):
		s.at(at, Action{Kind: Looks, Robot: r.index, Look: Look{Outcome: monitor.Trouble, Cause: monitor.CauseUnreachable}})
		at += s.within(time.Second, time.Minute)
	case s.chance(0.02):
		return // a share that is dead
	}
	s.plan(at, func() {
		if s.now <= s.monitor.awayUntil {
			return
		}
		look := Look{Outcome: monitor.Unmoved}
		if r.written > r.noticed && len(r.latest) > 0 {
			look = Look{Said: r.latest[len(r.latest)-1], Age: s.now - r.written}
		}
		s.at(s.now, Action{Kind: Looks, Robot: r.index, Look: look})
	})
}
