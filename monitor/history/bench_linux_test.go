package history

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"sentinel/monitor"
)

// BenchmarkDisk is what Append is measured against: 4 KiB written and made
// durable, in a file that has its size already and in one that grows.
func BenchmarkDisk(b *testing.B) {
	page := make([]byte, 4096)
	const pages = 1024
	for _, grows := range []bool{false, true} {
		b.Run(fmt.Sprintf("grows=%t", grows), func(b *testing.B) {
			file, err := os.Create(filepath.Join(b.TempDir(), "file"))
			if err != nil {
				b.Fatal(err)
			}
			defer file.Close()
			if !grows {
				if _, err := file.Write(make([]byte, pages*len(page))); err != nil {
					b.Fatal(err)
				}
				if err := file.Sync(); err != nil {
					b.Fatal(err)
				}
			}
			for i := 0; b.Loop(); i++ {
				at := int64(i)
				if !grows {
					at %= pages
				}
				if _, err := file.WriteAt(page, at*int64(len(page))); err != nil {
					b.Fatal(err)
				}
				if err := syscall.Fdatasync(int(file.Fd())); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkAppend(b *testing.B) {
	for _, callers := range []int{1, 8, 64} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			s, err := Open(b.Context(), b.TempDir())
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			left := atomic.Int64{}
			left.Store(int64(b.N))
			var working sync.WaitGroup
			b.ResetTimer()
			for caller := range callers {
				working.Go(func() {
					for i := 0; left.Add(-1) >= 0; i++ {
						receipts := []monitor.Receipt{exampleReceipt(monitor.Key(fmt.Sprintf("robot%d/ACC_%06d", caller, i)))}
						if err := s.Append(b.Context(), receipts); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			working.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "receipts/s")
		})
	}
}
