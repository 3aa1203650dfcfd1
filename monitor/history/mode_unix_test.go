//go:build unix

package history

import (
	"os"
	"path/filepath"
	"testing"
)

func TestFilesAreTheirOwnersAlone(t *testing.T) {
	dir := t.TempDir()
	openTemp(t, dir)
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != 3 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, file := range files {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", file, info.Mode(), err)
		}
	}
}

func TestACopyIsItsUsersAlone(t *testing.T) {
	state := t.TempDir()
	openTemp(t, state)
	to := filepath.Join(t.TempDir(), "copy.db")
	if err := Copy(t.Context(), state, to); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(to); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may read it: %v %v", info.Mode(), err)
	}
}
