//go:build unix

package source

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"sentinel/monitor"
)

// A user may have few watchers of the operating system (128 on most Linux):
// two hundred files, in folders of their own and in one, take one.
func TestManyFilesShareOneWatcher(t *testing.T) {
	const files = 200
	folders, ticks, root := NewFolders(t.Context(), nil), testTicks(t), t.TempDir()
	type one struct {
		heard
		path string
	}
	var all []one
	for i := range files {
		folder := filepath.Join(root, "shared")
		if i%2 == 0 {
			folder = filepath.Join(root, fmt.Sprint(i))
		}
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(folder, fmt.Sprintf("status%d.txt", i))
		if err := os.WriteFile(path, []byte(status("before")), 0o644); err != nil {
			t.Fatal(err)
		}
		f := NewFile(FileConfig{Name: fmt.Sprint(i), Key: "vps", Path: path, Every: never}, ticks, folders, nil)
		all = append(all, one{heard: listen(t, f), path: path})
	}
	for _, f := range all {
		f.message("before")
	}
	for _, f := range all {
		if err := os.WriteFile(f.path, []byte(status("after")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range all {
		if r := f.message("after"); r.Outcome != monitor.Beat {
			t.Errorf("%s: %+v", f.path, r)
		}
	}
}
