package trend

import (
	"math"
	"slices"
	"time"
)

// EnoughGaps is how many gaps it takes to say something of them.
const EnoughGaps = 100

const (
	aWeek       = 7 * 24 * time.Hour
	weeksBefore = 4 // that the last week is compared with

	// What a drift is worth a word from.
	driftShare  = 0.2
	driftLength = 2 * time.Second

	enoughDays = 3 // in each of the two times, of which one cannot outvote the others
	fewestGaps = 5 // of a day that counts among them
)

// DriftSpan is how long before an instant the days begin that DriftOf looks at.
const DriftSpan = (1 + weeksBefore) * aWeek

// Drift compares the gaps of a subject's last week with those of the four weeks
// before. It is slow to speak, for who is told each week that a robot gets slower
// looks at it no more:
//
//   - One bad day, or one bad week among four, is none: the usual day is compared
//     with the usual day, which is the median of the days' own 95th percentiles.
//   - Chance is none: of the gaps of all days together, the 95th percentiles
//     differ by more than three standard errors of both.
//   - An outage is none: it is one gap, however long.
//   - A closed market, and time in which nobody watched, has no gaps. Three days
//     with beats are enough on either side, and less are not.
//   - A changed interval is none: days of which another number of beats was
//     expected than is now are left out.
type Drift struct{ Last, Before Pace }

// Pace is how fast a subject beats.
type Pace struct {
	Gaps int           // how many there were
	Days int           // with beats enough to have a pace
	P95  time.Duration // the length that 95 of 100 gaps do not exceed on the usual day; 0 without days

	least, most time.Duration // the bounds within which chance may have moved the 95th percentile of all gaps
}

// DriftOf compares the week before an instant with the four weeks before it,
// from the summaries of the days, in the order of time, that begin in them.
func DriftOf(at time.Time, days []Summary) Drift {
	week := at.Add(-aWeek)
	var last, before []Summary
	for _, day := range ofNewestRhythm(days) {
		switch from := day.From; {
		case from.Before(at.Add(-DriftSpan)) || !from.Before(at):
		case from.Before(week):
			before = append(before, day)
		default:
			last = append(last, day)
		}
	}
	return Drift{Last: paceOf(last), Before: paceOf(before)}
}

// ofNewestRhythm leaves out the days on which other beats were expected than on
// the last day of which that is known.
func ofNewestRhythm(days []Summary) []Summary {
	var newest Summary
	for _, day := range days {
		if day.Expected > 0 {
			newest = day
		}
	}
	return slices.DeleteFunc(slices.Clone(days), func(day Summary) bool { return !sameRhythm(day, newest) })
}

// sameRhythm tells whether as many beats were expected of two days for their
// time. An interval that was cut short at either end makes little difference.
func sameRhythm(a, b Summary) bool {
	if a.Expected == 0 || b.Expected == 0 {
		return true
	}
	one, other := float64(a.Counted())/float64(a.Expected), float64(b.Counted())/float64(b.Expected)
	return math.Abs(one/other-1) <= 0.1+2/float64(min(a.Expected, b.Expected))
}

func paceOf(days []Summary) Pace {
	var all tally
	var each []time.Duration
	for i := range days {
		all.merge(days[i].Gaps)
		if days[i].Gaps.Count() >= fewestGaps {
			p95, _ := days[i].Gaps.Quantile(0.95)
			each = append(each, p95)
		}
	}
	gaps := all.histogram()
	p := Pace{Gaps: gaps.Count(), Days: len(each)}
	if len(each) > 0 {
		slices.Sort(each)
		p.P95 = each[(len(each)-1)/2]
	}
	p.least, p.most = chance(gaps)
	return p
}

// chance returns between which lengths the 95th percentile lies of what the gaps
// are a sample of, three standard errors to either side.
func chance(gaps Histogram) (least, most time.Duration) {
	const q = 0.95
	margin := 3 * math.Sqrt(q*(1-q)/float64(max(gaps.Count(), 1)))
	least, _ = gaps.Quantile(q - margin)
	if most = math.MaxInt64; q+margin <= 1 {
		most, _ = gaps.Quantile(q + margin)
	}
	return least, most
}

// Enough tells whether both times have days and gaps enough to be compared.
func (d Drift) Enough() bool { return d.Last.enough() && d.Before.enough() }

func (p Pace) enough() bool { return p.Gaps >= EnoughGaps && p.Days >= enoughDays }

// Found tells whether there is something to say: with enough beats in both
// times, the 95th percentile has changed by over 20 % and over 2 seconds, and
// more than chance does.
func (d Drift) Found() bool {
	change := (d.Last.P95 - d.Before.P95).Abs()
	if !d.Enough() || change <= driftLength || float64(change) <= driftShare*float64(d.Before.P95) {
		return false
	}
	if d.Last.P95 > d.Before.P95 {
		return d.Last.least > d.Before.most
	}
	return d.Last.most < d.Before.least
}

// Slower tells whether a drift was found to longer gaps.
func (d Drift) Slower() bool { return d.Found() && d.Last.P95 > d.Before.P95 }

// Change is by which share of its earlier length the 95th percentile grew: 0.4
// is 40 % slower, below 0 is faster. It means nothing unless Found.
func (d Drift) Change() float64 {
	if d.Before.P95 == 0 {
		return 0
	}
	return float64(d.Last.P95)/float64(d.Before.P95) - 1
}
