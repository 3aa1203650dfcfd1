package agent

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sentinel/monitor"
	"sentinel/monitor/history"
)

// damage spoils the first page of a history, without which SQLite reads nothing.
func damage(t *testing.T, state string) {
	t.Helper()
	file, err := os.OpenFile(filepath.Join(state, history.FileName), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteAt(bytes.Repeat([]byte{0xa5}, 300), 0); err != nil {
		t.Fatal(err)
	}
}

func TestWatchBeginsWithWhatIsLeftOfADamagedHistory(t *testing.T) {
	state := t.TempDir()
	a, stop := runEngine(t, state)
	postOne(t, a)
	if err := a.Act(t.Context(), "alpha", "pause", 0); err != nil {
		t.Fatal(err)
	}
	if !newWriter(a).flushAll(t.Context()) {
		t.Fatal("nothing is written")
	}
	stop()
	damage(t, state)
	a, stop = runEngine(t, state)
	defer stop()
	if subject, err := a.Subject(t.Context(), "alpha"); err != nil || subject.Liveness != monitor.Paused {
		t.Errorf("alpha, which was paused: %q, %v", subject.Liveness, err)
	}
	told := strings.Join(a.Notices(), " ")
	if !strings.Contains(told, "The history was damaged") || !strings.Contains(told, history.FileName+".broken-") {
		t.Errorf("people are told %q", told)
	}
	postOne(t, a)
}

// One that cannot even be begun anew does not keep the watch from starting, with
// what can be read.
func TestWatchBeginsWithoutAHistoryToWriteTo(t *testing.T) {
	state := t.TempDir()
	a, stop := runEngine(t, state)
	postOne(t, a)
	if err := a.Act(t.Context(), "alpha", "pause", 0); err != nil {
		t.Fatal(err)
	}
	if !newWriter(a).flushAll(t.Context()) {
		t.Fatal("nothing is written")
	}
	stop()
	damage(t, state)
	inTheWay := filepath.Join(state, history.FileName+".half", "full")
	if err := os.MkdirAll(inTheWay, 0o700); err != nil {
		t.Fatal(err)
	}
	a, stop = runEngine(t, state)
	defer stop()
	if subject, err := a.Subject(t.Context(), "alpha"); err != nil || subject.Liveness != monitor.Paused {
		t.Errorf("alpha, which was paused: %q, %v", subject.Liveness, err)
	}
	if told := strings.Join(a.Notices(), " "); !strings.Contains(told, "The history cannot be kept") {
		t.Errorf("people are told %q", told)
	}
	if _, err := a.Receive([]monitor.Posting{aPosting()}); err == nil {
		t.Error("a beat is acknowledged that is lost with the program")
	}
}
