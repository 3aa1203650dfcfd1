package config

import (
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"
)

// Whatever is in the file: no panic, and every mistake names the file and a
// line that it has.
func FuzzLoad(f *testing.F) {
	full, err := os.ReadFile("testdata/full.toml")
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		string(full), string(starter), "", "\ufeff", "\xff\xfe", "a", "[[source]]\nname=1\n", "source=[{name='a'},[{}],1]",
		"[a.b]\n[[a.b.c]]\nd.e={f=[{g=1}]}\n", "[source]\n", "[[listen]]\n", "defaults={interval='1s'}\r\n", "'' = 1\n\"\\n\" = 2\n",
		"x = [ # a\n1, # b\n]\n", "[[subject]]\nkey=[\"a\"]\n[subject.x]\n[[subject.x.y]]\n", aFile + aFile, aHTTP,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		r := &reader{path: "dir/config.toml"}
		c, err := r.parse(content)
		if (c == nil) == (err == nil) {
			t.Fatalf("configuration %v with error %v", c, err)
		}
		mistakes, _ := errors.AsType[Mistakes](err)
		if err != nil && (len(mistakes) == 0 || !errors.Is(err, ErrInvalid)) {
			t.Fatalf("no mistake, but the error %v", err)
		}
		lines := strings.Count(string(content), "\n") + 1
		last := 0
		for _, m := range mistakes {
			if m.Line < max(last, 1) || m.Line > lines {
				t.Errorf("line %d after %d, of %d: %s", m.Line, last, lines, m)
			}
			last = m.Line
			if !strings.HasPrefix(m.Error(), "dir/config.toml:"+strconv.Itoa(m.Line)+": ") || m.Message == "" || strings.Contains(m.Error(), "\n") {
				t.Errorf("the message is %q", m.Error())
			}
		}
		for _, w := range r.warnings {
			if w.Line < 1 || w.Line > lines {
				t.Errorf("a warning for line %d of %d: %s", w.Line, lines, w)
			}
		}
	})
}
