package engine

import (
	"context"
	"fmt"
	"sync"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/engine/model"
)

// life is a monitor that lives through a script, beside the model of what it
// should say. Instants are on the script's clock, which is the steady one.
type life struct {
	seed   uint64
	script *model.Script
	driver driver
	e      *Engine

	clocks sync.Mutex
	asleep time.Duration // that the machine has slept
	gone   time.Duration // in which nothing ran: asleep, stalled, off
	step   time.Duration // that was added to the wall clock
	ctx    context.Context

	looked  time.Duration // when the engine last looked
	absence absence       // what it has not noticed yet
	notices time.Duration // when it will, if nothing happens before

	robots   []*robotLife
	kept     map[monitor.Key]monitor.SavedSubject
	ever     []keptReceipt // all that counted
	receipts []keptReceipt // of what no save has covered

	served  bool // what is done now needs an engine that serves callers
	actions int  // that happened
	// mistakes are beats that the engine takes for some of long ago, and that are not.
	mistakes int
	fault    error
}

// robotLife is one subject of the engine with what the model makes of it.
type robotLife struct {
	terms     model.Terms
	expected  Expectation
	model     *model.Subject // nil: nobody knows it
	gone      *model.Subject // who was forgotten; nil: nobody was
	next      time.Duration  // when time alone changes something
	forgotten bool           // just now
	happens   []happening    // the latest, with what followed
}

type keptReceipt struct {
	monitor.Receipt
	fingerprint uint64
	at          time.Duration
}

// absence is what the engine has to notice by itself.
type absence uint8

const (
	present absence = iota
	stepped         // the wall clock was set
	stalled         // nothing ran
	slept           // the machine slept
)

// driver lets an engine live: by itself, or led from instant to instant.
type driver interface {
	// start begins to run an engine.
	start(l *life)
	// approach lets time pass until just before an instant.
	approach(l *life, at time.Duration)
	// look lets the instant come, and the engine look at the clocks: because of
	// what is done, or, without that, because it was time.
	look(l *life, at time.Duration, do func(ctx context.Context) error) error
	// receive hands over a posting, within look.
	receive(ctx context.Context, l *life, p Arrived) (monitor.Receipt, error)
	// due is when the engine must be led to next; notDue when it goes by itself.
	due(l *life) time.Duration
	// at is the time that a posting or report of now carries.
	at() time.Time
	// told takes what happened to incidents.
	told(l *life) []monitor.Transition
	// save takes what waits to be written.
	save(l *life, beaten bool) Batch
	// stop ends the engine.
	stop(l *life)
}

func newLife(seed uint64, fine bool, d driver) *life {
	l := &life{seed: seed, script: model.NewScript(seed, fine), driver: d, kept: map[monitor.Key]monitor.SavedSubject{}}
	for _, terms := range l.script.Robots {
		l.robots = append(l.robots, &robotLife{
			terms: terms, expected: Expectation{Rhythm: terms.Rhythm, Sessions: calendarOf(terms.Sessions)}, next: notDue,
		})
	}
	return l
}

// reading is the machine's clocks at an instant.
func (l *life) reading(at time.Duration) monitor.Reading {
	l.clocks.Lock()
	defer l.clocks.Unlock()
	return monitor.Reading{Wall: l.script.Start.Add(at + l.step), Steady: at, Asleep: l.asleep}
}

func (l *life) moment(at time.Duration) model.Moment {
	return model.Moment{Now: at, Before: l.looked, Wall: l.script.Start.Add(at + l.step)}
}

// live lives to the end, or to the first time that engine and model disagree.
func (l *life) live(ctx context.Context) error {
	l.ctx = ctx
	l.begin(0)
	for l.fault == nil {
		action, more := l.script.Next()
		if !more {
			break
		}
		for still := 0; l.fault == nil; {
			at := l.wakes()
			if at >= action.At {
				break
			}
			if at > l.looked {
				still = 0
			} else if still++; still > 100 {
				l.fail(at, nil, fmt.Sprintf("time stands still: engine %s, robots %v", l.driver.due(l), l.nexts()))
			}
			l.look(at, nil, nil)
		}
		if l.fault == nil {
			l.perform(action)
		}
		l.actions++
	}
	l.driver.stop(l)
	return l.fault
}

// begin starts an engine at an instant.
func (l *life) begin(at time.Duration) {
	l.looked = at
	l.driver.start(l)
	if at > 0 {
		return
	}
	for _, r := range l.robots {
		if r.terms.Looked {
			r.model = model.NewSubject(r.terms, at)
			r.model.Judge(l.moment(at))
		}
	}
	l.compareAll(at)
}

// wakes is when engine or model look next by themselves.
func (l *life) wakes() time.Duration {
	if l.absence != present {
		return l.notices
	}
	at := l.driver.due(l)
	for _, r := range l.robots {
		at = min(at, r.next)
	}
	return max(at, l.looked)
}

func (l *life) nexts() (next []time.Duration) {
	for _, r := range l.robots {
		next = append(next, r.next)
	}
	return next
}

// look lets the engine look at an instant, because of what is done with a robot
// or because it was time, and the model with it.
func (l *life) look(at time.Duration, r *robotLife, do func(ctx context.Context, m model.Moment) error) {
	l.driver.approach(l, at)
	m := l.moment(at)
	var act func(ctx context.Context) error
	if do != nil {
		act = func(ctx context.Context) error { return do(ctx, m) }
	}
	absence := l.absence
	if absence != present {
		for _, one := range l.robots {
			if one.model == nil {
				continue
			}
			one.next = at // all are judged
			if absence != stepped {
				one.model.Away(absence == slept, m)
			} else if one.terms.Sessions != nil {
				one.model.Settle(m)
			}
		}
		m.Before = at // what is done comes after that
	}
	if err := l.driver.look(l, at, act); err != nil && l.fault == nil {
		l.fail(at, r, "the engine says: "+err.Error())
	}
	l.absence, l.looked = present, max(l.looked, l.e.reading.Steady)
	for _, one := range l.robots {
		if one.model != nil && one != r && one.next <= at {
			one.model.Judge(m)
			l.compare(at, one)
		}
	}
	if r != nil {
		if r.model != nil {
			r.model.Judge(m) // what happened is followed by what time does
		}
		l.compare(at, r)
	}
	l.compareTold(at)
}
