package history

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/trend"
)

// someBeats are n receipts of a few subjects, in no regular order.
func someBeats(random *rand.Rand, n int, first time.Time) []monitor.Receipt {
	receipts := receiptsTaken(n, first)
	for i := range receipts {
		p := &receipts[i].Posting
		p.Key = monitor.Key(fmt.Sprintf("alpha/ACC_%d", random.IntN(5)))
		p.At = p.At.Add(time.Duration(random.IntN(500)) * time.Millisecond)
		receipts[i].Disposition = monitor.Disposition(random.IntN(3))
	}
	return receipts
}

var always = struct{ from, to time.Time }{time.Unix(0, 0), time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)}

func beatsOf(t *testing.T, s *Store, key monitor.Key, from, to time.Time) []monitor.Receipt {
	t.Helper()
	var got []monitor.Receipt
	err := s.Beats(t.Context(), key, from, to, func(r monitor.Receipt) error {
		r.ID = 0 // which packed ones have not
		r.Posting.Raw = bytes.Clone(r.Posting.Raw)
		got = append(got, r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// beatsByKey are all beats that can be read, by subject.
func beatsByKey(t *testing.T, s *Store) map[monitor.Key][]monitor.Receipt {
	t.Helper()
	all := map[monitor.Key][]monitor.Receipt{}
	for i := range 5 {
		key := monitor.Key(fmt.Sprintf("alpha/ACC_%d", i))
		all[key] = beatsOf(t, s, key, always.from, always.to)
	}
	return all
}

func sameByKey(t *testing.T, what string, want, got map[monitor.Key][]monitor.Receipt) {
	t.Helper()
	for key := range want {
		if len(got[key]) != len(want[key]) {
			t.Fatalf("%s: %d beats of %s, want %d", what, len(got[key]), key, len(want[key]))
		}
		sameReceipts(t, want[key], got[key])
	}
}

func TestCompactChangesNothingThatIsRead(t *testing.T) {
	s := openTemp(t, t.TempDir())
	random := rand.New(rand.NewPCG(1, 1))
	want := map[monitor.Key][]monitor.Receipt{}
	start := time.Date(2026, 1, 20, 0, 0, 0, 0, time.UTC)
	for round := range 20 {
		receipts := someBeats(random, 1+random.IntN(60), start.Add(time.Duration(round)*time.Hour))
		mustAppend(t, s, receipts)
		for _, r := range receipts {
			r.ID = 0
			want[r.Posting.Key] = append(want[r.Posting.Key], r)
		}
		newest, err := s.LastBeat(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Compact(t.Context(), max(0, newest-int64(random.IntN(80)))); err != nil {
			t.Fatal(err)
		}
		sameByKey(t, fmt.Sprint("round ", round), want, beatsByKey(t, s))
	}
	from, to := start.Add(5*time.Hour), start.Add(7*time.Hour)
	for key, all := range want {
		var within []monitor.Receipt
		for _, r := range all {
			if at := r.Posting.At; !at.Before(from) && at.Before(to) {
				within = append(within, r)
			}
		}
		sameReceipts(t, within, beatsOf(t, s, key, from, to))
	}
}

// A crash may come after any of the transactions.
func TestCompactGoesOnWhereItWasBrokenOff(t *testing.T) {
	for subjects := range 5 {
		s := openTemp(t, t.TempDir())
		receipts := someBeats(rand.New(rand.NewPCG(2, uint64(subjects))), 200, time.Date(2026, 1, 20, 0, 0, 0, 0, time.UTC))
		mustAppend(t, s, receipts)
		want := beatsByKey(t, s)
		step, err := s.arrivals(t.Context(), 0, 150)
		if err != nil {
			t.Fatal(err)
		}
		for done := 0; done < subjects; { // of some of the subjects only, and then no more
			n, err := s.packSome(t.Context(), step, step.subjects[done:subjects])
			if err != nil {
				t.Fatal(err)
			}
			done += n
		}
		sameByKey(t, "broken off", want, beatsByKey(t, s))
		if n, err := s.Compact(t.Context(), 180); err != nil || n != 180 {
			t.Fatalf("%d packed, %v", n, err)
		}
		sameByKey(t, "taken up again", want, beatsByKey(t, s))
		if err := s.setNumber(t.Context(), packedNumber, 190); err != nil { // rows that were packed, and not removed
			t.Fatal(err)
		}
	}
}

func TestCompactHoldsFewLargeBeatsAtOnce(t *testing.T) {
	s := openTemp(t, t.TempDir())
	const beats, each = 5, 7 << 20
	for range beats {
		large := receiptsTaken(1, time.Unix(0, 0).UTC())
		large[0].Posting.Raw = make([]byte, each)
		mustAppend(t, s, large)
	}
	if step, err := s.arrivals(t.Context(), 0, beats); err != nil || step.bytes > packBytes+each {
		t.Errorf("%d bytes at once, %v", step.bytes, err)
	}
	if n, err := s.Compact(t.Context(), beats); err != nil || n != beats {
		t.Errorf("%d are packed, %v", n, err)
	}
}

func TestIDsGoOnAfterAllWasPacked(t *testing.T) {
	dir := t.TempDir()
	s := openTemp(t, dir)
	mustAppend(t, s, receiptsTaken(10, time.Unix(0, 0)))
	if n, err := s.Compact(t.Context(), 10); err != nil || n != 10 {
		t.Fatal(n, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openTemp(t, dir)
	receipts := receiptsTaken(1, time.Unix(100, 0))
	mustAppend(t, s, receipts)
	if receipts[0].ID != 11 {
		t.Errorf("ID %d was given before", receipts[0].ID)
	}
}

func TestPruneTakesPackedBeatsToo(t *testing.T) {
	s := openTemp(t, t.TempDir())
	const beats = 3000 // a second apart, in several blocks
	receipts := receiptsTaken(beats, time.Unix(0, 0).UTC())
	for i := range receipts {
		receipts[i].Posting.Key = "alpha/ACC_0"
	}
	mustAppend(t, s, receipts)
	if _, err := s.Compact(t.Context(), beats); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Prune(t.Context(), time.Unix(beats/2, 0)); err != nil {
		t.Fatal(err)
	}
	left := beatsOf(t, s, "alpha/ACC_0", always.from, always.to)
	if len(left) < beats/2 || len(left) > beats*9/10 || left[len(left)-1].Posting.At.Unix() != beats-1 {
		t.Errorf("%d beats are left", len(left))
	}
	if _, err := s.Prune(t.Context(), time.Unix(beats, 0)); err != nil {
		t.Fatal(err)
	}
	if left := beatsOf(t, s, "alpha/ACC_0", always.from, always.to); len(left) != 0 {
		t.Errorf("%d beats are left of who is silent for long", len(left))
	}
}

func TestADamagedBlockIsLeftOutAndNothingElse(t *testing.T) {
	for _, table := range []string{"tails", "blocks"} {
		s := openTemp(t, t.TempDir())
		receipts := receiptsTaken(2000, time.Unix(0, 0).UTC())
		for i := range receipts {
			receipts[i].Posting.Key = "alpha/ACC_0"
		}
		mustAppend(t, s, receipts[:1900])
		if _, err := s.Compact(t.Context(), 1900); err != nil {
			t.Fatal(err)
		}
		if _, err := s.db.Exec("UPDATE " + table + " SET data = substr(data, 1, 40) || x'00' || substr(data, 42) WHERE rowid = 1"); err != nil {
			t.Fatal(err)
		}
		mustAppend(t, s, receipts[1900:])
		if _, err := s.Compact(t.Context(), 2000); err != nil { // a damage does not keep the rest from being packed
			t.Fatal(err)
		}
		left := 0
		err := s.Beats(t.Context(), "alpha/ACC_0", always.from, always.to, func(monitor.Receipt) error { left++; return nil })
		if !errors.Is(err, ErrDamaged) || left < 1000 || left >= 2000 {
			t.Errorf("%s: %d beats are left, %v", table, left, err)
		}
	}
}

func TestImportAddsWhatIsMissingOnce(t *testing.T) {
	s := openTemp(t, t.TempDir())
	start := time.Date(2026, 1, 19, 0, 0, 0, 0, time.UTC)
	aWeek(t, s, start)
	if _, err := s.Compact(t.Context(), 5000); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SumUp(t.Context(), start.AddDate(0, 0, 8), func(monitor.Key) monitor.Rhythm { return minutely }); err != nil {
		t.Fatal(err)
	}
	all := beatsOf(t, s, "alpha", always.from, always.to)
	older := receiptsTaken(500, start.AddDate(0, 0, -1))
	file := append(slices.Clone(all[:3000]), older...)
	file = append(file, older[:10]...)
	if n, err := s.Import(t.Context(), "alpha", file); err != nil || n != 500 {
		t.Fatalf("%d beats imported, %v", n, err)
	}
	if n, err := s.Import(t.Context(), "alpha", file); err != nil || n != 0 {
		t.Fatalf("%d beats imported again, %v", n, err)
	}
	if got := beatsOf(t, s, "alpha", always.from, always.to); len(got) != len(all)+500 {
		t.Errorf("%d beats, want %d", len(got), len(all)+500)
	}
	days, err := s.Days(t.Context(), "alpha", start.AddDate(0, 0, -1), start, start.AddDate(0, 0, 8), minutely)
	if err != nil || len(days) != 1 || summaryOf(days[0]).Beats != 500 {
		t.Errorf("the day before: %d days, %v", len(days), err)
	}
}

// What days were that have lost their beats since can be told from nothing else.
func TestImportLosesNoDayWhoseBeatsAreGone(t *testing.T) {
	s := openTemp(t, t.TempDir())
	start := time.Date(2026, 1, 19, 0, 0, 0, 0, time.UTC)
	aWeek(t, s, start)
	late := monitor.Turn{Key: "beta", At: start.AddDate(0, 0, 3), Level: monitor.LevelOK, Liveness: monitor.Alive}
	if _, err := s.Write(t.Context(), Changes{Turns: []monitor.Turn{late}}); err != nil {
		t.Fatal(err)
	}
	beat := exampleReceipt("beta")
	beat.Posting.At = late.At
	mustAppend(t, s, []monitor.Receipt{beat})
	end := start.AddDate(0, 0, 8)
	sumUp := func() {
		t.Helper()
		if _, err := s.SumUp(t.Context(), end, func(monitor.Key) monitor.Rhythm { return minutely }); err != nil {
			t.Fatal(err)
		}
	}
	beats := func() (n int) {
		t.Helper()
		for _, key := range []monitor.Key{"alpha", "beta"} {
			days, err := s.Days(t.Context(), key, start, end, end, minutely)
			if err != nil {
				t.Fatal(err)
			}
			for _, day := range days {
				n += summaryOf(day).Beats
			}
		}
		return n
	}
	sumUp()
	want := beats()
	if _, err := s.Prune(t.Context(), end); err != nil {
		t.Fatal(err)
	}
	old := append(receiptsTaken(10, start.AddDate(0, 0, -1)), receiptsTaken(10, start.AddDate(0, 0, 1))...)
	if n, err := s.Import(t.Context(), "alpha", old); err != nil || n != 20 {
		t.Fatalf("%d beats imported, %v", n, err)
	}
	sumUp()
	if got := beats(); got != want {
		t.Errorf("the days have %d beats, want %d", got, want)
	}
}

func summaryOf(day trend.Day) trend.Summary { return day.Summary() }

// Blocks that a clock dated too late, and whose IDs are the first, keep none of
// the others from being removed.
func TestPruneIsNotHeldUpByBlocksOfAClockThatRanAhead(t *testing.T) {
	s := openTemp(t, t.TempDir())
	ahead := receiptsTaken(pruneBlocks+1, time.Date(2126, 1, 1, 0, 0, 0, 0, time.UTC))
	for _, r := range ahead { // a block each
		if _, err := s.Import(t.Context(), "alpha/ACC_1", []monitor.Receipt{r}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Import(t.Context(), "alpha/ACC_0", receiptsTaken(100, time.Unix(1000, 0))); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Prune(t.Context(), time.Unix(5000, 0)); err != nil {
		t.Fatal(err)
	}
	if left := beatsOf(t, s, "alpha/ACC_0", always.from, always.to); len(left) != 0 {
		t.Errorf("%d old beats are left", len(left))
	}
	if left := beatsOf(t, s, "alpha/ACC_1", always.from, always.to); len(left) != len(ahead) {
		t.Errorf("%d beats to come are left, want %d", len(left), len(ahead))
	}
}
