package history

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sentinel/monitor"
)

func openTemp(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestSubjectsSurviveAReopening(t *testing.T) {
	dir := t.TempDir()
	s := openTemp(t, dir)
	at := time.Unix(1_790_000_000, 123)
	saved := []monitor.SavedSubject{{Key: "a", At: at, State: []byte(`{"x":1}`)}, {Key: "b", At: at, State: []byte(`{}`)}}
	if _, err := s.Write(t.Context(), Changes{Subjects: saved}); err != nil {
		t.Fatal(err)
	}
	saved[0].State = []byte(`{"x":2}`)
	if _, err := s.Write(t.Context(), Changes{Subjects: saved[:1], Removed: []monitor.Key{"b"}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := openTemp(t, dir).Subjects(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(saved[:1], got); diff != "" {
		t.Error(diff)
	}
}

func TestWhatHappenedSurvivesAReopening(t *testing.T) {
	dir := t.TempDir()
	s := openTemp(t, dir)
	opened := time.Date(2026, 1, 20, 2, 30, 0, 0, time.UTC)
	closed := opened.Add(time.Minute)
	incident := monitor.Incident{
		ID: "i1", Key: "a", Kind: monitor.KindRobot, Robot: "a", Level: monitor.LevelCritical,
		Cause: monitor.CauseMissing, Opened: opened,
	}
	ended := incident
	ended.Closed, ended.End = &closed, monitor.EndRecovered
	written, err := s.Write(t.Context(), Changes{Transitions: []monitor.Transition{
		{Kind: monitor.Opened, At: opened, Incident: incident},
		{Kind: monitor.Recovered, At: closed, Incident: ended, Silence: time.Minute},
		{Kind: monitor.Closed, At: closed, Incident: ended, Snoozed: true},
	}})
	if err != nil {
		t.Fatal(err)
	}
	_ = s.Close()
	s = openTemp(t, dir)
	happened, newest, err := s.Transitions(t.Context(), written[0].ID, 10)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(written[1:], happened); diff != "" || newest != written[2].ID {
		t.Errorf("the newest is %d: %s", newest, diff)
	}
	incidents, err := s.Incidents(t.Context(), IncidentQuery{Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	ended.Notes = []monitor.Note{}
	if diff := cmp.Diff([]monitor.Incident{ended}, incidents); diff != "" {
		t.Error(diff)
	}
}

func TestIncidentsOfATime(t *testing.T) {
	s := openTemp(t, t.TempDir())
	at := func(minute int) time.Time { return time.Date(2026, 1, 20, 9, minute, 0, 0, time.UTC) }
	add := func(id string, key monitor.Key, opened, closed int) {
		t.Helper()
		i := monitor.Incident{ID: id, Key: key, Opened: at(opened)}
		if closed > 0 {
			end := at(closed)
			i.Closed = &end
		}
		if _, err := s.Write(t.Context(), Changes{Transitions: []monitor.Transition{{Kind: monitor.Opened, At: at(opened), Incident: i}}}); err != nil {
			t.Fatal(err)
		}
	}
	add("before", "a", 1, 10)
	add("into", "a", 5, 11)
	add("within", "b", 12, 13)
	add("open", "a", 14, 0) // which the engine knows
	add("out of", "a", 19, 30)
	add("after", "a", 20, 30)
	for key, want := range map[monitor.Key]string{"": "out of, within, into", "a": "out of, into", "c": ""} {
		list, err := s.Incidents(t.Context(), IncidentQuery{Key: key, From: at(10), To: at(20)})
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, i := range list {
			ids = append(ids, i.ID)
		}
		if got := strings.Join(ids, ", "); got != want {
			t.Errorf("of %q: %s, want %s", key, got, want)
		}
	}
}

func TestBrokenFileIsMovedAsideAndTheWatchGoesOn(t *testing.T) {
	dir := t.TempDir()
	garbage := []byte("this is no database, and it is longer than a header of one hundred bytes, so that it is read as a page of one ............")
	if err := os.WriteFile(filepath.Join(dir, FileName), garbage, 0o600); err != nil {
		t.Fatal(err)
	}
	s := openTemp(t, dir)
	kept, err := os.ReadFile(s.Replaced)
	if err != nil || string(kept) != string(garbage) {
		t.Errorf("the broken file was not kept: %v", err)
	}
	if _, err := s.Write(t.Context(), Changes{Removed: []monitor.Key{"x"}}); err != nil {
		t.Error(err)
	}
}

// Damage behind a sound first page shows only when the page is read.
func TestDamageInsideTheFileIsFoundAtOpening(t *testing.T) {
	dir := t.TempDir()
	s := openTemp(t, dir)
	var saved []monitor.SavedSubject
	for i := range 200 {
		saved = append(saved, monitor.SavedSubject{
			Key: monitor.Key(fmt.Sprintf("r%03d", i)), At: time.Now(),
			State: bytes.Repeat([]byte("x"), 500),
		})
	}
	if _, err := s.Write(t.Context(), Changes{Subjects: saved}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, FileName)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	copy(content[page:], bytes.Repeat([]byte{0xa5}, len(content)-page))
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	s = openTemp(t, dir)
	if s.Replaced == "" {
		t.Error("a damaged history is in use")
	}
	if got, err := s.Subjects(t.Context()); err != nil || len(got) != 0 {
		t.Errorf("%d subjects, %v", len(got), err)
	}
}

func TestNewerLayoutIsRefusedAndLeftAlone(t *testing.T) {
	dir := t.TempDir()
	s := openTemp(t, dir)
	if _, err := s.db.Exec("PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	_ = s.Close()
	if _, err := Open(t.Context(), dir); err == nil {
		t.Error("a file of a newer layout was opened")
	}
}

// A full disk must not keep the watch from starting: opening writes nothing.
func TestOpeningAgainWritesNothing(t *testing.T) {
	dir := t.TempDir()
	_ = openTemp(t, dir).Close()
	before, err := os.ReadFile(filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	_ = openTemp(t, dir).Close()
	after, err := os.ReadFile(filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(before, after) {
		t.Error("opening the history changed it")
	}
}
