package atomicfile_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sentinel/platform/atomicfile"
)

func TestWriteMakesAndReplaces(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.json")
	for _, text := range []string{"first", "second and longer", ""} {
		if err := atomicfile.Write(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := read(t, path); got != text {
			t.Errorf("the file holds %q, want %q", got, text)
		}
	}
	onlyFile(t, path)
}

func TestWriteFailsCleanly(t *testing.T) {
	folder := t.TempDir()
	if err := atomicfile.Write(filepath.Join(folder, "gone", "x"), []byte("x"), 0o600); err == nil ||
		!strings.Contains(err.Error(), "may you write there") {
		t.Errorf("no folder: error = %v", err)
	}
	occupied := filepath.Join(folder, "occupied")
	if err := os.MkdirAll(filepath.Join(occupied, "inner"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.Write(occupied, []byte("x"), 0o600); err == nil {
		t.Error("replaced a folder")
	}
	onlyFile(t, occupied)
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// onlyFile fails when a temporary file was left beside path.
func onlyFile(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 || entries[0].Name() != filepath.Base(path) {
		t.Errorf("left behind: %v", entries)
	}
}
