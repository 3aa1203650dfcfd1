package agent

import (
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"
)

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
		got, settled := settledStamp(t.Context(), path)
		if want := stampOf(path); !settled || got != want || got.gone || got.size == 0 {
			t.Errorf("the edit is taken up at %+v, want %+v", got, want)
		}
	})
}
