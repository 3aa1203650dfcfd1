package history

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/trend"
)

// BenchmarkOverall is what a person waits for who looks at all subjects.
func BenchmarkOverall(b *testing.B) {
	for _, size := range []struct{ subjects, days int }{{100, 365}, {20_000, 30}} {
		b.Run(fmt.Sprintf("%dx%d", size.subjects, size.days), func(b *testing.B) {
			s, err := Open(b.Context(), b.TempDir())
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			start := time.Date(2025, 1, 6, 0, 0, 0, 0, time.UTC)
			fillDays(b, s, start, size.subjects, size.days)
			to := start.AddDate(0, 0, size.days).Add(9 * time.Hour)
			for b.Loop() {
				o, each, err := s.Overall(b.Context(), "", start, to, 24*time.Hour, time.UTC)
				if err != nil || len(each) != size.subjects || o.Total().Outages == 0 {
					b.Fatalf("%d subjects, %v", len(each), err)
				}
			}
		})
	}
}

// fillDays keeps days of robots that beat every minute or so, with an outage now
// and then, and what they turned to on the day after.
func fillDays(b *testing.B, s *Store, start time.Time, subjects, days int) {
	b.Helper()
	random := rand.New(rand.NewPCG(3, 5))
	var kinds [][]byte
	for range 200 {
		var hours []trend.Summary
		for hour := range 24 {
			h := trend.Summary{From: start.Add(time.Duration(hour) * time.Hour), Length: time.Hour, Beats: 59 + random.IntN(3), Expected: 60}
			h.Levels[monitor.LevelOK] = time.Hour
			if random.IntN(100) == 0 {
				h.Outages, h.Down = 1, 5*time.Minute
				h.Levels[monitor.LevelCritical], h.Levels[monitor.LevelOK] = h.Down, time.Hour-h.Down
			}
			var gaps []time.Duration
			for range h.Beats {
				gaps = append(gaps, 59*time.Second+time.Duration(random.ExpFloat64()*float64(time.Second)))
			}
			h.Gaps = trend.HistogramOf(gaps...)
			hours = append(hours, h)
		}
		kinds = append(kinds, trend.AppendDay(nil, trend.Days(hours...)[0]))
	}
	tx, err := s.db.BeginTx(b.Context(), nil)
	if err != nil {
		b.Fatal(err)
	}
	exec := func(query string, args ...any) {
		if _, err := tx.ExecContext(b.Context(), query, args...); err != nil {
			b.Fatal(err)
		}
	}
	first := dayOf(start)
	for n := range subjects {
		exec("INSERT INTO names (id, key) VALUES (?, ?)", n+1, fmt.Sprintf("robot%d/ACC_%03d", n/100, n%100))
		for day := range days {
			exec("INSERT INTO days VALUES (?, ?, ?)", n+1, first+int64(day), kinds[random.IntN(len(kinds))])
		}
		today := start.AddDate(0, 0, days)
		for i, level := range []monitor.Level{monitor.LevelOK, monitor.LevelWarning, monitor.LevelOK} {
			exec("INSERT INTO turns (subject, at, level, liveness, cause) VALUES (?, ?, ?, 'alive', '')", n+1, today.Add(time.Duration(i*(n+1))*time.Second).UnixMilli()-1000, int64(level))
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
	if err := s.setNumber(b.Context(), summedNumber, first+int64(days)); err != nil {
		b.Fatal(err)
	}
}
