package atomicfile_test

import (
	"os"
	"path/filepath"
	"testing"

	"sentinel/platform/atomicfile"
)

// Windows refuses to replace a file that somebody has open without delete
// sharing. The old bytes stay whole until it is let go.
func TestWriteOverAFileInUse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "status.txt")
	if err := atomicfile.Write(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	reader, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.Write(path, []byte("new"), 0o600); err == nil {
		t.Error("no error although the file is in use")
	}
	if got := read(t, path); got != "old" {
		t.Errorf("the file holds %q", got)
	}
	onlyFile(t, path)

	if err := reader.Close(); err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.Write(path, []byte("new"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := read(t, path); got != "new" {
		t.Errorf("the file holds %q", got)
	}
}
