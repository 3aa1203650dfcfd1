package agent

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/config"
)

const withHolidays = "[listen]\naddress = \"\"\n[defaults]\nmax_misses = 7\n" +
	"[[calendar]]\nname = \"idx\"\nsessions = [\"Mon-Fri 09:00-17:00\"]\nholidays_file = \"idx.ics\"\n"

const noHolidays = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"

// What is edited after it was read differs from how it stood before, also where
// the reading was refused.
func TestReadingKnowsHowItsFilesStood(t *testing.T) {
	dir := t.TempDir()
	path, holidays := filepath.Join(dir, "config.toml"), filepath.Join(dir, "idx.ics")
	write := func(path, content string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(path, withHolidays)
	refused, err := readConfig(path, false, nil)
	if err == nil || refused.config != nil || !slices.Equal(refused.files, []string{holidays}) {
		t.Fatalf("without the file of the holidays: %+v, %v", refused, err)
	}
	if stampsOf(path, refused.files) != refused.stamps {
		t.Error("nothing was edited, and it would be read again")
	}
	write(holidays, noHolidays)
	if stampsOf(path, refused.files) == refused.stamps {
		t.Error("the file of the holidays was written, and nobody would notice")
	}
	accepted, err := readConfig(path, false, refused.files)
	if err != nil || accepted.config == nil {
		t.Fatal(err)
	}
	write(path, withHolidays+"# edited\n")
	if stampsOf(path, accepted.files) == accepted.stamps {
		t.Error("the configuration was edited, and nobody would notice")
	}
	write(path, "")
	bare, err := readConfig(path, false, accepted.files)
	if err != nil || len(bare.files) > 0 || stampsOf(path, nil) != bare.stamps {
		t.Errorf("files that are named no more: %+v, %v", bare, err)
	}
}

// A configuration that is refused for a file that it names is in force once the
// file is there.
func TestMissingFileOfARefusedEditIsAwaited(t *testing.T) {
	w := newWorld(t, oneFile)
	w.write("config.toml", withHolidays)
	if text := w.untilNotices("the refusal", some)[0]; !strings.Contains(text, "idx.ics") {
		t.Fatalf("it is refused for another reason: %q", text)
	}
	w.write("idx.ics", noHolidays)
	w.untilNotices("the end of the refusal", none)
	w.until("the edit", config.DefaultName, func(s monitor.Subject) bool { return s.MaxMisses == 7 })
}

// An empty file is no edit: all sources and incidents would end with it.
func TestEmptiedConfigurationIsRefused(t *testing.T) {
	w := newWorld(t, oneFile)
	w.write("config.toml", " \n")
	if text := w.untilNotices("the refusal", some)[0]; !strings.Contains(text, "the file is empty; write a comment into it") {
		t.Fatalf("it is refused for another reason: %q", text)
	}
	w.write("config.toml", oneFile+"# whole again\n")
	w.untilNotices("the end of the refusal", none)
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
		a := &Agent{options: Options{ConfigPath: path}}
		got, settled := a.settled(t.Context(), nil)
		if want := stampOf(path) + "\n"; !settled || got != want || !strings.HasSuffix(got, " 7\n") {
			t.Errorf("the edit is taken up at %q, want %q", got, want)
		}
	})
}
