package agent

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestDigestOnceADay(t *testing.T) {
	inOffice(t, func(o *office) {
		daily := strings.Replace(oneChannel, `digest = ""`, "digest = \"08:00\"\nrepeat_every = \"0s\"", 1)
		if err := os.WriteFile(filepath.Join(o.state, "config.toml"), []byte(daily), 0o600); err != nil {
			o.t.Fatal(err)
		}
		o.restart() // at midnight: yesterday's is none of ours
		o.beat("alpha")
		at8 := time.Now().In(time.Local)
		for at8.Hour() != 8 {
			at8 = at8.Add(time.Hour)
		}
		time.Sleep(time.Until(at8) - time.Second)
		o.phone.heard()
		time.Sleep(4 * time.Second)
		text := strings.Join(o.phone.heard(), "; ")
		if !strings.HasPrefix(text, "digest 2 robots and accounts, ") && !strings.HasPrefix(text, "digest 1 robot or account, ") || !strings.Contains(text, "Open now: alpha (missing for ") {
			o.t.Errorf("%q", text)
		}
		o.restart()
		time.Sleep(time.Hour)
		o.hears()
		o.stop() // over the next
		time.Sleep(25 * time.Hour)
		o.start()
		time.Sleep(time.Minute)
		if heard := o.phone.heard(); len(heard) == 0 || !strings.HasPrefix(heard[len(heard)-1], "digest") {
			o.t.Errorf("after a night: %q", heard)
		}
	})
}

func TestTimesOfDigests(t *testing.T) {
	at := func(text string) time.Time {
		parsed, err := time.ParseInLocation("2006-01-02 15:04", text, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	for _, test := range []struct{ now, latest, next string }{
		{"2026-01-20 07:59", "2026-01-19 08:00", "2026-01-20 08:00"},
		{"2026-01-20 08:00", "2026-01-20 08:00", "2026-01-21 08:00"},
		{"2026-01-31 23:00", "2026-01-31 08:00", "2026-02-01 08:00"},
	} {
		latest, next := digestTimes("08:00", at(test.now))
		if !latest.Equal(at(test.latest)) || !next.Equal(at(test.next)) {
			t.Errorf("%s: %s and %s", test.now, latest, next)
		}
	}
	if _, next := digestTimes("", at("2026-01-20 07:59")); !next.IsZero() {
		t.Error("none is wanted")
	}
}
