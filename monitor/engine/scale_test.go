package engine

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"
	"unsafe"

	"sentinel/monitor"
)

// floor is an engine with so many accounts that post.
func floor(tb testing.TB, accounts int) (e *Engine, keys []monitor.Key) {
	tb.Helper()
	e = New(Options{Clock: monitor.ProcessClock()})
	ctx, cancel := context.WithCancel(tb.Context())
	done := make(chan struct{})
	go func() { defer close(done); _ = e.Run(ctx) }()
	tb.Cleanup(func() { cancel(); <-done })
	for i := range accounts {
		keys = append(keys, monitor.Key(fmt.Sprintf("robot-%02d/ACC_%06d", i%50, i)))
	}
	for part := range slices.Chunk(keys, 10_000) {
		post(tb, e, part, 0)
	}
	return e, keys
}

// post lets accounts beat once.
func post(tb testing.TB, e *Engine, keys []monitor.Key, round int) {
	tb.Helper()
	now, session := time.Now(), true
	batch := make([]Arrived, len(keys))
	for i, key := range keys {
		orders := (round + i) % 3
		batch[i] = Arrived{Fingerprint: uint64(round), Posting: monitor.Posting{
			Key: key, Source: monitor.SourceReceiver, At: now,
			Beat: monitor.Heartbeat{Status: monitor.StatusActive, SentAt: now, SessionActive: &session, OpenOrders: &orders},
		}}
	}
	if _, err := received(e, batch...); err != nil {
		tb.Fatal(err)
	}
}

// bytesPerAccount is the live heap of an engine by its accounts, each of which has beaten some times.
func bytesPerAccount(tb testing.TB, accounts int) float64 {
	tb.Helper()
	heap := func() uint64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	e, keys := floor(tb, accounts)
	for round := range 3 { // a new beat replaces the earlier one
		for part := range slices.Chunk(keys, 10_000) {
			post(tb, e, part, round+1)
		}
	}
	for more := true; more; {
		_, more = e.Drain(tb.Context(), true)
	}
	list := uint64(cap(keys)) * uint64(unsafe.Sizeof(keys[0])) // the test's own
	bytes := heap() - before - list
	runtime.KeepAlive(e)
	return float64(bytes) / float64(accounts)
}

// An account takes little, so that a hundred thousand fit into a tray program.
func TestMemoryOfAnAccount(t *testing.T) {
	if size := unsafe.Sizeof(single{}); size > 256 {
		t.Errorf("a record has %d bytes, and is given more than 256", size)
	}
	if each := bytesPerAccount(t, 100_000); each > 400 {
		t.Errorf("an account has %.0f bytes of live heap, want at most 400", each)
	}
}

// BenchmarkMemory is the live heap of an account.
func BenchmarkMemory(b *testing.B) {
	var each float64
	for b.Loop() {
		each = bytesPerAccount(b, 100_000)
	}
	b.ReportMetric(each, "B/account")
}

// BenchmarkBeat is the cost of one beat among so many subjects: it must not
// grow with their number.
func BenchmarkBeat(b *testing.B) {
	for _, accounts := range []int{100, 100_000} {
		b.Run(fmt.Sprint(accounts), func(b *testing.B) {
			e, keys := floor(b, accounts)
			random := rand.New(rand.NewPCG(1, 2))
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				at := random.IntN(accounts)
				post(b, e, keys[at:at+1], i)
			}
		})
	}
}

// BenchmarkRearm is the cost of moving a deadline by an interval, as each beat
// does, and of the time that passes meanwhile.
func BenchmarkRearm(b *testing.B) {
	for _, accounts := range []int{1000, 1_000_000} {
		b.Run(fmt.Sprint(accounts), func(b *testing.B) {
			const interval = 120 * time.Second
			d := newDeadlines(0)
			step := interval / time.Duration(accounts)
			now := time.Duration(0)
			beat := func(slot int32) {
				now += step
				d.set(slot, now+interval+15*time.Second)
				if _, due := d.due(now); due {
					b.Fatal("a deadline came that was moved")
				}
			}
			for range bucketCount*int(time.Second)/int(interval) + 2 { // until each bucket has its size
				for slot := range int32(accounts) {
					beat(slot)
				}
			}
			b.ReportAllocs()
			b.ResetTimer()
			for i := range b.N {
				beat(int32(i % accounts))
			}
		})
	}
}

// BenchmarkPage is the cost of a page of the list.
func BenchmarkPage(b *testing.B) {
	for _, accounts := range []int{100, 100_000} {
		e, keys := floor(b, accounts)
		for _, q := range []struct {
			name string
			monitor.Query
		}{
			{"urgency", monitor.Query{}},
			{"middle", monitor.Query{Offset: accounts / 2}},
			{"orders", monitor.Query{Sort: "orders", Desc: true, Offset: accounts / 2}},
			{"text", monitor.Query{Text: "acc_0000"}},
			{"robot", monitor.Query{Robot: "robot-07"}},
			{"level", monitor.Query{Levels: []monitor.Level{monitor.LevelOK}}},
		} {
			b.Run(fmt.Sprintf("%d/%s", accounts, q.name), func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					if i%4 == 0 {
						b.StopTimer()
						post(b, e, keys[i%accounts:i%accounts+1], i)
						b.StartTimer()
					}
					if _, err := e.Page(b.Context(), q.Query); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
