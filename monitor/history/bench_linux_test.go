package history

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"sentinel/monitor"
)

// BenchmarkAppendAlone compares one caller with the least that durable can
// cost: 4 KiB written over and forced to disk. The two take turns, so that both
// meet the same disk; a ratio of medians, for others use it too.
func BenchmarkAppendAlone(b *testing.B) {
	s := openBench(b)
	disk := newBareDisk(b)
	var appends, writes []time.Duration
	for b.Loop() {
		start := time.Now()
		disk.write(b)
		between := time.Now()
		if err := s.Append(b.Context(), []monitor.Receipt{exampleReceipt("alpha/ACC_003")}); err != nil {
			b.Fatal(err)
		}
		writes, appends = append(writes, between.Sub(start)), append(appends, time.Since(between))
	}
	slices.Sort(appends)
	slices.Sort(writes)
	n := len(appends)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(appends[n/2].Nanoseconds()), "append-ns")
	b.ReportMetric(float64(writes[n/2].Nanoseconds()), "disk-ns")
	b.ReportMetric(float64(appends[n/2])/float64(writes[n/2]), "x-disk")
	b.ReportMetric(float64(appends[n*99/100])/float64(writes[n*99/100]), "p99-x-disk")
}

// BenchmarkAppend is many callers at once, with one receipt each.
func BenchmarkAppend(b *testing.B) {
	for _, callers := range []int{8, 64} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			s := openBench(b)
			var left atomic.Int64
			left.Store(int64(b.N))
			var working sync.WaitGroup
			b.ResetTimer()
			for range callers {
				working.Go(func() {
					for left.Add(-1) >= 0 {
						if err := s.Append(b.Context(), []monitor.Receipt{exampleReceipt("alpha/ACC_003")}); err != nil {
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

func openBench(b *testing.B) *Store {
	b.Helper()
	s, err := Open(b.Context(), b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	return s
}

// bareDisk is a file that has its size already.
type bareDisk struct {
	file *os.File
	page [4096]byte
	at   int64
}

const bareDiskSize = 4 << 20

func newBareDisk(b *testing.B) *bareDisk {
	b.Helper()
	file, err := os.Create(filepath.Join(b.TempDir(), "file"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = file.Close() })
	if _, err := file.Write(make([]byte, bareDiskSize)); err != nil {
		b.Fatal(err)
	}
	if err := file.Sync(); err != nil {
		b.Fatal(err)
	}
	return &bareDisk{file: file}
}

func (d *bareDisk) write(b *testing.B) {
	if _, err := d.file.WriteAt(d.page[:], d.at); err != nil {
		b.Fatal(err)
	}
	if err := syscall.Fdatasync(int(d.file.Fd())); err != nil {
		b.Fatal(err)
	}
	d.at = (d.at + int64(len(d.page))) % bareDiskSize
}
