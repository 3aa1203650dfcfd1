package history

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"sentinel/monitor"
)

// overwrite spoils pages of the file, from one on, while it is in use.
func overwrite(t *testing.T, dir string, page int64) {
	t.Helper()
	path := filepath.Join(dir, FileName)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteAt(make([]byte, info.Size()-(page-1)*4096), (page-1)*4096); err != nil {
		t.Fatal(err)
	}
}

// unlogged brings all that was written into the file itself, and forgets what
// SQLite has read of it.
func unlogged(t *testing.T, s *Store) {
	t.Helper()
	if _, err := s.db.Exec("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA shrink_memory"); err != nil {
		t.Fatal(err)
	}
}

// Damage that shows while the history is in use keeps nobody from writing: what
// is acknowledged after it is on disk.
func TestDamageInUseIsMendedAndWritingGoesOn(t *testing.T) {
	dir := t.TempDir()
	s := openTemp(t, dir)
	saved := []monitor.SavedSubject{{Key: "alpha", At: time.Unix(0, 1), State: []byte("{}")}}
	if _, err := s.Write(t.Context(), Changes{Subjects: saved, Watermark: 1}); err != nil {
		t.Fatal(err)
	}
	mustAppend(t, s, ofAlpha(5000, time.Unix(1000, 0)))
	unlogged(t, s)
	overwrite(t, dir, 40)
	receipts := []monitor.Receipt{exampleReceipt("beta")}
	for range 3 {
		mustAppend(t, s, receipts)
	}
	if receipts[0].ID <= 5000 {
		t.Errorf("the ID %d is given again", receipts[0].ID)
	}
	s.saving.Wait()
	if !strings.Contains(s.notice, "The history was damaged") {
		t.Errorf("people are told %q", s.notice)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openTemp(t, dir)
	if subjects, err := s.Subjects(t.Context()); err != nil || len(subjects) != 1 || s.Replaced != "" {
		t.Errorf("%d subjects, %v; replaced %q", len(subjects), err, s.Replaced)
	}
	if beats := beatsOf(t, s, "beta", always.from, always.to); len(beats) != 3 {
		t.Errorf("%d of the beats that were acknowledged since are there", len(beats))
	}
	if beats := beatsOf(t, s, "alpha", always.from, always.to); len(beats) < 100 {
		t.Errorf("%d of the beats before are there", len(beats))
	}
}

// Who only reads finds the damage, too.
func TestDamageThatAReaderMeetsIsMended(t *testing.T) {
	dir := t.TempDir()
	s := openTemp(t, dir)
	mustAppend(t, s, ofAlpha(5000, time.Unix(1000, 0)))
	unlogged(t, s)
	overwrite(t, dir, 60)
	err := s.Beats(t.Context(), "alpha", always.from, always.to, func(monitor.Receipt) error { return nil })
	if err == nil {
		t.Fatal("pages of zeros are read")
	}
	for s.generation() == 0 { // somebody else mends it
		runtime.Gosched()
	}
	s.saving.Wait()
	if beats := beatsOf(t, s, "alpha", always.from, always.to); len(beats) < 100 {
		t.Errorf("%d beats are left", len(beats))
	}
}

// A disk that goes on damaging the file is not filled with damaged files.
func TestDamageThatComesAgainAtOnceIsToldOnly(t *testing.T) {
	dir := t.TempDir()
	s := openTemp(t, dir)
	for range 2 {
		mustAppend(t, s, ofAlpha(5000, time.Unix(1000, 0)))
		s.saving.Wait()
		unlogged(t, s)
		overwrite(t, dir, 40)
		err := s.Append(t.Context(), ofAlpha(5000, time.Unix(1000, 0)))
		if again := s.generation() == 1 && err != nil; again && !strings.Contains(s.notice, "its disk may be failing") {
			t.Errorf("people are told %q", s.notice)
		}
	}
	aside, err := filepath.Glob(filepath.Join(dir, FileName+setAside+"*"))
	if err != nil || len(aside) != 1 {
		t.Errorf("damaged files %q, %v", aside, err)
	}
}

// A file that somebody empties or writes over while it is in use is a damaged one.
func TestFileThatIsWrittenOverInUseIsMended(t *testing.T) {
	for name, harm := range map[string]func(path string) error{
		"emptied":      func(path string) error { return os.Truncate(path, 0) },
		"half of it":   func(path string) error { return os.Truncate(path, 100*4096) },
		"written over": func(path string) error { return os.WriteFile(path, make([]byte, 300_000), 0o600) },
	} {
		dir := t.TempDir()
		s := openTemp(t, dir)
		mustAppend(t, s, ofAlpha(3000, time.Unix(1000, 0)))
		unlogged(t, s)
		if err := harm(filepath.Join(dir, FileName)); err != nil {
			t.Fatal(err)
		}
		var kept []int64
		for range 20 {
			receipts := ofAlpha(50, time.Unix(2000, 0))
			if err := s.Append(t.Context(), receipts); err != nil {
				continue
			}
			kept = append(kept, receipts[0].ID)
			if err := s.Check(t.Context()); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if len(kept) < 15 || s.notice == "" {
			t.Errorf("%s: %d of 20 are acknowledged, and people are told %q", name, len(kept), s.notice)
		}
		s.saving.Wait()
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = openTemp(t, dir)
		there := map[int64]bool{}
		for _, r := range beatsAfter(t, s, 0) {
			there[r.ID] = true
		}
		for _, id := range kept {
			if !there[id] {
				t.Errorf("%s: %d was acknowledged and is lost (%s)", name, id, fmt.Sprint(s.notice))
			}
		}
	}
}

// ofAlpha are receiptsTaken of one robot.
func ofAlpha(n int, from time.Time) []monitor.Receipt {
	receipts := receiptsTaken(n, from)
	for i := range receipts {
		receipts[i].Posting.Key = "alpha"
	}
	return receipts
}
