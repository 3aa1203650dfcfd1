package agent

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor/config"
)

// An edit while the configuration is read is read too; one of a file that it
// names is noticed.
func TestStampsTellEdits(t *testing.T) {
	dir := t.TempDir()
	path, holidays := filepath.Join(dir, "config.toml"), filepath.Join(dir, "idx.ics")
	write := func(path, content string) {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(path, "one")
	before := stampOf(path)
	files := []string{path, holidays}
	seen := stampsSince(before, path, files)
	if seen == "" {
		t.Error("nothing was edited, and it is read again")
	}
	write(holidays, "BEGIN:VCALENDAR")
	if stampsOf(path, files) == seen {
		t.Error("the file of the holidays was written, and nobody noticed")
	}
	write(path, "one and two")
	if stampsSince(before, path, files) != "" {
		t.Error("what was edited meanwhile passes for read")
	}
}

// An editor that empties or removes the file before it writes it must not have
// its sources forgotten meanwhile.
func TestEditIsTakenUpWhenItStandsStill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "config.toml")
		write := func(content string) {
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Error(err)
			}
		}
		write("")
		go func() {
			<-time.After(configSettle / 2)
			_ = os.Remove(path)
			<-time.After(configSettle)
			write("# whole")
		}()
		a := &Agent{options: Options{ConfigPath: path}, config: config.Default()}
		got, settled := a.settled(t.Context())
		if want := stampOf(path) + "\n"; !settled || got != want || !strings.HasSuffix(got, " 7\n") {
			t.Errorf("the edit is taken up at %q, want %q", got, want)
		}
	})
}
