package trend

import (
	"time"

	"sentinel/monitor"
)

// A Suggestion is the rhythm that a subject's own gaps suggest, with the grace
// that it has. Of those gaps fewer than one a month would have been a false
// alarm.
type Suggestion struct {
	Interval  time.Duration
	MaxMisses int
}

const (
	enoughTime = 3 * 24 * time.Hour // watched, to suggest something from it

	aMonth = 30 * 24 * time.Hour

	// At least one miss is borne: one late beat is no trouble. Where more than
	// nine would have to be, a longer interval says it better.
	fewestMisses, mostMisses = 1, 9

	// To bear gaps as long as this would be to miss what the monitor is for.
	silenceIntervals = 10
	silenceLength    = 5 * time.Minute

	// ordinaryTimes of the 99th percentile a gap is still one in which the
	// subject was merely late.
	ordinaryTimes = 2
)

// SuggestSpan is how long before now the gaps begin that Suggest is asked of.
const SuggestSpan = aMonth

// Suggest suggests the interval and the threshold from the gaps of a summary, a
// month or so of one subject, and the rhythm that it has now. With fewer than
// EnoughGaps gaps, or less than three days that somebody watched, it is too early
// to tell.
//
// The interval is the median gap as a natural number of seconds or minutes, and
// max_misses the fewest with which less than one gap a month had been taken for
// a trouble. Where that is more than nine, the interval is longer.
//
// It never hides an outage. What is told now goes on being told, unless it is how
// the subject usually beats:
//
//   - Ordinary is a gap of at most twice the length that 99 of 100 gaps do not
//     exceed. A silence that is longer is rare, and may be an outage: it is never
//     a reason to wait longer.
//   - No longer silence is borne than now, or than an ordinary gap, or than the
//     one miss that is always borne.
//   - And no silence was, in the time of the summary, that is told now, is not
//     ordinary, and would not be told any more.
//
// Nor does it cry wolf: silences that are borne now count as false alarms if they
// would be told, up to ten intervals or five minutes. Where these rules leave
// nothing, the gaps vary too much, and nothing is suggested.
func Suggest(s Summary, now monitor.Rhythm) (Suggestion, bool) {
	if !EnoughToSuggest(s) {
		return Suggestion{}, false
	}
	median, _ := s.Gaps.Quantile(0.5)
	p99, _ := s.Gaps.Quantile(0.99)
	told, ordinary := borne(now.Interval, now.MaxMisses, now.Grace), ordinaryTimes*p99
	first := natural(median * 95 / 100)
	silence := max(ordinary, min(told, max(silenceIntervals*first, silenceLength)))
	months := float64(watched(s)) / float64(aMonth)
	for interval := first; interval == first || borne(interval, fewestMisses, now.Grace) <= max(told, ordinary); interval = natural(interval + time.Second) {
		for misses := fewestMisses; misses <= mostMisses; misses++ {
			alarm := borne(interval, misses, now.Grace)
			least := interval == first && misses == fewestMisses
			if !least && alarm > max(told, ordinary) {
				break
			}
			hidden := s.Gaps.between(max(told, ordinary), alarm)
			if hidden == 0 && float64(s.Gaps.between(alarm, silence)) < months {
				return Suggestion{interval, misses}, true
			}
		}
	}
	return Suggestion{}, false
}

// EnoughToSuggest tells whether enough is known to suggest something from it.
func EnoughToSuggest(s Summary) bool { return s.Gaps.Count() >= EnoughGaps && watched(s) >= enoughTime }

func watched(s Summary) time.Duration {
	return s.Length - s.LeftOut.Unseen - s.LeftOut.Unobserved - s.LeftOut.Paused
}

// borne is the silence after which a subject is missing.
func borne(interval time.Duration, misses int, grace time.Duration) time.Duration {
	return time.Duration(misses+1)*interval + grace
}

// natural returns the least length, at least as long as asked for, that a person
// would write down: 5 s, 45 s, 1 min 15 s, 12 min.
func natural(length time.Duration) time.Duration {
	step := 5 * time.Minute
	switch {
	case length <= 10*time.Second:
		step = time.Second
	case length <= time.Minute:
		step = 5 * time.Second
	case length <= 10*time.Minute:
		step = 15 * time.Second
	case length <= time.Hour:
		step = time.Minute
	}
	return max((length+step-1)/step*step, step)
}
