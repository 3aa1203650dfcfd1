package history

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sentinel/monitor"
)

// exampleReceipt is as large as those of the receiver are.
func exampleReceipt(key monitor.Key) monitor.Receipt {
	const raw = `{"event":"ACCOUNT_HEARTBEAT","account":"ACC_003","status":"active","session_valid":true,"open_orders":2,` +
		`"timestamp":"2026-01-20T09:30:00+07:00"}`
	at := time.Date(2026, 1, 20, 2, 30, 1, 5e6, time.UTC)
	return monitor.Receipt{Posting: monitor.Posting{
		Key: key, Source: monitor.SourceReceiver, At: at, Raw: []byte(raw),
		Beat: monitor.Heartbeat{Status: "active", SentAt: at.Truncate(time.Second).In(time.FixedZone("", 7*60*60))},
	}}
}

// receiptsTaken are n receipts, a second apart.
func receiptsTaken(n int, first time.Time) []monitor.Receipt {
	receipts := make([]monitor.Receipt, n)
	for i := range receipts {
		receipts[i] = exampleReceipt(monitor.Key(fmt.Sprintf("alpha/ACC_%05d", i)))
		receipts[i].Posting.At = first.Add(time.Duration(i) * time.Second)
	}
	return receipts
}

func mustAppend(t *testing.T, s *Store, receipts []monitor.Receipt) {
	t.Helper()
	if err := s.Append(t.Context(), receipts); err != nil {
		t.Fatal(err)
	}
}

func beatsAfter(t *testing.T, s *Store, id int64) []monitor.Receipt {
	t.Helper()
	var got []monitor.Receipt
	if err := s.BeatsAfter(t.Context(), id, func(r monitor.Receipt) error {
		got = append(got, r)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return got
}

func sameReceipts(t *testing.T, want, got []monitor.Receipt) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmp.Comparer(bytes.Equal)); diff != "" {
		t.Error(diff)
	}
}

func TestReceiptsSurviveAReopening(t *testing.T) {
	dir := t.TempDir()
	s := openTemp(t, dir)
	all := exampleReceipt("alpha/ACC_003")
	all.Disposition, all.Unexpected, all.Posting.Remote = monitor.Older, true, true
	unknownTime := exampleReceipt("alpha")
	unknownTime.Posting.Beat.SentAt = time.Time{}
	noNanoseconds := exampleReceipt("alpha") // beyond what 64 bits of them express
	noNanoseconds.Posting.Beat.SentAt = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
	ping := monitor.Receipt{Disposition: monitor.Kept, Posting: monitor.Posting{
		Key: "beta", Source: monitor.SourcePing, Kind: monitor.PostStart, At: time.Unix(1, 2e6).UTC(),
	}}
	receipts := []monitor.Receipt{all, unknownTime, noNanoseconds, ping}
	mustAppend(t, s, receipts[:2])
	mustAppend(t, s, receipts[2:])
	for i := range receipts {
		if receipts[i].ID != int64(i+1) {
			t.Errorf("receipt %d got ID %d", i, receipts[i].ID)
		}
	}
	_ = s.Close()
	s = openTemp(t, dir)
	receipts[2].Posting.Beat.SentAt = time.Time{}
	sameReceipts(t, receipts, beatsAfter(t, s, 0))
	sameReceipts(t, receipts[2:], beatsAfter(t, s, 2))
	if last, err := s.LastBeat(t.Context()); err != nil || last != 4 {
		t.Errorf("last %d, %v", last, err)
	}
}

func TestPagesOfBeatsMissNone(t *testing.T) {
	s := openTemp(t, t.TempDir())
	receipts := receiptsTaken(2*pageRows+1, time.Unix(0, 0).UTC())
	for i := range 3 { // a page of few
		receipts[i].Posting.Raw = make([]byte, pageBytes)
	}
	mustAppend(t, s, receipts)
	sameReceipts(t, receipts, beatsAfter(t, s, 0))
}

func TestBeatsAfterEndsWithTheErrorItIsGiven(t *testing.T) {
	s := openTemp(t, t.TempDir())
	mustAppend(t, s, receiptsTaken(2, time.Unix(0, 0)))
	enough, calls := errors.New("enough"), 0
	err := s.BeatsAfter(t.Context(), 0, func(monitor.Receipt) error {
		calls++
		return enough
	})
	if err != enough || calls != 1 {
		t.Errorf("%d calls, %v", calls, err)
	}
}

// What reads the history at length must not hold up what is posted.
func TestBeatsCanBeAppendedWhileTheyAreRead(t *testing.T) {
	s := openTemp(t, t.TempDir())
	mustAppend(t, s, receiptsTaken(1, time.Unix(0, 0)))
	err := s.BeatsAfter(t.Context(), 0, func(r monitor.Receipt) error {
		if r.ID == 1 {
			mustAppend(t, s, receiptsTaken(1, time.Unix(0, 0)))
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestWatermarkIsWrittenWithTheSubjects(t *testing.T) {
	dir := t.TempDir()
	s := openTemp(t, dir)
	for _, changes := range []Changes{{Watermark: 7}, {}, {Removed: []monitor.Key{"x"}}} {
		if _, err := s.Write(t.Context(), changes); err != nil {
			t.Fatal(err)
		}
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Write(canceled, Changes{Watermark: 8}); err == nil {
		t.Error("a canceled Write wrote")
	}
	_ = s.Close()
	if mark, err := openTemp(t, dir).Watermark(t.Context()); err != nil || mark != 7 {
		t.Errorf("watermark %d, %v", mark, err)
	}
}

func TestPruneRemovesTheOldestAndStopsAtTheFirstYoungerOne(t *testing.T) {
	s := openTemp(t, t.TempDir())
	start := time.Unix(1_790_000_000, 0).UTC()
	receipts := receiptsTaken(2*pruneRows+10, start)
	older := receipts[0] // the wall clock was set back before it was taken
	receipts = append(receipts, older)
	mustAppend(t, s, receipts)
	const gone = 2*pruneRows + 3
	for _, want := range []int64{gone, 0} {
		if removed, err := s.Prune(t.Context(), start.Add(gone*time.Second)); err != nil || removed != want {
			t.Errorf("removed %d, want %d: %v", removed, want, err)
		}
	}
	sameReceipts(t, receipts[gone:], beatsAfter(t, s, 0))
}

// The watermark and whoever else keeps an ID rely on it.
func TestIDsAreNotGivenAgainAfterPruning(t *testing.T) {
	dir := t.TempDir()
	s := openTemp(t, dir)
	mustAppend(t, s, receiptsTaken(pruneRows, time.Unix(0, 0)))
	if removed, err := s.Prune(t.Context(), time.Unix(pruneRows, 0)); err != nil || removed != pruneRows {
		t.Fatalf("removed %d, %v", removed, err)
	}
	if last, err := s.LastBeat(t.Context()); err != nil || last != 0 {
		t.Errorf("last %d, %v", last, err)
	}
	_ = s.Close()
	s = openTemp(t, dir)
	next := receiptsTaken(1, time.Unix(0, 0))
	mustAppend(t, s, next)
	if next[0].ID != pruneRows+1 {
		t.Errorf("it got ID %d", next[0].ID)
	}
}

// A flipped byte in a row's head makes columns of other kinds of it.
func TestRowThatMakesNoSenseIsDamageAndKeepsNoOtherFromBeingRead(t *testing.T) {
	dir := t.TempDir()
	s := openTemp(t, dir)
	mustAppend(t, s, ofAlpha(3, time.Unix(1000, 0)))
	_ = s.Close()
	execFile(t, dir, "PRAGMA ignore_check_constraints = 1; PRAGMA writable_schema = 1; "+
		"UPDATE sqlite_master SET sql = replace(sql, 'key         TEXT NOT NULL', 'key         TEXT') WHERE name = 'beats'")
	execFile(t, dir, "UPDATE beats SET key = NULL WHERE id = 2")
	s = openTemp(t, dir)
	n := 0
	if err := s.BeatsAfter(t.Context(), 0, func(monitor.Receipt) error { n++; return nil }); !errors.Is(err, ErrDamaged) || n != 2 {
		t.Errorf("%d beats, %v", n, err)
	}
}
