package trend

import (
	"time"

	"sentinel/monitor"
)

// Summary is what a span of time amounts to, [From, From+Length). Summaries of
// several spans, or of several subjects, merge into one: then Length is the sum
// of their lengths, and From the earliest. The zero Summary is of no time.
type Summary struct {
	From   time.Time // UTC
	Length time.Duration

	Beats    int // all that counted, also in time left out
	Expected int // beats that were due in counted time: one at each full multiple of the interval in force, reckoned from 1970
	Misses   int // as the engine counts them, in counted time
	Outages  int // how many began

	LongestGap time.Duration // of the gaps that count; exact
	Gaps       Histogram     // the lengths of the gaps that count

	Levels  Levels        // how long each level held; they add up to Length
	LeftOut LeftOut       // what is not counted, and why
	Down    time.Duration // how much of the counted time was critical
}

// Levels are times by monitor.Level, as index.
type Levels [monitor.LevelCritical + 1]time.Duration

// LeftOut is the time that says nothing about a subject. Each instant has one
// reason at most.
type LeftOut struct {
	Unseen     time.Duration // before it was first known, or first seen
	Unobserved time.Duration // nobody could look: no network, no monitor, or the machine was asleep
	Paused     time.Duration // its owner said not to watch
	Quiet      time.Duration // market closed
	Stopped    time.Duration // it had said goodbye, or was off for another reason
}

// Total is how much time was left out, for whatever reason.
func (l LeftOut) Total() time.Duration {
	return l.Unseen + l.Unobserved + l.Paused + l.Quiet + l.Stopped
}

// Counted is how much of the time was watched and expected to have beats.
func (s Summary) Counted() time.Duration { return s.Length - s.LeftOut.Total() }

// Availability is the share, 0 to 1, of the counted time in which the level was
// not critical. Of no counted time there is none, and ok is false. What was left
// out, and why, s.LeftOut says. A subject that was never seen though it was
// waited for past its threshold is missing, and so not available.
func (s Summary) Availability() (share float64, ok bool) {
	counted := s.Counted()
	if counted <= 0 {
		return 0, false
	}
	return 1 - float64(s.Down)/float64(counted), true
}

// Merge adds summaries up, of spans or subjects that have nothing in common.
// Neither their order nor how they are grouped makes a difference.
func Merge(parts ...Summary) Summary {
	var sum Summary
	var gaps tally
	for i := range parts {
		sum.add(&parts[i])
		gaps.merge(parts[i].Gaps)
	}
	sum.Gaps = gaps.histogram()
	return sum
}

// add adds all but the gaps.
func (s *Summary) add(o *Summary) {
	if s.Length == 0 || o.Length > 0 && o.From.Before(s.From) {
		s.From = o.From
	}
	s.Length += o.Length
	s.Beats += o.Beats
	s.Expected += o.Expected
	s.Misses += o.Misses
	s.Outages += o.Outages
	s.LongestGap = max(s.LongestGap, o.LongestGap)
	for level := range s.Levels {
		s.Levels[level] += o.Levels[level]
	}
	s.LeftOut.Unseen += o.LeftOut.Unseen
	s.LeftOut.Unobserved += o.LeftOut.Unobserved
	s.LeftOut.Paused += o.LeftOut.Paused
	s.LeftOut.Quiet += o.LeftOut.Quiet
	s.LeftOut.Stopped += o.LeftOut.Stopped
	s.Down += o.Down
}
