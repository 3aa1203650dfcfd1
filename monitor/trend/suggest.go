package trend

import "time"

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
)

// Suggest suggests the interval and the threshold from the gaps of a summary, a
// month or so of one subject. With fewer than EnoughGaps gaps, or less than three
// days that somebody watched, it is too early to tell.
//
// The interval is the median gap as a natural number of seconds or minutes, and
// max_misses the fewest with which less than one gap a month had been taken for
// a trouble. Where that is more than nine, the interval is longer. Gaps of ten
// intervals and five minutes are real silences, and no false alarms.
func Suggest(s Summary, grace time.Duration) (Suggestion, bool) {
	median, _ := s.Gaps.Quantile(0.5)
	watched := s.Length - s.LeftOut.Unseen - s.LeftOut.Unobserved - s.LeftOut.Paused
	if s.Gaps.Count() < EnoughGaps || watched < enoughTime {
		return Suggestion{}, false
	}
	months := float64(watched) / float64(aMonth)
	interval := natural(median * 95 / 100)
	silence := max(silenceIntervals*interval, silenceLength)
	for {
		for misses := fewestMisses; misses <= mostMisses; misses++ {
			alarm := time.Duration(misses+1)*interval + grace
			if float64(s.Gaps.between(alarm, silence)) < months {
				return Suggestion{interval, misses}, true
			}
		}
		interval = natural(interval + time.Second)
	}
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
