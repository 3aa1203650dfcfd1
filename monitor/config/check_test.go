package config

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func TestCheckWarns(t *testing.T) {
	dir := t.TempDir()
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, []byte("hunter2\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SET", "hunter2")
	tests := []struct {
		name, content string
		want          []string
	}{
		{"all well", aFile + "every = \"5s\"\ninterval = \"10s\"\n", nil},
		{"slow", aFile + "every = \"6s\"\ninterval = \"10s\"\n", []string{`:5: warning: every (6s) is over half of interval (10s): a beat may look late; look more often`}},
		{"slow by a rule", aFile + "[[subject]]\nkey = [\"a\"]\ninterval = \"1s\"\n", []string{`:1: warning: every (2s) is over half of interval (1s): a beat may look late; look more often`}},
		{"the built-in source too", "[defaults]\ninterval = \"3s\"\n", []string{`:2: warning: every (2s) is over half of interval (3s): a beat may look late; look more often`}},
		{"empty", "", nil},
		{"in the clear", strings.Replace(aHTTP, "https", "http", 1) + "token = \"env:SET\"\n", []string{`:4: warning: the url begins with http://: the secret goes over the network for all to read; use https://`}},
		{"in the clear at home", "[[source]]\nname = \"a\"\nkind = \"http\"\nurl = \"http://127.0.0.1/\"\ntoken = \"env:SET\"\n", nil},
		{"beyond loopback", "[listen]\naddress = \":8787\"\n", []string{
			`:2: warning: robots on other machines are refused at ":8787", for they need a token each: add a [[token]] with robot and value`,
			`:2: warning: other machines can reach the address ":8787": what goes there can be read on the way; "127.0.0.1:8787" is safer`,
		}},
		{"beyond loopback with a token", "[listen]\naddress = \":8787\"\n[[token]]\nrobot = \"a\"\nvalue = \"env:SET\"\n", []string{`:2: warning: other machines can reach the address ":8787": what goes there can be read on the way; "127.0.0.1:8787" is safer`}},
		{"a market that never opens", "[[calendar]]\nname = \"a\"\nsessions = []\n", []string{`:3: warning: sessions is empty: such a market never opens, and nobody is missed`}},
		{"not used yet", "[bus]\nurl = \"nats://h:4222\"\n", []string{`:1: warning: [bus] is not used yet: this monitor works alone`}},
		{"a channel's address that is not set", "[[channel]]\nname = \"a\"\nkind = \"shoutrrr\"\nurl = \"env:NOT_SET_ANYWHERE\"\n", []string{
			`:4: warning: environment variable NOT_SET_ANYWHERE is not set`,
		}},
		{"a token that is not set", "[[token]]\nrobot = \"a\"\nvalue = \"env:NOT_SET_ANYWHERE\"\n", []string{
			`:3: warning: environment variable NOT_SET_ANYWHERE is not set`,
		}},
		{"mistakes and warnings", aFile + "every = \"40s\"\nfoo = 1\n", []string{
			`:5: warning: every (40s) is over half of interval (1m0s): a beat may look late; look more often`,
			`:6: unknown key "foo"`,
		}},
	}
	if runtime.GOOS != "windows" {
		tests = append(tests, struct {
			name, content string
			want          []string
		}{"a certificate that is not there", "[listen]\ntls_cert = \"no.pem\"\ntls_key = \"no.pem\"\n", []string{`:2: warning: the certificate cannot be used, so that Sentinel will not start: open no.pem: no such file or directory`}}, struct {
			name, content string
			want          []string
		}{"a secret for all to read", aHTTP + "token = 'file:" + secret + "'\n", []string{`:5: warning: ` + secret + ` can be read by other users of this machine: run chmod 600 on it`}})
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(dir, "config.toml")
			if err := os.WriteFile(path, []byte(test.content), 0o600); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, finding := range Check(path) {
				got = append(got, strings.TrimPrefix(finding.String(), path))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
	if got := Check(filepath.Join(dir, "none.toml")); len(got) != 1 || got[0].Warning || got[0].Line != 0 {
		t.Errorf("no file: %v", got)
	}
}

func TestSecret(t *testing.T) {
	dir := t.TempDir()
	file := func(content string) string {
		path := filepath.Join(dir, "secret")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return "file:" + path
	}
	t.Setenv("SECRET", "hunter2")
	t.Setenv("EMPTY", "")
	t.Setenv("TWO_LINES", "hunter2\r\nX-Header: 1")
	for _, test := range []struct{ name, ref, want, err string }{
		{"variable", "env:SECRET", "hunter2", ""},
		{"file", file("hunter2"), "hunter2", ""},
		{"empty variable", "env:EMPTY", "", "is not set"},
		{"two lines", "env:TWO_LINES", "", "want one line"},
		{"no variable", "env:", "", "name of an environment variable"},
		{"no file", "file:", "", "path of a file"},
		{"folder", "file:" + dir, "", "this is a folder"},
		{"keyring", "keyring:sentinel-test-that-is-not-kept", "", "the secret sentinel-test-that-is-not-kept: "},
		{"nothing of the keyring", "keyring:", "", "name of a secret"},
		{"itself", "hunter2", "", "does not stand in this file"},
		{"nothing", "", "", "does not stand in this file"},
		{"another scheme", "hunter2:x", "", "does not stand in this file"},
	} {
		got, err := Secret(test.ref)
		if got != test.want || (err == nil) != (test.err == "") || err != nil && !strings.Contains(err.Error(), test.err) {
			t.Errorf("%s: %q, %v; want %q, %q", test.name, got, err, test.want, test.err)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error holds the secret: %v", test.name, err)
		}
	}
	for content, want := range map[string]string{
		"hunter2\r\n":       "hunter2",
		"\ufeffhunter2\n\n": "hunter2",
		" hunter2 ":         " hunter2 ",
	} {
		if got, err := Secret(file(content)); got != want || err != nil {
			t.Errorf("a file of %q: %q, %v", content, got, err)
		}
	}
	for _, content := range []string{"", "\n", "a\nb", strings.Repeat("x", maxSecret+1)} {
		if got, err := Secret(file(content)); err == nil {
			t.Errorf("a file of %d bytes was taken: %q", len(content), got)
		}
	}
}

func TestInit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "config.toml")
	if err := Init(path); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Load(path); err != nil {
		t.Errorf("the starter is refused: %v", err)
	}
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Init(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a second time: %v", err)
	}
	if content, _ := os.ReadFile(path); string(content) != "mine" {
		t.Errorf("overwrote the file: %q", content)
	}
}

// Whoever takes the # away gets a file that is right, and every default that
// it names is the one that is built in.
func TestStarterIsRight(t *testing.T) {
	t.Setenv("ROBOT_TOKEN", "secret")
	t.Setenv("TELEGRAM_URL", "secret")
	t.Setenv("DEADMAN_URL", "secret")
	var lines []string
	for line := range strings.Lines(string(starter)) {
		if uncommented, found := strings.CutPrefix(line, "#"); found && !strings.HasPrefix(line, "# ") {
			line = uncommented
		}
		lines = append(lines, line)
	}
	r := &reader{path: "starter.toml"}
	c, err := r.parse([]byte(strings.Join(lines, "")))
	if err != nil || len(r.warnings) > 0 {
		t.Fatal(err, r.warnings)
	}
	if len(c.Sources) != 2 || len(c.Subjects) != 1 || len(c.Calendars) != 1 || len(c.Rules) != 1 || c.Listen.Address != DefaultAddress {
		t.Errorf("the starter says %+v", c)
	}
	if d := c.Defaults; *d.Interval != builtInSource.Interval || *d.Grace != builtInSource.Grace || *d.MaxMisses != builtInSource.MaxMisses {
		t.Errorf("the starter's defaults are not those of a source")
	}
	if bytes.Contains(starter, []byte("\r")) {
		t.Error("the starter has carriage returns")
	}
}
