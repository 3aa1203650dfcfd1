//go:build unix

package history

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sentinel/monitor"
)

// What somebody does to the file of a history in use loses nothing that is
// acknowledged before or after.
func TestFileThatIsRemovedOrReplacedInUseIsWrittenAnew(t *testing.T) {
	for name, harm := range map[string]func(dir, path string) error{
		"removed":               func(_, path string) error { return os.Remove(path) },
		"its log removed":       func(_, path string) error { return os.Remove(path + "-wal") },
		"all its files removed": func(_, path string) error { return removeFile(path) },
		"moved":                 func(_, path string) error { return os.Rename(path, path+".away") },
		"its folder removed":    func(dir, _ string) error { return os.RemoveAll(dir) },
		"replaced by another":   func(_, path string) error { return replaceBy(path, []byte("another one")) },
		"replaced by a copy":    func(dir, path string) error { return replaceByCopy(t, dir, path) },
		"replaced by nothing":   func(_, path string) error { return replaceBy(path, nil) },
	} {
		dir := filepath.Join(t.TempDir(), "state")
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		s := openTemp(t, dir)
		mustAppend(t, s, ofAlpha(100, time.Unix(1000, 0)))
		if err := harm(dir, filepath.Join(dir, FileName)); err != nil {
			t.Fatal(err)
		}
		mustAppend(t, s, ofAlpha(1, time.Unix(2000, 0)))
		if !strings.Contains(s.notice, "while Sentinel ran") {
			t.Errorf("%s: people are told %q", name, s.notice)
		}
		if _, err := s.Write(t.Context(), Changes{Subjects: []monitor.SavedSubject{{Key: "alpha", State: []byte("{}")}}}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		mustAppend(t, s, ofAlpha(1, time.Unix(3000, 0)))
		copied := t.TempDir() // as a crash would leave it
		if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		for _, state := range []string{copied, dir} {
			if state == dir {
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
			}
			again := openTemp(t, state)
			if beats := beatsOf(t, again, "alpha", always.from, always.to); len(beats) != 102 || again.Replaced != "" {
				t.Errorf("%s: %d beats are there, replaced %q", name, len(beats), again.Replaced)
			}
		}
	}
}

func replaceBy(path string, content []byte) error {
	other := path + ".other"
	if err := os.WriteFile(other, content, 0o600); err != nil {
		return err
	}
	return os.Rename(other, path)
}

func replaceByCopy(t *testing.T, dir, path string) error {
	copied := path + ".copy"
	if err := Copy(t.Context(), dir, copied); err != nil {
		return err
	}
	return os.Rename(copied, path)
}
