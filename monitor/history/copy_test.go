package history

import (
	"path/filepath"
	"testing"
	"time"
)

func TestCopyOfAHistoryThatIsInUse(t *testing.T) {
	state, other := t.TempDir(), t.TempDir()
	s := openTemp(t, state)
	mustAppend(t, s, receiptsTaken(100, time.Unix(0, 0).UTC()))
	to := filepath.Join(other, FileName)
	if err := Copy(t.Context(), state, to); err != nil {
		t.Fatal(err)
	}
	if err := Copy(t.Context(), state, to); err == nil {
		t.Error("a copy was written over")
	}
	if got := beatsAfter(t, openTemp(t, other), 0); len(got) != 100 {
		t.Errorf("%d beats in the copy", len(got))
	}
	mustAppend(t, s, receiptsTaken(1, time.Unix(0, 0)))
	if err := Copy(t.Context(), t.TempDir(), filepath.Join(other, "none.db")); err == nil {
		t.Error("a folder without a history")
	}
}
