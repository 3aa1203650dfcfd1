package view

import (
	"fmt"
	"strings"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
)

// Band draws how a subject fared in a row of so many cells, each as bad as the
// worst in its part of the time. Time in which nobody watched, or before the
// subject was known, is a dot or a blank.
func Band(turns []api.Turn, from, to time.Time, cells int) string {
	var band strings.Builder
	length := float64(to.Sub(from)) // whose product with cells is too large for a Duration, of some years
	edge := func(i int) time.Time { return from.Add(time.Duration(length * float64(i) / float64(cells))) }
	for i := range cells {
		band.WriteString(worstMark(turns, edge(i), edge(i+1)))
	}
	return band.String()
}

func worstMark(turns []api.Turn, begin, end time.Time) string {
	worst := BadUnseen
	for i, t := range turns {
		over := end
		if i+1 < len(turns) && turns[i+1].At.Before(end) {
			over = turns[i+1].At
		}
		if t.At.Before(end) && over.After(begin) && over.After(t.At) {
			worst = max(worst, BadnessOf(t))
		}
	}
	return bandMarks[worst]
}

// Badness is how much a time matters to a person: of times that share a place
// in a picture the worst is shown.
type Badness uint8

// The badnesses, the worse the later.
const (
	BadUnseen    Badness = iota // the subject was not known yet
	BadOff                      // off, its market closed
	BadUnwatched                // nobody watched
	BadNothing                  // all was well
	BadUnknown
	BadWarning
	BadCritical
)

// bandMarks by badness.
var bandMarks = [...]string{" ", "○", "·", "▁", "?", "▄", "█"}

// BadnessOf is that of the time from a turn on.
func BadnessOf(t api.Turn) Badness {
	switch {
	case t.Liveness == monitor.New:
		return BadUnseen
	case t.Liveness == monitor.Unobserved:
		return BadUnwatched
	case t.Level == monitor.LevelOff:
		return BadOff
	case t.Level == monitor.LevelOK:
		return BadNothing
	case t.Level == monitor.LevelUnknown:
		return BadUnknown
	case t.Level == monitor.LevelWarning:
		return BadWarning
	}
	return BadCritical
}

// BandLegend explains a band's marks.
const BandLegend = "▁ ok  ▄ warning  █ critical  ? unknown  ○ off, quiet  · nobody watched"

// Availability is a share as people read it: never 100 % when anything was
// down.
func Availability(share *float64) string {
	switch {
	case share == nil:
		return "no time that counts"
	case *share == 1:
		return "100 %"
	case *share > 0.9999:
		return fmt.Sprintf("%.4f %%", min(*share*100, 99.9999))
	}
	return fmt.Sprintf("%.2f %%", *share*100)
}

// LeftOut says how much time says nothing about a subject, and why; empty when
// none does.
func LeftOut(l api.LeftOut) string {
	var parts []string
	for _, part := range leftOutParts(l) {
		if part.seconds >= 1 {
			parts = append(parts, Duration(lengthOf(part.seconds))+" "+part.why)
		}
	}
	return strings.Join(parts, ", ")
}

// leftOutPart is how long time was left out for one reason.
type leftOutPart struct {
	seconds float64
	why     string
}

func leftOutParts(l api.LeftOut) []leftOutPart {
	return []leftOutPart{
		{l.Unobserved, "nobody watched"},
		{l.Quiet, "the market was closed"},
		{l.Paused, "paused"},
		{l.Stopped, "stopped"},
		{l.Unseen, "before it was first seen"},
	}
}

// Gap writes the time between two beats, in seconds: a tenth of one matters in a
// short gap.
func Gap(seconds float64) string {
	if seconds < 100 {
		return fmt.Sprintf("%.1f s", seconds)
	}
	return Duration(lengthOf(seconds))
}

func lengthOf(seconds float64) time.Duration { return time.Duration(seconds * float64(time.Second)) }
