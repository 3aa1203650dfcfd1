package robots

import (
	"container/heap"
	"fmt"
	"math/rand/v2"
	"time"

	"sentinel/monitor"
)

// Share is how many of the robots and accounts go wrong at times.
type Share string

// The shares. Some is one in twenty, and at least one account for each fault.
const (
	Nobody   Share = "none"
	Some     Share = "some"
	Everyone Share = "all"
)

// Options say what a World is like.
type Options struct {
	Robots   int // at least 1
	Accounts int // shared out evenly among the robots
	Seed     uint64
	Interval time.Duration // how often each beats
	Faults   Share
	Calm     int // how many times longer than usual they are well between faults; 0 means once
}

// Post is a beat and whose it is.
type Post struct {
	Robot string
	Beat  Beat
}

// Event is a fault that begins or ends.
type Event struct {
	At     time.Time
	Key    monitor.Key
	Fault  Fault
	Begins bool
	Words  string // what happens, and what is to be seen of it
}

// World is made by New.
type World struct {
	interval time.Duration
	calm     int
	queue    queue
	posts    []Post  // of the step under way
	events   []Event // of the step under way
}

// New makes a world whose first beats come within an interval from start.
func New(o Options, start time.Time) *World {
	w := &World{interval: o.Interval, calm: max(1, o.Calm), queue: make(queue, 0, o.Robots+o.Accounts)}
	robots := make([]*subject, o.Robots)
	for i := range robots {
		robots[i] = w.add(o.Seed, start, robotName(i), "", nil)
		robots[i].status = monitor.StatusHealthy
	}
	for i := range o.Accounts {
		robot := robots[i*o.Robots/o.Accounts]
		robot.accounts++
		account := w.add(o.Seed, start, robot.robot, fmt.Sprintf("ACC_%03d", robot.accounts), robot)
		account.status = monitor.StatusIdle
	}
	// The last robot first, so that of three the first is a good example.
	for i := range troubled(o.Faults, o.Robots, 1) {
		w.trouble(robots[o.Robots-1-i], i)
	}
	accounts := w.queue[o.Robots:]
	many := troubled(o.Faults, o.Accounts, len(accountFaults))
	for i := range many {
		w.trouble(accounts[i*o.Accounts/many], i)
	}
	heap.Init(&w.queue)
	return w
}

// troubled is how many of a number of subjects go wrong at times.
func troubled(share Share, of, least int) int {
	switch share {
	case Everyone:
		return of
	case Some:
		// A lone robot that falls silent would hide all the rest.
		if least == 1 && of == 1 {
			return 0
		}
		return min(of, max(least, of/20))
	}
	return 0
}

func (w *World) add(seed uint64, start time.Time, robot, account string, parent *subject) *subject {
	number := len(w.queue)
	s := &subject{
		number: number, robot: robot, account: account, parent: parent,
		random: rand.New(rand.NewPCG(seed, uint64(number))),
	}
	s.next = start.Add(s.within(w.interval))
	w.queue = append(w.queue, s)
	return s
}

// trouble lets a subject go wrong, first by the given fault.
func (w *World) trouble(s *subject, first int) {
	s.troubled, s.fate = true, first
	s.turns = s.next.Add(s.spell(w.interval, 1, 10*w.calm))
}

// Next tells when the world is to be stepped again.
func (w *World) Next() time.Time { return w.queue[0].next }

// Step lets all happen that is due, in the order of time. What is due for more
// than an interval happens now, and once: nobody makes up for beats that it did
// not send.
func (w *World) Step(now time.Time) ([]Post, []Event) {
	w.posts, w.events = nil, nil
	for !w.queue[0].next.After(now) {
		s := w.queue[0]
		if now.Sub(s.next) > w.interval {
			s.next = now
		}
		w.wake(s)
		heap.Fix(&w.queue, 0)
	}
	return w.posts, w.events
}

// wake lets a subject do what is due and says when to wake it next.
func (w *World) wake(s *subject) {
	if s.troubled && !s.next.Before(s.turns) {
		w.turn(s)
	}
	if !s.silent() {
		w.post(s, s.arrivals(*s.beat()))
	}
	s.next = s.next.Add(s.pace(w.interval))
}

// turn begins a fault, or ends it.
func (w *World) turn(s *subject) {
	if s.fault == None {
		s.begin()
		s.turns = s.next.Add(s.lasts(w.interval))
		w.events = append(w.events, s.event(true))
		return
	}
	if late := s.release(); !s.silent() {
		w.post(s, late)
	}
	w.events = append(w.events, s.event(false))
	s.fault = None
	s.turns = s.next.Add(s.spell(w.interval, 8*w.calm, 30*w.calm))
}

func (w *World) post(s *subject, beats []Beat) {
	for _, b := range beats {
		w.posts = append(w.posts, Post{s.robot, b})
	}
}

// robotNames are those of the first robots.
var robotNames = [...]string{"alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel"}

func robotName(i int) string {
	if i < len(robotNames) {
		return robotNames[i]
	}
	return fmt.Sprintf("robot-%03d", i+1)
}

// queue has who is to be woken first at its head; of two at one instant, who
// was made first.
type queue []*subject

func (q queue) Len() int      { return len(q) }
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q queue) Less(i, j int) bool {
	if order := q[i].next.Compare(q[j].next); order != 0 {
		return order < 0
	}
	return q[i].number < q[j].number
}
func (q *queue) Push(any) { panic("robots: nobody is born later") }
func (q *queue) Pop() any { panic("robots: nobody dies") }
