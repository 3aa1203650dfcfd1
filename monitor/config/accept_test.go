package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestAcceptChangesOneRuleAlone(t *testing.T) {
	const calendar = "[[calendar]]\nname = \"idx\"\nsessions = [\"Mon-Fri 09:00-16:00\"]\n"
	accepted := Accepted{Key: "alpha/ACC_003", Interval: 90 * time.Second, MaxMisses: 3}
	for name, test := range map[string]struct{ before, after string }{
		"no rule": {
			"# mine\n[defaults]\ninterval = \"60s\" # all\n",
			"# mine\n[defaults]\ninterval = \"60s\" # all\n\n# Suggested by its own heartbeats, and accepted.\n[[subject]]\nkey = [\"alpha/ACC_003\"]\ninterval = \"90s\"\nmax_misses = 3\n",
		},
		"no last line feed": {
			"[defaults]\ngrace = \"5s\"",
			"[defaults]\ngrace = \"5s\"\n\n# Suggested by its own heartbeats, and accepted.\n[[subject]]\nkey = [\"alpha/ACC_003\"]\ninterval = \"90s\"\nmax_misses = 3\n",
		},
		"its own rule": {
			"[[subject]] # slow\nkey = [\"alpha/ACC_003\"]\n  interval   = '5m'   # was 60s\ngrace = \"20s\"\nmax_misses = 1 # one\n# the end\n",
			"[[subject]] # slow\nkey = [\"alpha/ACC_003\"]\n  interval   = \"90s\"   # was 60s\ngrace = \"20s\"\nmax_misses = 3 # one\n# the end\n",
		},
		"its own rule, which leaves all open": {
			"[[subject]]\nkey = [\n  # the slow one\n  \"alpha/ACC_003\",\n]\n",
			"[[subject]]\ninterval = \"90s\"\nmax_misses = 3\nkey = [\n  # the slow one\n  \"alpha/ACC_003\",\n]\n",
		},
		"a wider rule, whose grace and calendar go on": {
			calendar + "\n# other ones\n[[subject]]\nkey = [\"beta\"]\n\n# all of alpha\n[[subject]]\nkey = [\"alpha\", \"alpha/*\"]\ninterval = \"5m\"\ngrace = \"1h30m\"\ncalendar = \"idx\"\n",
			calendar + "\n# other ones\n[[subject]]\nkey = [\"beta\"]\n\n# Suggested by its own heartbeats, and accepted.\n[[subject]]\nkey = [\"alpha/ACC_003\"]\ninterval = \"90s\"\ngrace = \"90m\"\nmax_misses = 3\ncalendar = \"idx\"\n\n# all of alpha\n[[subject]]\nkey = [\"alpha\", \"alpha/*\"]\ninterval = \"5m\"\ngrace = \"1h30m\"\ncalendar = \"idx\"\n",
		},
		"a comment that belongs to what stands before": {
			"[[subject]]\nkey = [\"beta\"]\n#interval = \"9s\"\n[[subject]]\nkey = [\"alpha/*\"]\n",
			"[[subject]]\nkey = [\"beta\"]\n#interval = \"9s\"\n# Suggested by its own heartbeats, and accepted.\n[[subject]]\nkey = [\"alpha/ACC_003\"]\ninterval = \"90s\"\nmax_misses = 3\n\n[[subject]]\nkey = [\"alpha/*\"]\n",
		},
		"its own rule behind a wider one": {
			"[[subject]]\nkey = [\"*/*\"]\n\n[[subject]]\nkey = [\"alpha/ACC_003\"]\ninterval = \"7s\"\n",
			"# Suggested by its own heartbeats, and accepted.\n[[subject]]\nkey = [\"alpha/ACC_003\"]\ninterval = \"90s\"\nmax_misses = 3\n\n[[subject]]\nkey = [\"*/*\"]\n\n[[subject]]\nkey = [\"alpha/ACC_003\"]\ninterval = \"7s\"\n",
		},
		"as Windows writes": {
			"\ufeff[[subject]]\r\nkey = [\"alpha/*\"]\r\nmax_misses = 9\n",
			"\ufeff# Suggested by its own heartbeats, and accepted.\r\n[[subject]]\r\nkey = [\"alpha/ACC_003\"]\r\ninterval = \"90s\"\r\nmax_misses = 3\r\n\r\n[[subject]]\r\nkey = [\"alpha/*\"]\r\nmax_misses = 9\n",
		},
	} {
		path := filepath.Join(t.TempDir(), "config.toml")
		writeFile(t, path, test.before)
		running, _, err := Load(path)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := Accept(path, running, accepted); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := readBack(t, path); got != test.after {
			t.Errorf("%s:\n%q, want\n%q", name, got, test.after)
		}
		now, _, err := Load(path)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		_, grace, _ := running.Rhythm(accepted.Key, nil)
		if i, g, m := now.Rhythm(accepted.Key, nil); i != accepted.Interval || m != accepted.MaxMisses || g != grace {
			t.Errorf("%s: the rhythm is %v %v %d", name, i, g, m)
		}
		if now.Calendar(accepted.Key, nil) != running.Calendar(accepted.Key, nil) {
			t.Errorf("%s: the calendar is %q", name, now.Calendar(accepted.Key, nil))
		}
		before := readBack(t, path)
		if err := Accept(path, now, accepted); err != nil || readBack(t, path) != before {
			t.Errorf("%s: accepted twice it says %q, %v", name, readBack(t, path), err)
		}
	}
}

func TestAcceptLeavesFilesAlone(t *testing.T) {
	accepted := Accepted{Key: "alpha", Interval: 90 * time.Second, MaxMisses: 3}
	for name, test := range map[string]struct {
		running, now string
		want         error
		word         string
	}{
		"edited since":         {"[defaults]\nmax_misses = 1\n", "[defaults]\nmax_misses = 2\n", ErrEdited, "not in force yet"},
		"with a mistake":       {"", "[[subject]]\nkey = [\"alpha\"]\nintervall = \"1s\"\n", ErrInvalid, "config.toml:3: "},
		"half written":         {"", "[[subject]]\nkey = [\"al", ErrInvalid, "left as it is"},
		"rules in one list":    {"subject = [{key = [\"alpha/*\"]}]\n", "", ErrByHand, "[[subject]]\nkey = [\"alpha\"]\ninterval = \"90s\"\nmax_misses = 3"},
		"an interval in lines": {"[[subject]]\nkey = [\"alpha\"]\ninterval = \"\"\"\n60s\"\"\"\n", "", ErrByHand, "90s"},
	} {
		path := filepath.Join(t.TempDir(), "config.toml")
		writeFile(t, path, test.running)
		running, _, err := Load(path)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if test.now == "" {
			test.now = test.running
		}
		writeFile(t, path, test.now)
		if err := Accept(path, running, accepted); !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.word) {
			t.Errorf("%s: %v", name, err)
		}
		if got := readBack(t, path); got != test.now {
			t.Errorf("%s: the file is now %q", name, got)
		}
	}
}

func TestAcceptWithoutAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sentinel", "config.toml")
	if err := Accept(path, Default(), Accepted{Key: "alpha", Interval: 5 * time.Minute, MaxMisses: 2}); err != nil {
		t.Fatal(err)
	}
	if got := readBack(t, path); !strings.HasPrefix(got, string(starter)) || !strings.HasSuffix(got, "interval = \"5m\"\nmax_misses = 2\n") {
		t.Errorf("it is %q", got)
	}
	c, _, err := Load(path)
	if err != nil || !c.Sources[0].BuiltIn {
		t.Errorf("%+v %v", c, err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := Accept(path, c, Accepted{Key: "alpha", Interval: time.Minute, MaxMisses: 2}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that was removed: %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a file that was removed is made anew")
	}
}

func writeFile(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func readBack(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
