package trend

import (
	"math"
	"time"

	"sentinel/monitor"
)

const (
	anHour = int64(time.Hour / time.Millisecond)
	aDay   = 24 * anHour

	longAgo = math.MinInt64 / 4 // before every instant, and far from overflowing
)

// Fold turns what a subject did, in the order of time, into consecutive hourly
// summaries. What it is given of the time before it begins is summed up nowhere:
// it tells what held then. The last beat before, and all turns since the one
// that held at that beat, are enough for the first gap and the first misses to
// be right. What comes out of order is taken to have happened at the latest
// instant that the Fold knows.
type Fold struct {
	each func(Summary)

	begun bool
	now   int64 // all before is summed up. Instants here are milliseconds since 1970
	end   int64 // of the summary that is being made; before the Fold begins: where it does
	sum   Summary
	gaps  tally

	rhythm  rhythm
	state   state
	outage  outage
	silence silence
}

// NewFold returns a Fold that calls each with one summary an hour, in order. The
// first is shorter where from is not a full hour.
func NewFold(from time.Time, r monitor.Rhythm, each func(Summary)) *Fold {
	return &Fold{each: each, now: longAgo, end: from.UnixMilli(), rhythm: rhythmOf(r), state: unknown}
}

// Beat takes in a beat that counted.
func (f *Fold) Beat(at time.Time) {
	f.advance(at.UnixMilli())
	if f.state.reason == counted {
		f.sum.Misses += f.silence.misses(f.now, f.now+1, f.rhythm)
	}
	f.sum.Beats++
	if gap, whole := f.silence.beat(f.now); whole {
		f.sum.LongestGap = max(f.sum.LongestGap, milliseconds(gap))
		f.gaps.add(gap, 1)
	}
}

// Turn takes in how the subject fares from an instant on. Of two at one instant
// the later given holds.
func (f *Fold) Turn(t monitor.Turn) {
	f.advance(t.At.UnixMilli())
	to := stateOf(t)
	f.silence.turn(f.now, f.state, to)
	f.state = to
	if f.outage.turn(to) {
		f.sum.Outages++
	}
}

// Rhythm takes in what is expected of the subject from an instant on.
func (f *Fold) Rhythm(at time.Time, r monitor.Rhythm) {
	f.advance(at.UnixMilli())
	f.rhythm = rhythmOf(r)
}

// Close gives away what is summed up until an instant, the last hour in part
// where it is not full. The Fold must not be used any more.
func (f *Fold) Close(to time.Time) {
	f.advance(to.UnixMilli())
	if f.begun && f.sum.Length > 0 {
		f.give()
	}
}

// advance sums up the time to an instant, as the subject fared last.
func (f *Fold) advance(to int64) {
	for f.now < to {
		next := min(to, f.end)
		f.pass(next)
		if next == f.end {
			f.turnOver()
		}
	}
}

func (f *Fold) pass(to int64) {
	if f.begun {
		f.count(to)
	}
	if f.state.reason != counted {
		f.silence.spoil()
	}
	f.now = to
}

func (f *Fold) count(to int64) {
	length := milliseconds(to - f.now)
	f.sum.Length += length
	f.sum.Levels[f.state.level] += length
	switch f.state.reason {
	case counted:
		f.sum.Expected += f.rhythm.due(f.now, to)
		f.sum.Misses += f.silence.misses(f.now, to, f.rhythm)
	case unseen:
		f.sum.LeftOut.Unseen += length
	case unobserved:
		f.sum.LeftOut.Unobserved += length
	case paused:
		f.sum.LeftOut.Paused += length
	case quiet:
		f.sum.LeftOut.Quiet += length
	case stopped:
		f.sum.LeftOut.Stopped += length
	}
	if f.state.down() {
		f.sum.Down += length
	}
}

// turnOver begins the next hour.
func (f *Fold) turnOver() {
	if f.begun {
		f.give()
	}
	f.begun = true
	f.sum = Summary{From: time.UnixMilli(f.now).UTC()}
	f.gaps.reset()
	f.end = (floorDiv(f.now, anHour) + 1) * anHour
}

func (f *Fold) give() {
	f.sum.Gaps = f.gaps.histogram()
	f.each(f.sum)
}

// Summarize returns the hourly summaries of [from, to): the first and the last
// are shorter where these are not full hours. Beats and turns are in the order
// of their times. Those before from tell what held then, see Fold; those from
// to on are not looked at.
func Summarize(from, to time.Time, beats []time.Time, turns []monitor.Turn, r monitor.Rhythm) []Summary {
	var hours []Summary
	fold := NewFold(from, r, func(s Summary) { hours = append(hours, s) })
	for len(beats) > 0 || len(turns) > 0 {
		turnNext := len(beats) == 0 || len(turns) > 0 && !turns[0].At.After(beats[0])
		switch {
		case turnNext && turns[0].At.Before(to):
			fold.Turn(turns[0])
			turns = turns[1:]
		case !turnNext && beats[0].Before(to):
			fold.Beat(beats[0])
			beats = beats[1:]
		default:
			beats, turns = nil, nil
		}
	}
	fold.Close(to)
	return hours
}
