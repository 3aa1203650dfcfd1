package history

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"sentinel/monitor"
)

// story is what a history tells, whatever its tables look like.
func story(t *testing.T, s *Store) map[string]bool {
	t.Helper()
	told := map[string]bool{}
	subjects, err := s.Subjects(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range subjects {
		told[fmt.Sprintf("%s: %s", one.Key, one.State)] = true
		turns, err := s.Turns(t.Context(), one.Key, always.from, always.to)
		if err != nil {
			t.Fatal(err)
		}
		for _, turn := range turns {
			told[fmt.Sprint(turn)] = true
		}
		for _, r := range beatsOf(t, s, one.Key, always.from, always.to) {
			told[fmt.Sprint(r.Posting.Key, r.Posting.At.UnixMilli())] = true
		}
	}
	incidents, err := s.Incidents(t.Context(), IncidentQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range incidents {
		told[one.ID+one.Message+fmt.Sprint(one.Notes)] = true
		decisions, err := s.Decisions(t.Context(), one.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, decision := range decisions {
			told[fmt.Sprint(decision)] = true
		}
	}
	cases, _, err := s.Cases(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range cases {
		told[fmt.Sprintf("%s of %s: %s", one.Channel, one.Incident, one.State)] = true
	}
	letters, err := s.Letters(t.Context(), LettersQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range letters { // what became of it may have been lost
		told[fmt.Sprintf("to %s: %s", l.Channel, l.Body)] = true
	}
	return told
}

// A damage in the log must not pass for its end: what was written for good
// behind it would be lost without a word.
func TestFlippedByteInTheLogIsToldAndInventsNothing(t *testing.T) {
	original, _ := fullHistory(t)
	s := openTemp(t, copyDir(t, original))
	if s.notice != "" {
		t.Fatalf("a log that a crash left passes for damaged: %s", s.notice)
	}
	want := story(t, s)
	_ = s.Close()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for range 12 {
		dir := copyDir(t, original)
		path := filepath.Join(dir, FileName+"-wal")
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		at := random.Int64N(info.Size())
		flip(t, path, at, byte(1+random.IntN(255)))
		where := fmt.Sprintf("byte %d of frame %d", (at-32)%4120, (at-32)/4120)
		s, err := Open(t.Context(), dir)
		if err != nil {
			t.Fatalf("%s: %v", where, err)
		}
		s.saving.Wait()
		got := story(t, s)
		for one := range got {
			if !want[one] {
				t.Errorf("%s: %s was not there", where, one)
			}
		}
		missing := 0
		for one := range want {
			if !got[one] {
				missing++
			}
		}
		if missing > 0 && s.notice == "" {
			t.Errorf("%s: %d are missing, and nobody is told", where, missing)
		}
		if err := s.Append(t.Context(), []monitor.Receipt{exampleReceipt("beta")}); err != nil {
			t.Errorf("%s: %v", where, err)
		}
		_ = s.Close()
	}
}

// Who puts a copy in the place of the history, and leaves the log of the other
// one there, gets the copy as it is.
func TestLogOfAnotherHistoryIsNotUsed(t *testing.T) {
	crashed, _ := fullHistory(t)
	dir := t.TempDir()
	s := openTemp(t, dir)
	if _, err := s.Write(t.Context(), Changes{Subjects: []monitor.SavedSubject{{Key: "own", State: []byte("{}")}}}); err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := Copy(t.Context(), crashed, copied); err != nil {
		t.Fatal(err)
	}
	_ = s.Close()
	for name, db := range map[string]string{"another history": filepath.Join(dir, FileName), "a copy of this one": copied} {
		state := t.TempDir()
		for from, to := range map[string]string{db: FileName, filepath.Join(crashed, FileName+"-wal"): FileName + "-wal"} {
			content, err := os.ReadFile(from)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(state, to), content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		s := openTemp(t, state)
		subjects, err := s.Subjects(t.Context())
		if err != nil || db != copied && (len(subjects) != 1 || subjects[0].Key != "own") || db == copied && len(subjects) != 40 {
			t.Errorf("%s: %d subjects, %v", name, len(subjects), err)
		}
		if s.notice == "" {
			t.Errorf("%s: nobody is told", name)
		}
		var verdict string
		if err := s.db.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
			t.Errorf("%s: %s, %v", name, verdict, err)
		}
	}
}
