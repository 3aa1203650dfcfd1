package history

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"

	"sentinel/monitor"
)

// hold takes the one connection to the database, so that nothing is written
// until release.
func hold(t *testing.T, s *Store) (release func()) {
	t.Helper()
	conn, err := s.db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	release = sync.OnceFunc(func() { _ = conn.Close() })
	t.Cleanup(release)
	return release
}

// untilWaiting returns once so many deliveries wait in the queue.
func untilWaiting(s *Store, n int) {
	for {
		s.queue.mu.Lock()
		waiting := len(s.queue.waiting)
		s.queue.mu.Unlock()
		if waiting == n {
			return
		}
		runtime.Gosched()
	}
}

// appendAside appends a receipt in a goroutine of its own.
func appendAside(ctx context.Context, s *Store) <-chan error {
	done := make(chan error, 1)
	go func() { done <- s.Append(ctx, receiptsTaken(1, time.Unix(0, 0).UTC())) }()
	return done
}

// heldUp appends a receipt that is under way as long as the connection is held,
// and one that waits for its turn.
func heldUp(ctx context.Context, s *Store) (underWay, waiting <-chan error) {
	underWay = appendAside(ctx, s)
	for s.db.Stats().WaitCount == 0 {
		runtime.Gosched()
	}
	waiting = appendAside(ctx, s)
	untilWaiting(s, 1)
	return underWay, waiting
}

func TestManyCallersKeepEachItsOrder(t *testing.T) {
	s := openTemp(t, t.TempDir())
	const callers, each = 16, 50
	var working sync.WaitGroup
	for caller := range callers {
		working.Go(func() {
			last := int64(0)
			for i := range each {
				receipts := []monitor.Receipt{exampleReceipt(monitor.Key(fmt.Sprintf("r%d/%d", caller, i)))}
				receipts = append(receipts, receipts[0])[:1+i%2]
				if err := s.Append(t.Context(), receipts); err != nil {
					t.Error(err)
				}
				if id := receipts[0].ID; id <= last {
					t.Errorf("ID %d after %d", id, last)
				}
				last = receipts[len(receipts)-1].ID
			}
		})
	}
	working.Wait()
	next := map[string]int{}
	got := beatsAfter(t, s, 0)
	for i, r := range got {
		if r.ID != int64(i+1) {
			t.Fatalf("ID %d at %d", r.ID, i)
		}
		robot, account := r.Posting.Key.Robot(), r.Posting.Key.Account()
		if account == fmt.Sprint(next[robot]) {
			next[robot]++
		} else if account != fmt.Sprint(next[robot]-1) {
			t.Fatalf("%s came when %d was next", r.Posting.Key, next[robot])
		}
	}
	if len(got) != callers*each*3/2 {
		t.Errorf("%d receipts", len(got))
	}
}

func TestWhoComesDuringACommitSharesTheNext(t *testing.T) {
	for _, test := range []struct{ deliveries, groups []int }{
		{[]int{1, 1, 10_000}, []int{3}},
		{[]int{10_000, 10_000, 1, 9_999, 10_001}, []int{2, 2, 1}},
		{[]int{1, maxGroup + 1, 1}, []int{1, 1, 1}}, // a delivery is never split
	} {
		q := newQueue()
		for _, n := range test.deliveries {
			q.add(&Delivery{receipts: make([]monitor.Receipt, n)})
		}
		for _, want := range test.groups {
			if got := q.next(); len(got) != want {
				t.Errorf("%v: a group of %d, want %d", test.deliveries, len(got), want)
			}
		}
	}
}

func TestAppendOfNothingIsDone(t *testing.T) {
	if err := openTemp(t, t.TempDir()).Append(t.Context(), nil); err != nil {
		t.Error(err)
	}
}

func TestWhoLeavesIsToldNothingWasPromisedAndDisturbsNobody(t *testing.T) {
	s := openTemp(t, t.TempDir())
	release := hold(t, s)
	ctx, leave := context.WithCancel(t.Context())
	underWay, waiting := heldUp(ctx, s)
	other := appendAside(t.Context(), s)
	untilWaiting(s, 2)
	leave()
	for _, left := range []<-chan error{underWay, waiting} {
		if err := <-left; !errors.Is(err, ErrNotOnDisk) || !errors.Is(err, context.Canceled) {
			t.Errorf("it was told %v", err)
		}
	}
	if err := s.Append(ctx, receiptsTaken(1, time.Unix(0, 0))); !errors.Is(err, ErrNotOnDisk) {
		t.Errorf("a call that was over before it began: %v", err)
	}
	release()
	if err := <-other; err != nil {
		t.Errorf("another one: %v", err)
	}
	if got := beatsAfter(t, s, 0); len(got) != 2 { // what was under way, and the other one
		t.Errorf("%d receipts are kept", len(got))
	}
}

// While a disk hangs, robots send the same again and again.
func TestNothingWaitsForADiskThatHangsOnceItsSenderHasLeft(t *testing.T) {
	s := openTemp(t, t.TempDir())
	release := hold(t, s)
	underWay, waiting := heldUp(t.Context(), s)
	sent, unsent := s.NewDelivery(), s.NewDelivery()
	sent.Send(receiptsTaken(1, time.Unix(0, 0).UTC()))
	for _, one := range []*Delivery{sent, unsent} {
		if err := one.Wait(0); !errors.Is(err, ErrNotOnDisk) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("it was told %v", err)
		}
	}
	unsent.Send(receiptsTaken(1, time.Unix(0, 0).UTC()))
	untilWaiting(s, 1)
	release()
	for _, one := range []<-chan error{underWay, waiting} {
		if err := <-one; err != nil {
			t.Errorf("who waits: %v", err)
		}
	}
	if got := beatsAfter(t, s, 0); len(got) != 2 {
		t.Errorf("%d receipts are kept", len(got))
	}
}

func TestCloseWritesWhatIsUnderWayAndTurnsAwayWhoWaits(t *testing.T) {
	dir := t.TempDir()
	s := openTemp(t, dir)
	release := hold(t, s)
	underWay, waiting := heldUp(t.Context(), s)
	closed := make(chan error)
	go func() { closed <- s.Close() }()
	if err := <-waiting; !errors.Is(err, ErrNotOnDisk) {
		t.Errorf("who waited was told %v", err)
	}
	release()
	if err := <-underWay; err != nil {
		t.Errorf("what was under way: %v", err)
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
	if err := s.Append(t.Context(), receiptsTaken(1, time.Unix(0, 0))); !errors.Is(err, ErrNotOnDisk) {
		t.Errorf("a closed history says %v", err)
	}
	if got := beatsAfter(t, openTemp(t, dir), 0); len(got) != 1 {
		t.Errorf("%d receipts are kept", len(got))
	}
}

func TestAllOfAGroupFailTogetherAndTheNextTriesAnew(t *testing.T) {
	for name, fault := range map[string]struct{ on, off string }{
		"full":      {"PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1000000"}, // no more than there are
		"read-only": {"PRAGMA query_only = 1", "PRAGMA query_only = 0"},
		"no table":  {"ALTER TABLE beats RENAME TO gone", "ALTER TABLE gone RENAME TO beats"},
	} {
		t.Run(name, func(t *testing.T) {
			s := openTemp(t, t.TempDir())
			kept := receiptsTaken(3, time.Unix(0, 0).UTC())
			mustAppend(t, s, kept)
			if _, err := s.db.Exec(fault.on); err != nil {
				t.Fatal(err)
			}
			release := hold(t, s)
			underWay, waiting := heldUp(t.Context(), s)
			many := make(chan error)
			go func() { many <- s.Append(t.Context(), receiptsTaken(5000, time.Unix(0, 0))) }()
			untilWaiting(s, 2)
			release()
			first := <-underWay
			for _, one := range []<-chan error{waiting, many} {
				if err := <-one; !errors.Is(err, ErrNotOnDisk) {
					t.Errorf("it was told %v", err)
				}
			}
			if _, err := s.db.Exec(fault.off); err != nil {
				t.Fatal(err)
			}
			if first == nil { // there was room for one more
				kept = append(kept, beatsAfter(t, s, 3)...)
			}
			next := receiptsTaken(2, time.Unix(9, 0).UTC())
			mustAppend(t, s, next)
			sameReceipts(t, append(kept, next...), beatsAfter(t, s, 0))
		})
	}
}

func TestMemoryIsNoDisk(t *testing.T) {
	s, err := Fallback(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Append(t.Context(), receiptsTaken(1, time.Unix(0, 0))); !errors.Is(err, ErrNotOnDisk) {
		t.Errorf("it was told %v", err)
	}
	if got := beatsAfter(t, s, 0); len(got) != 0 {
		t.Errorf("%d receipts", len(got))
	}
}

// Without these a power failure loses what was acknowledged; no test that
// leaves the machine running would notice.
func TestCommitsAreForcedToDisk(t *testing.T) {
	s := openTemp(t, t.TempDir())
	var journal string
	var synchronous int
	if err := s.db.QueryRow("PRAGMA journal_mode").Scan(&journal); err != nil || journal != "wal" {
		t.Errorf("journal_mode %s, %v", journal, err)
	}
	const full = 2
	if err := s.db.QueryRow("PRAGMA synchronous").Scan(&synchronous); err != nil || synchronous != full {
		t.Errorf("synchronous %d, %v", synchronous, err)
	}
}

// Whatever made the writer wrong about the newest ID, it must not stay so.
func TestAnIDThatIsTakenStopsNothing(t *testing.T) {
	s := openTemp(t, t.TempDir())
	mustAppend(t, s, receiptsTaken(1, time.Unix(0, 0)))
	if _, err := s.db.Exec("INSERT INTO beats (" + beatColumns + ") SELECT 2" + beatColumns[len("id"):] + " FROM beats"); err != nil {
		t.Fatal(err)
	}
	if err := s.Append(t.Context(), receiptsTaken(1, time.Unix(0, 0))); !errors.Is(err, ErrNotOnDisk) {
		t.Errorf("it was told %v", err)
	}
	next := receiptsTaken(1, time.Unix(0, 0))
	mustAppend(t, s, next)
	if next[0].ID != 3 {
		t.Errorf("it got ID %d", next[0].ID)
	}
}
