package view

import (
	"fmt"
	"math"
	"strings"
	"time"

	"sentinel/monitor/api"
)

// Drift says that a subject beats slower or faster than it did:
// "alpha/ACC_003 beats 40 % slower than in the weeks before".
func Drift(d api.Drift) string {
	change, word := d.Change, "slower"
	if change < 0 {
		change, word = -change, "faster"
	}
	return fmt.Sprintf("%s beats %.0f %% %s than in the weeks before", d.Key, 100*change, word)
}

// DriftNumbers are what lies behind a drift.
func DriftNumbers(d api.Drift) string {
	return fmt.Sprintf("95 of 100 beats came within %s in the last 7 days, and within %s before", Gap(d.P95Seconds), Gap(d.BeforeP95Seconds))
}

// Suggestion says what a subject's own heartbeats suggest, and what would come
// of it.
func Suggestion(r api.Rhythm) string {
	switch {
	case r.Suggested == nil:
		return r.Why
	case !r.News():
		return fmt.Sprintf("Its heartbeats fit what is expected: %s", rhythmWords(r.Interval, r.MaxMisses))
	}
	return fmt.Sprintf("Its heartbeats suggest %s, missing after %s; now %s, missing after %s",
		rhythmWords(r.Suggested.Interval, r.Suggested.MaxMisses), missingAfter(r.Suggested.Interval, r.Grace, r.Suggested.MaxMisses),
		rhythmWords(r.Interval, r.MaxMisses), missingAfter(r.Interval, r.Grace, r.MaxMisses))
}

func rhythmWords(interval float64, maxMisses int) string {
	misses := "misses"
	if maxMisses == 1 {
		misses = "miss"
	}
	return fmt.Sprintf("one every %s with up to %d %s", Duration(lengthOf(interval)), maxMisses, misses)
}

func missingAfter(interval, grace float64, maxMisses int) string {
	return Duration(lengthOf(float64(maxMisses+1)*interval + grace))
}

// LeftOutShares says which shares of the time of many subjects say nothing, and
// why; empty when none does. The time before they were first seen is not theirs.
func LeftOutShares(f api.Fared) string {
	l := f.LeftOutSeconds
	whole := f.Seconds - l.Unseen
	l.Unseen = 0
	var parts []string
	for _, part := range leftOutParts(l) {
		if part.seconds >= 1 {
			parts = append(parts, sharePercent(part.seconds/whole)+" "+part.why)
		}
	}
	return strings.Join(parts, ", ")
}

// sharePercent is a share as people read it; something is never nothing.
func sharePercent(share float64) string {
	percent := 100 * share
	switch {
	case percent < 0.1:
		return "under 0.1 %"
	case percent < 10:
		return fmt.Sprintf("%.1f %%", percent)
	}
	return fmt.Sprintf("%.0f %%", percent)
}

// Bars draws numbers as a row of bars, the largest one full; none is a dot.
func Bars(values []float64) string {
	const heights = "▁▂▃▄▅▆▇█"
	bars := []rune(heights)
	most := 0.0
	for _, v := range values {
		most = max(most, v)
	}
	var row strings.Builder
	for _, v := range values {
		if v <= 0 {
			row.WriteRune('·')
			continue
		}
		row.WriteRune(bars[min(int(math.Ceil(v/most*float64(len(bars))))-1, len(bars)-1)])
	}
	return row.String()
}

// Week draws when in the week there were outages: a line a day from Monday on,
// and a cell an hour.
func Week(hours []api.HourOfOutages) []string {
	var down [7 * 24]float64
	for _, h := range hours {
		for i := range 7 {
			if time.Weekday((i+1)%7).String() == h.Weekday && h.Hour >= 0 && h.Hour < 24 {
				down[i*24+h.Hour] = h.DownSeconds
			}
		}
	}
	cells := []rune(Bars(down[:]))
	lines := []string{"     0     6     12    18"}
	for i := range 7 {
		lines = append(lines, time.Weekday((i + 1) % 7).String()[:3]+"  "+string(cells[i*24:(i+1)*24]))
	}
	return lines
}
