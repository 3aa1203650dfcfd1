package history

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sentinel/monitor"
)

// oldFile makes a file as an earlier Sentinel left it.
func oldFile(t *testing.T, dir, script string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", script))
	if err != nil {
		t.Fatal(err)
	}
	execFile(t, dir, string(text))
}

// execFile runs a script on the file while no Store has it open.
func execFile(t *testing.T, dir, script string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(script); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestLayout1IsBroughtUpToDateWithAllItsRows(t *testing.T) {
	dir := t.TempDir()
	oldFile(t, dir, "layout1.sql")
	s := openTemp(t, dir)
	if s.Replaced != "" {
		t.Fatal("it was taken for broken")
	}
	if saved, err := s.Subjects(t.Context()); err != nil || len(saved) != 2 || saved[1].Key != "alpha/ACC_003" || string(saved[1].State) != `{"x":1}` {
		t.Errorf("subjects: %v, %v", saved, err)
	}
	if incidents, err := s.Incidents(t.Context(), IncidentQuery{}); err != nil || len(incidents) != 1 || incidents[0].ID != "i1" {
		t.Errorf("incidents: %v, %v", incidents, err)
	}
	if happened, _, err := s.Transitions(t.Context(), 0, 10); err != nil || len(happened) != 1 || happened[0].ID != 7 {
		t.Errorf("transitions: %v, %v", happened, err)
	}
	if _, upto, err := s.Cases(t.Context()); err != nil || upto != 6 { // nobody was told of it
		t.Errorf("people were told up to %d, %v", upto, err)
	}
	if err := s.Append(t.Context(), []monitor.Receipt{exampleReceipt("alpha")}); err != nil {
		t.Error(err)
	}
	if mark, err := s.Watermark(t.Context()); err != nil || mark != 0 {
		t.Errorf("watermark %d, %v", mark, err)
	}
}

// A full disk, say, may end the change half way.
func TestLayoutChangesAsAWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	oldFile(t, dir, "layout1.sql")
	execFile(t, dir, "CREATE TABLE numbers (in_the_way)")
	if _, err := Open(t.Context(), dir); err == nil {
		t.Fatal("a change of layout that fails is no error")
	}
	execFile(t, dir, "DROP TABLE numbers")
	if saved, err := openTemp(t, dir).Subjects(t.Context()); err != nil || len(saved) != 2 {
		t.Errorf("subjects: %v, %v", saved, err)
	}
}

func TestLayout2IsBroughtUpToDateWithAllItsRows(t *testing.T) {
	dir := t.TempDir()
	oldFile(t, dir, "layout2.sql")
	s := openTemp(t, dir)
	if s.Replaced != "" {
		t.Fatal("it was taken for broken")
	}
	if saved, err := s.Subjects(t.Context()); err != nil || len(saved) != 4 || saved[1].Key != "alpha/ACC_003" {
		t.Errorf("subjects: %v, %v", saved, err)
	}
	if happened, _, err := s.Transitions(t.Context(), 0, 10); err != nil || len(happened) != 3 {
		t.Errorf("transitions: %v, %v", happened, err)
	}
	if mark, err := s.Watermark(t.Context()); err != nil || mark != 7 {
		t.Errorf("watermark %d, %v", mark, err)
	}
	before := beatsOf(t, s, "alpha/ACC_003", always.from, always.to)
	if n, err := s.Compact(t.Context(), 7); err != nil || n != 7 || len(before) != 3 {
		t.Fatalf("%d beats packed, %v; there were %d", n, err, len(before))
	}
	for i := range before { // it kept nanoseconds
		before[i].Posting.At = before[i].Posting.At.Truncate(precision)
	}
	sameReceipts(t, before, beatsOf(t, s, "alpha/ACC_003", always.from, always.to))
}

func TestLayout3IsBroughtUpToDateWithAllItsRows(t *testing.T) {
	dir := t.TempDir()
	oldFile(t, dir, "layout3.sql")
	s := openTemp(t, dir)
	if s.Replaced != "" {
		t.Fatal("it was taken for broken")
	}
	if beats := beatsOf(t, s, "alpha/ACC_003", always.from, always.to); len(beats) != 3 { // packed, but for one
		t.Errorf("%d beats", len(beats))
	}
	if turns, err := s.Turns(t.Context(), "alpha", always.from, always.to); err != nil || len(turns) != 2 || turns[1].Cause != monitor.CauseMissing {
		t.Errorf("turns: %v, %v", turns, err)
	}
	open, found, err := s.Incident(t.Context(), "20261126T041425.541Z-beta")
	if err != nil || !found || open.Key != "beta" {
		t.Fatalf("incident: %v, %v", open, err)
	}
	if happened, err := s.Happened(t.Context(), open); err != nil || len(happened) != 1 {
		t.Errorf("what happened to it: %v, %v", happened, err)
	}
	if err := s.WriteNote(t.Context(), open.ID, monitor.Note{At: always.from, Text: "seen"}); err != nil {
		t.Error(err)
	}
}

func TestLayout6IsBroughtUpToDateWithAllItsRows(t *testing.T) {
	dir := t.TempDir()
	oldFile(t, dir, "layout6.sql")
	execFile(t, dir, "UPDATE transitions SET told = 0") // another way; channels were told
	s := openTemp(t, dir)
	if s.Replaced != "" {
		t.Fatal("it was taken for broken")
	}
	letters, err := s.Letters(t.Context(), LettersQuery{Channel: "owner"})
	if err != nil || len(letters) != 3 || letters[2].State != LetterWaiting || !strings.Contains(string(letters[2].Body), "20261126T114859.658Z-owner") {
		t.Errorf("letters: %+v, %v", letters, err)
	}
	if l, found, err := s.NextLetter(t.Context(), "owner", 0); err != nil || !found || l.ID != 1 || l.Tries != 4 || !strings.Contains(l.Error, "cannot be reached") {
		t.Errorf("the next letter: %+v, %v", l, err)
	}
	cases, upto, err := s.Cases(t.Context())
	if err != nil || len(cases) != 4 || upto != 4 || !strings.Contains(string(cases[3].State), `"incident":`) {
		t.Errorf("cases: %v up to %d, %v", cases, upto, err)
	}
	decisions, err := s.Decisions(t.Context(), "20261126T114858.658Z-alpha")
	if err != nil || len(decisions) != 3 || decisions[1].Channel != "partner" || decisions[1].Stage != "escalate" {
		t.Errorf("decisions: %v, %v", decisions, err)
	}
	if happened, _, err := s.Transitions(t.Context(), 0, 10); err != nil || len(happened) != 4 {
		t.Errorf("transitions: %v, %v", happened, err)
	}
	for _, table := range []string{"cases", "outbox", "decisions"} {
		var rows, sealed int
		if err := s.db.QueryRow("SELECT count(*), count(seal) FROM "+table).Scan(&rows, &sealed); err != nil || rows == 0 || sealed != rows {
			t.Errorf("%d of %d rows of %s are sealed, %v", sealed, rows, table, err)
		}
	}
	keepLetters(t, s, "owner")
	if l, err := s.Letters(t.Context(), LettersQuery{}); err != nil || l[3].ID != 4 {
		t.Errorf("a new letter: %+v, %v", l, err)
	}
	if err := s.Check(t.Context()); err != nil || s.generation() != 0 {
		t.Errorf("it passes for damaged: %v", err)
	}
}
