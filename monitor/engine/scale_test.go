package engine

import (
	"context"
	"fmt"
	"testing"
	"time"

	"sentinel/monitor"
)

// BenchmarkBeat is the cost of one beat among so many subjects: it must not
// grow with their number.
func BenchmarkBeat(b *testing.B) {
	for _, subjects := range []int{100, 100_000} {
		b.Run(fmt.Sprint(subjects), func(b *testing.B) {
			watched := make([]Watched, subjects)
			for i := range watched {
				name := fmt.Sprintf("r%06d", i)
				watched[i] = Watched{Key: monitor.Key(name), Source: name, Rhythm: filesRhythm}
			}
			e := New(Options{Clock: monitor.ProcessClock(), Watched: watched})
			ctx, cancel := context.WithCancel(b.Context())
			done := make(chan struct{})
			go func() { defer close(done); _ = e.Run(ctx) }()
			defer func() { cancel(); <-done }()
			e.Drain(ctx)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				w := watched[i*7919%subjects]
				e.Submit(monitor.Report{
					Source: w.Source, Key: w.Key, At: time.Now(), Outcome: monitor.Beat,
					Beat: monitor.Heartbeat{Status: monitor.StatusWaiting},
				})
			}
		})
	}
}
