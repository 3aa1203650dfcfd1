package trend

import (
	"testing"
	"time"
)

func yearOfDays() []Day {
	var days []Day
	for i := range 365 {
		days = append(days, Days(steadyDay(monday.AddDate(0, 0, i), time.Second)...)...)
	}
	return days
}

func BenchmarkMergeYear(b *testing.B) {
	days := yearOfDays()
	for b.Loop() {
		MergeDays(days...)
	}
}

// BenchmarkReadYear is what a trend of a year costs, from what was kept.
func BenchmarkReadYear(b *testing.B) {
	var kept [][]byte
	bytes := 0
	for _, day := range yearOfDays() {
		kept = append(kept, AppendDay(nil, day))
		bytes += len(kept[len(kept)-1])
	}
	days := make([]Day, len(kept))
	for b.Loop() {
		for i, data := range kept {
			days[i], _ = DecodeDay(data)
		}
		MergeDays(days...)
	}
	b.ReportMetric(float64(bytes)/365, "bytes/day")
}

func BenchmarkSummarizeDay(b *testing.B) {
	for b.Loop() {
		steadyDay(monday, time.Second)
	}
}
