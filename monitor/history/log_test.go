package history

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A program that was killed leaves a log with what the file has not yet; it may
// have been small.
func TestLogGetsItsSizeAndKeepsWhatItHolds(t *testing.T) {
	from, dir := t.TempDir(), t.TempDir()
	s := openTemp(t, from)
	receipts := receiptsTaken(3, time.Unix(0, 0).UTC())
	mustAppend(t, s, receipts)
	const frame = 24 + 4096
	copyFile(t, from, dir, FileName, 1<<20)
	copyFile(t, from, dir, FileName+"-wal", 32+50*frame)
	killed := openTemp(t, dir)
	sameReceipts(t, receipts, beatsAfter(t, killed, 0))
	info, err := os.Stat(filepath.Join(dir, FileName+"-wal"))
	if err != nil || info.Size() < logSize {
		t.Errorf("the log is small: %v, %v", info, err)
	}
	mustAppend(t, killed, receiptsTaken(3, time.Unix(0, 0)))
	if got := beatsAfter(t, killed, 0); len(got) != 6 {
		t.Errorf("%d receipts", len(got))
	}
}

// copyFile copies at most so many bytes of a file between folders.
func copyFile(t *testing.T, from, to, name string, most int) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(from, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(to, name), content[:min(most, len(content))], 0o600); err != nil {
		t.Fatal(err)
	}
}
