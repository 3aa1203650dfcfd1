package notify_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// fifo makes a named pipe, open at both ends, so that a script's line is read
// and a line for it is kept without waiting for each other.
func fifo(t *testing.T, folder, name string) *os.File {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	return file
}
