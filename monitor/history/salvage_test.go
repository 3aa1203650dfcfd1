package history

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sentinel/monitor"
)

// fullHistory makes a history that has some of everything, packed, summed up and
// not: as a crash leaves it, with its log, and closed.
func fullHistory(t *testing.T) (crashed, closed string) {
	t.Helper()
	dir := t.TempDir()
	s := openTemp(t, dir)
	start := time.Date(2026, 1, 19, 0, 0, 0, 0, time.UTC)
	var changes Changes
	for i := range 40 {
		key := monitor.Key(fmt.Sprintf("alpha/ACC_%03d", i))
		changes.Subjects = append(changes.Subjects, monitor.SavedSubject{
			Key: key, At: start, State: fmt.Appendf(nil, `{"number":%d,"filler":%q}`, i, strings.Repeat("x", i*70)),
		})
		for hour := range 30 {
			changes.Turns = append(changes.Turns, monitor.Turn{
				Key: key, At: start.Add(time.Duration(hour) * time.Hour), Level: monitor.LevelOK, Liveness: monitor.Alive,
			})
		}
		opened := start.Add(time.Duration(i) * time.Minute)
		incident := monitor.Incident{
			ID: fmt.Sprintf("i%03d", i), Key: key, Opened: opened, Level: monitor.LevelCritical, Message: strings.Repeat("m", 50*i),
		}
		if i%2 == 0 {
			closed := opened.Add(time.Hour)
			incident.Closed = &closed
		}
		changes.Transitions = append(changes.Transitions, monitor.Transition{Kind: monitor.Opened, At: opened, Incident: incident, Snoozed: i%3 > 0})
		changes.Away = append(changes.Away, monitor.Absence{Began: opened, Ended: opened.Add(time.Second)})
	}
	if _, err := s.Write(t.Context(), changes); err != nil {
		t.Fatal(err)
	}
	for i := range 40 {
		if err := s.WriteNote(t.Context(), fmt.Sprintf("i%03d", i), monitor.Note{At: start, By: "me", Text: fmt.Sprintf("note %d", i)}); err != nil {
			t.Fatal(err)
		}
	}
	tellAll(t, s, start)
	receipts := receiptsTaken(6000, start)
	for i := range receipts {
		receipts[i].Posting.Key = monitor.Key(fmt.Sprintf("alpha/ACC_%03d", i%5))
	}
	mustAppend(t, s, receipts)
	if _, err := s.Compact(t.Context(), 5000); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SumUp(t.Context(), start.AddDate(0, 0, 12), func(monitor.Key) monitor.Rhythm { return minutely }); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Write(t.Context(), Changes{Watermark: 5990}); err != nil {
		t.Fatal(err)
	}
	crashed = t.TempDir() // while it is open: the log is there, and not all in the file
	for _, tail := range []string{"", "-wal"} {
		content, err := os.ReadFile(filepath.Join(dir, FileName+tail))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(crashed, FileName+tail), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return crashed, dir
}

// tellAll keeps what two channels know of 40 incidents, and letters to them, of
// which some have ended.
func tellAll(t *testing.T, s *Store, at time.Time) {
	t.Helper()
	told := Alerts{Upto: 40, Digested: at}
	for i := range 80 {
		channel, incident := fmt.Sprintf("channel %d", i%2), fmt.Sprintf("i%03d", i/2)
		told.Cases = append(told.Cases, CaseState{channel, incident, fmt.Appendf(nil, `{"number":%d,"filler":%q}`, i, strings.Repeat("c", i*20))})
		told.Letters = append(told.Letters, Letter{Channel: channel, Body: fmt.Appendf(nil, `{"number":%d,"filler":%q}`, i, strings.Repeat("b", i*50)), Made: at})
		told.Decisions = append(told.Decisions, monitor.Decision{At: at, Incident: incident, Channel: channel, Stage: "group", Reason: fmt.Sprintf("reason %d", i)})
	}
	if err := s.KeepAlerts(t.Context(), told); err != nil {
		t.Fatal(err)
	}
	for id := range int64(80) {
		var err error
		switch id % 4 {
		case 1:
			err = s.Delivered(t.Context(), id+1)
		case 2:
			err = s.Refused(t.Context(), id+1, "too long")
		case 3:
			err = s.NotDelivered(t.Context(), id+1, "nobody answers")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// settled waits for all that goes on beside the Store and may end by itself.
func (s *Store) settled() { s.saving.Wait() }

// dump is every row of every table, in words.
func dump(t *testing.T, s *Store) map[string]bool {
	t.Helper()
	tables, err := tablesOf(t.Context(), s.db)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for name, table := range tables {
		rows, err := s.db.Query("SELECT * FROM " + name)
		if err != nil {
			t.Fatal(err)
		}
		values := make([]any, len(table.columns))
		places := make([]any, len(values))
		for i := range values {
			places[i] = &values[i]
		}
		for rows.Next() {
			if err := rows.Scan(places...); err != nil {
				t.Fatal(err)
			}
			if name != "beats" && table.id >= 0 && name != "names" && name != "tails" {
				values[table.id] = nil // the database gave it, and it means nothing
			}
			row := name
			for _, value := range values {
				if _, isNumber := value.(int64); isNumber || value == nil {
					row += fmt.Sprintf(" %v", value)
				} else {
					row += fmt.Sprintf(" %q", value)
				}
			}
			found[row] = true
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return found
}

func copyDir(t *testing.T, from string) (to string) {
	t.Helper()
	to = t.TempDir()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return to
}

// flip changes a byte of a file.
func flip(t *testing.T, path string, at int64, mask byte) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var one [1]byte
	if _, err := file.ReadAt(one[:], at); err != nil {
		t.Fatal(err)
	}
	one[0] ^= mask
	if _, err := file.WriteAt(one[:], at); err != nil {
		t.Fatal(err)
	}
}

// Wherever a byte is flipped: the history opens; nothing is in it that was not;
// and if anything is missing, it is said.
func TestFlippedByteAnywhereIsToldAndInventsNothing(t *testing.T) {
	_, original := fullHistory(t)
	s := openTemp(t, copyDir(t, original))
	want := dump(t, s)
	_ = s.Close()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for n := range 40 {
		dir := copyDir(t, original)
		path := filepath.Join(dir, FileName)
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		at, mask := random.Int64N(info.Size()), byte(1+random.IntN(255))
		if n%5 == 0 { // where the damage is worst
			at = random.Int64N(info.Size()/4096)*4096 + random.Int64N(12)
		}
		flip(t, path, at, mask)
		where := fmt.Sprintf("byte %d of page %d, by %#x", at%4096, at/4096+1, mask)
		s, err := Open(t.Context(), dir)
		if err != nil {
			t.Fatalf("%s: %v", where, err)
		}
		told := ""
		s.OnNotice(func(text string) { told = text })
		s.settled()
		if err := s.Check(t.Context()); err != nil {
			t.Errorf("%s: %v", where, err)
		}
		s.settled()
		got := dump(t, s)
		for row := range got {
			if !want[row] && !isOfSalvage(row) {
				t.Errorf("%s: %s was not there", where, row)
			}
		}
		missing := 0
		for row := range want {
			if !got[row] {
				missing++
			}
		}
		if missing > 0 && told == "" {
			t.Errorf("%s: %d rows are missing, and nobody is told", where, missing)
		}
		if missing > 700 { // more than two pages hold
			t.Errorf("%s: %d rows are missing: %s", where, missing, told)
		}
		if err := s.Append(t.Context(), []monitor.Receipt{exampleReceipt("beta")}); err != nil {
			t.Errorf("%s: %v", where, err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("%s: %v", where, err)
		}
	}
}

// isOfSalvage tells whether a row may be new where a history was begun anew.
func isOfSalvage(row string) bool {
	for _, name := range []string{prunedNumber, namedNumber, identityNumber, alertedNumber} {
		if strings.HasPrefix(row, fmt.Sprintf("numbers %q ", name)) {
			return true
		}
	}
	return strings.HasPrefix(row, "turns ") && strings.Contains(row, `"unobserved"`) // behind a gap
}

func TestGarbageIsSetAsideAndTold(t *testing.T) {
	for name, content := range map[string][]byte{
		"no database": bytes.Repeat([]byte("this is no database "), 1000),
		"empty":       {},
		"short":       []byte("SQLite format 3\x00"),
		"zeros":       make([]byte, 5*4096),
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, FileName), content, 0o600); err != nil {
			t.Fatal(err)
		}
		s := openTemp(t, dir)
		told := ""
		s.OnNotice(func(text string) { told = text })
		s.settled()
		if !strings.Contains(told, s.Replaced) || s.Replaced == "" {
			t.Errorf("%s: people are told %q, the file is %q", name, told, s.Replaced)
		}
		if kept, err := os.ReadFile(s.Replaced); err != nil || !bytes.Equal(kept, content) {
			t.Errorf("%s: it is not kept: %v", name, err)
		}
	}
}
