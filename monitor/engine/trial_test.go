package engine

import (
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor"
)

// Setting a test is what a person tries first, before there is a robot: the
// icon has to show it.
func TestTestOfASourceThatWasNeverSeenIsShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := watched()
		list[0].BuiltIn = true
		b := newBench(t, nil, list)
		defer func() { b.stop() }()
		overall := func() monitor.Level { return monitor.Overall([]monitor.Subject{b.subject()}) }
		b.report(monitor.Report{Outcome: monitor.Absent})
		b.report(monitor.Report{Outcome: monitor.Beat, Beat: monitor.Heartbeat{
			Status: monitor.StatusError, Test: true, Expires: time.Now().Add(time.Minute),
		}})
		if s := b.subject(); s.Bystander || overall() != monitor.LevelCritical {
			t.Errorf("a test shows as %+v", s)
		}
		b.wait(time.Minute)
		if s := b.subject(); !s.Bystander || overall() != monitor.LevelOff {
			t.Errorf("after the test: %+v", s)
		}
	})
}
