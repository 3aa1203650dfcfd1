package cli

import (
	"bytes"
	"log"
	"log/slog"
	"strings"
	"testing"
)

// net/http, for one, logs by the standard logger: that would scribble over a
// live table.
func TestLibrariesLogAsTheMonitorDoes(t *testing.T) {
	before, writer, flags := slog.Default(), log.Writer(), log.Flags()
	t.Cleanup(func() {
		slog.SetDefault(before)
		log.SetOutput(writer)
		log.SetFlags(flags)
	})
	var out bytes.Buffer
	p := &program{err: &out, flags: &grammar{}}
	p.logTo()
	log.Print("from a library")
	if want := `level=INFO msg="from a library"`; !strings.Contains(out.String(), want) {
		t.Errorf("the log is %q, want %s in it", out.String(), want)
	}
}
