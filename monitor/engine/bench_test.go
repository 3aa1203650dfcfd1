package engine

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor"
)

const vps = monitor.Key("vps")

// bench is an engine in a bubble of fake time, with a clock that a test can
// step and put to sleep.
type bench struct {
	t      *testing.T
	e      *Engine
	stop   func()
	step   atomic.Int64 // what was added to the wall clock, as a time.Duration
	slept  atomic.Int64 // as a time.Duration
	stall  atomic.Int64 // time in which nothing ran, as a time.Duration
	start  time.Time
	gaps   int
	source string
	saved  []monitor.SavedSubject
	online func() bool
}

var filesRhythm = monitor.Rhythm{Interval: 60 * time.Second, Grace: 15 * time.Second, MaxMisses: 4}

func watched() []Watched {
	return []Watched{{Key: vps, Source: "vps", Expectation: Expectation{Rhythm: filesRhythm}}}
}

func newBench(t *testing.T, saved []monitor.SavedSubject, watched []Watched) *bench {
	b := &bench{t: t, start: time.Now(), source: "vps"}
	b.run(saved, watched)
	return b
}

func (b *bench) run(saved []monitor.SavedSubject, watched []Watched) {
	b.e = New(Options{Clock: b.clock, Saved: saved, Watched: watched, OnGap: func() { b.gaps++ }, Online: b.online})
	b.resume()
}

func (b *bench) clock() monitor.Reading {
	now, slept := time.Now(), time.Duration(b.slept.Load())
	now = now.Add(time.Duration(b.stall.Load()))
	return monitor.Reading{
		Wall:   now.Add(time.Duration(b.step.Load()) + slept).Round(0),
		Steady: now.Sub(b.start) + slept,
		Asleep: slept,
	}
}

func (b *bench) beat(status string) { b.beatAged(status, 0) }

func (b *bench) beatAged(status string, age time.Duration) {
	b.report(monitor.Report{Outcome: monitor.Beat, Age: age, Beat: monitor.Heartbeat{Status: status, Message: "text of " + status}})
}

func (b *bench) report(r monitor.Report) {
	r.Source, r.Key, r.At = b.source, vps, time.Now()
	b.e.Submit(r)
	synctest.Wait()
}

func (b *bench) trouble(cause monitor.Cause) {
	b.report(monitor.Report{Outcome: monitor.Trouble, Cause: cause, Why: "why it is " + string(cause)})
}

func (b *bench) wait(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func (b *bench) subject() monitor.Subject {
	b.t.Helper()
	s, err := b.e.Subject(b.t.Context(), vps)
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

// is asserts "liveness level cause misses".
func (b *bench) is(want string) {
	b.t.Helper()
	s := b.subject()
	got := fmt.Sprintf("%s %s %s %d", s.Liveness, s.Level, s.Cause, s.Misses)
	if s.Cause == "" {
		got = fmt.Sprintf("%s %s - %d", s.Liveness, s.Level, s.Misses)
	}
	if got != want {
		b.t.Errorf("%s: subject is %q, want %q", time.Since(b.start), got, want)
	}
}

// told asserts the transitions since the last call, "kind" or "(kind)" when
// nobody is told.
func (b *bench) told(want ...string) []monitor.Transition {
	b.t.Helper()
	batch, _ := b.e.Drain(b.t.Context(), true)
	if len(batch.Subjects) > 0 {
		b.saved = batch.Subjects
	}
	var got []string
	for _, t := range batch.Transitions {
		text := string(t.Kind)
		if t.Snoozed {
			text = "(" + text + ")"
		}
		got = append(got, text)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		b.t.Errorf("%s: transitions are %v, want %v", time.Since(b.start), got, want)
	}
	return batch.Transitions
}

func story(t *testing.T, f func(b *bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, nil, watched())
		defer func() { b.stop() }()
		f(b)
	})
}

// resume runs the engine that stands in the bench.
func (b *bench) resume() {
	ctx, cancel := context.WithCancel(b.t.Context())
	done := make(chan struct{})
	e := b.e
	go func() { defer close(done); _ = e.Run(ctx) }()
	b.stop = func() { cancel(); <-done }
}
