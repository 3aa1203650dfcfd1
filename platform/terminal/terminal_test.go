package terminal

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestWhatIsNoTerminal(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, _, ok := Size(f); ok {
		t.Error("a file is a terminal")
	}
	if _, _, ok := Size(&bytes.Buffer{}); ok {
		t.Error("a buffer is a terminal")
	}
}
