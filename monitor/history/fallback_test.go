package history

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"sentinel/monitor"
)

func TestFallbackStartsWithWhatTheFileSays(t *testing.T) {
	dir := t.TempDir()
	s := openTemp(t, dir)
	if _, err := s.Write(t.Context(), Changes{Subjects: []monitor.SavedSubject{{Key: "vps", At: time.Unix(1, 0), State: []byte("{}")}}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	f, err := Fallback(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	saved, err := f.Subjects(t.Context())
	if err != nil || len(saved) != 1 || saved[0].Key != "vps" {
		t.Errorf("it starts with %v: %v", saved, err)
	}
	if _, err := f.Write(t.Context(), Changes{Removed: []monitor.Key{"vps"}, Transitions: []monitor.Transition{{Kind: monitor.Opened}}}); err != nil {
		t.Errorf("it takes nothing in: %v", err)
	}
	after, err := os.ReadFile(filepath.Join(dir, FileName))
	if err != nil || string(after) != string(before) {
		t.Errorf("the file was written to: %v", err)
	}
}

func TestFallbackWithoutAFile(t *testing.T) {
	f, err := Fallback(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if saved, err := f.Subjects(t.Context()); err != nil || len(saved) != 0 {
		t.Errorf("it starts with %v: %v", saved, err)
	}
}
