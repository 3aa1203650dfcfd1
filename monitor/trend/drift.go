package trend

import "time"

// EnoughGaps is how many gaps it takes to say something of them.
const EnoughGaps = 100

const (
	aWeek       = 7 * 24 * time.Hour
	weeksBefore = 4 // that the last week is compared with

	// What a drift is worth a word from.
	driftShare  = 0.2
	driftLength = 2 * time.Second
)

// Drift compares the gaps of a subject's last week with those of the four weeks
// before.
type Drift struct{ Last, Before Pace }

// Pace is how fast a subject beats.
type Pace struct {
	Gaps int           // how many there were
	P95  time.Duration // the length that 95 of 100 gaps do not exceed; 0 without gaps
}

// DriftOf compares the week before an instant with the four weeks before it,
// from summaries, of hours or days, that begin in them. It is the business of
// the caller that no two of them are of the same time.
func DriftOf(at time.Time, parts []Summary) Drift {
	week := at.Add(-aWeek)
	first := week.Add(-weeksBefore * aWeek)
	var last, before tally
	for i := range parts {
		switch from := parts[i].From; {
		case from.Before(first) || !from.Before(at):
		case from.Before(week):
			before.merge(parts[i].Gaps)
		default:
			last.merge(parts[i].Gaps)
		}
	}
	return Drift{Last: paceOf(last.histogram()), Before: paceOf(before.histogram())}
}

func paceOf(gaps Histogram) Pace {
	p95, _ := gaps.Quantile(0.95)
	return Pace{Gaps: gaps.Count(), P95: p95}
}

// Enough tells whether both times have enough gaps to be compared.
func (d Drift) Enough() bool { return d.Last.Gaps >= EnoughGaps && d.Before.Gaps >= EnoughGaps }

// Found tells whether there is something to say: with enough gaps in both
// times, the 95th percentile has changed by over 20 % and over 2 seconds.
func (d Drift) Found() bool {
	change := (d.Last.P95 - d.Before.P95).Abs()
	return d.Enough() && change > driftLength && float64(change) > driftShare*float64(d.Before.P95)
}

// Change is by which share of its earlier length the 95th percentile grew: 0.4
// is 40 % slower, below 0 is faster. It means nothing unless Found.
func (d Drift) Change() float64 {
	if d.Before.P95 == 0 {
		return 0
	}
	return float64(d.Last.P95)/float64(d.Before.P95) - 1
}
