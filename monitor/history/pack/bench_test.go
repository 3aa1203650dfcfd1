package pack

import (
	"testing"

	"sentinel/monitor"
)

// BenchmarkAppend adds 60 beats, an hour of a robot, to a block that is half
// full, and to one that is nearly full.
func BenchmarkAppend(b *testing.B) {
	for _, robot := range robots {
		if robot.name != robots[0].name && robot.most < 5 {
			continue
		}
		b.Run(robot.name, func(b *testing.B) {
			beats := robot.beats(1000)
			_, fits, err := Append(nil, beats, size)
			if err != nil {
				b.Fatal(err)
			}
			before := fits / 2
			added := beats[before:min(before+60, fits)]
			half, _, err := Append(nil, beats[:before], size)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, taken, err := Append(half, added, size); taken != len(added) || err != nil {
					b.Fatal(taken, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(added)), "ns/beat")
		})
	}
}

// BenchmarkEach reads a block that is full.
func BenchmarkEach(b *testing.B) {
	for _, robot := range robots {
		b.Run(robot.name, func(b *testing.B) {
			block, beats, err := Append(nil, robot.beats(1000), size)
			if err != nil {
				b.Fatal(err)
			}
			var read int
			for b.Loop() {
				err := Each(block, func(r monitor.Receipt) error {
					read += len(r.Posting.Raw)
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*beats), "ns/beat")
		})
	}
}
