//go:build !windows

package assets

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The scripts are run for real, as a person runs them: sh and python3 are on
// every machine that builds Sentinel.

const statusFile = "logs/heartbeat_status.txt"

var fixed = map[string]string{
	"waiting": "🔄 Waiting for signals...",
	"login":   "✅ Login successful",
	"trade":   "💰 Trade executed",
	"profit":  "🎯 Profit secured",
	"error":   "❌ Error occurred",
}

// hard are messages that shells and code pages like to spoil.
var hard = []string{
	"$PROFIT ${HOME} $(id) `id` costs 100%",
	`back\slash \n \t %s %d %%PATH%% !x! ^&|<>`,
	`"quoted" and 'quoted'`,
	"- begins with a dash",
	" blanks around ",
	"💰 é Ω 漢字 👨‍👩‍👧 -e -n",
	"*",
	"waiting for it",
}

// unpack writes the embedded scripts into a folder of their own.
func unpack(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, Scripts); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "scripts")
}

// run runs a script in the folder and returns its exit status and what it said.
func run(t *testing.T, dir string, env []string, name string, args ...string) (code int, output string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode(), string(out)
	} else if err != nil {
		t.Fatal(err)
	}
	return 0, string(out)
}

var isoTime = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?$`)

// wrote fails unless the status file holds the message and a time, whole, and
// nothing lies beside it.
func wrote(t *testing.T, dir, message string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, statusFile))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(content), "\n")
	if len(lines) != 3 || lines[0] != message || !isoTime.MatchString(lines[1]) || lines[2] != "" {
		t.Errorf("wrote %q, want %q and a time", content, message)
	}
	entries, err := os.ReadDir(filepath.Join(dir, "logs"))
	if err != nil || len(entries) != 1 {
		t.Errorf("logs holds %v, %v; want the status file alone", entries, err)
	}
}

// producer is a script and what starts it.
type producer struct {
	name  string
	start func(scripts string) []string
	env   []string
}

var producers = []producer{
	{"python", python, nil},
	{"sh", sh, nil},
}

// inCLocale are producers on a machine that was never told of UTF-8.
var inCLocale = []producer{
	{"python in the C locale", python, []string{"LC_ALL=C"}},
	{"sh in the C locale", sh, []string{"LC_ALL=C"}},
}

func python(s string) []string {
	return []string{"python3", filepath.Join(s, "update_heartbeat_status.py")}
}
func sh(s string) []string { return []string{"sh", filepath.Join(s, "update_heartbeat_status.sh")} }

func eachProducer(t *testing.T, test func(t *testing.T, call func(dir string, args ...string) (int, string)), more ...producer) {
	scripts := unpack(t)
	for _, p := range slices.Concat(producers, more) {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			start := p.start(scripts)
			test(t, func(dir string, args ...string) (int, string) {
				return run(t, dir, p.env, start[0], append(start[1:], args...)...)
			})
		})
	}
}

func TestScriptsWriteTheFixedMessages(t *testing.T) {
	eachProducer(t, func(t *testing.T, call func(string, ...string) (int, string)) {
		dir := t.TempDir()
		for kind, message := range fixed {
			if code, output := call(dir, kind); code != 0 || output != "" {
				t.Fatalf("%s: exit %d, %s", kind, code, output)
			}
			wrote(t, dir, message)
		}
	})
}

func TestScriptsWriteCustomMessagesAsTheyAre(t *testing.T) {
	eachProducer(t, func(t *testing.T, call func(string, ...string) (int, string)) {
		dir := t.TempDir()
		for _, message := range hard {
			args := []string{"custom", message}
			if strings.HasPrefix(message, "-") && strings.Contains(t.Name(), "python") {
				args = []string{"--", "custom", message}
			}
			if code, output := call(dir, args...); code != 0 {
				t.Fatalf("%s: exit %d, %s", message, code, output)
			}
			wrote(t, dir, message)
		}
	}, inCLocale...)
}

func TestScriptsRefuseWrongUse(t *testing.T) {
	eachProducer(t, func(t *testing.T, call func(string, ...string) (int, string)) {
		dir := t.TempDir()
		for _, args := range [][]string{
			{},
			{""},
			{"custom"},
			{"custom", ""},
			{"custom", " \t"},
			{"custom", "a\nb"},
			{"custom", "a\rb"},
			{"custom", "a", "b"},
			{"custom", "a\xffb"},
			{"waiting", "now"},
		} {
			code, output := call(dir, args...)
			if code != 64 || output == "" || strings.Contains(output, "Traceback") {
				t.Errorf("%q: exit %d, %q; want 64 and a sentence", args, code, output)
			}
			if _, err := os.Stat(filepath.Join(dir, "logs")); err == nil {
				t.Fatalf("%q: made the folder all the same", args)
			}
		}
	})
}

func TestScriptsSayWhatIsInTheWay(t *testing.T) {
	eachProducer(t, func(t *testing.T, call func(string, ...string) (int, string)) {
		file := t.TempDir()
		if err := os.WriteFile(filepath.Join(file, "logs"), nil, 0o644); err != nil {
			t.Fatal(err)
		}
		folder := t.TempDir()
		if err := os.MkdirAll(filepath.Join(folder, statusFile), 0o755); err != nil {
			t.Fatal(err)
		}
		for _, dir := range []string{file, folder} {
			if code, output := call(dir, "waiting"); code != 70 || !strings.Contains(output, "not written") || strings.Contains(output, "Traceback") {
				t.Errorf("exit %d, %q; want 70 and a sentence", code, output)
			}
		}
		if entries, _ := os.ReadDir(filepath.Join(folder, "logs")); len(entries) != 1 {
			t.Errorf("left something behind: %v", entries)
		}
	})
}

// A reader that opens the file again and again never sees it empty or torn.
func TestScriptsAreNeverSeenTorn(t *testing.T) {
	eachProducer(t, func(t *testing.T, call func(string, ...string) (int, string)) {
		dir := t.TempDir()
		call(dir, "waiting")
		ctx, stop := context.WithCancel(t.Context())
		torn := make(chan string, 1)
		go func() {
			defer close(torn)
			for ctx.Err() == nil {
				content, err := os.ReadFile(filepath.Join(dir, statusFile))
				if lines := strings.Split(string(content), "\n"); err != nil || len(lines) != 3 || lines[2] != "" {
					torn <- string(content)
					return
				}
			}
		}()
		for range 3 {
			call(dir, "trade")
			call(dir, "waiting")
		}
		stop()
		if content, found := <-torn; found {
			t.Errorf("a reader saw %q", content)
		}
	})
}

func TestPythonTakesMessagesAndFolders(t *testing.T) {
	script, dir := filepath.Join(unpack(t), "update_heartbeat_status.py"), t.TempDir()
	if code, output := run(t, dir, nil, "python3", script, "Your status message", "--log-dir", "elsewhere/logs"); code != 0 {
		t.Fatalf("exit %d, %s", code, output)
	}
	wrote(t, filepath.Join(dir, "elsewhere"), "Your status message")

	path := filepath.Join(dir, "elsewhere", statusFile)
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, output := run(t, dir, nil, "python3", script, "profit", "--log-dir", "elsewhere/logs"); code != 0 {
		t.Fatalf("exit %d, %s", code, output)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the mode is %v, %v; want it kept", info.Mode(), err)
	}
}

func TestManualTradeTestWalks(t *testing.T) {
	scripts, dir := unpack(t), t.TempDir()
	script := filepath.Join(scripts, "manual_trade_test.py")
	code, output := run(t, dir, nil, "python3", script, "--delay", "0")
	if code != 0 || output != "1/4 login\n2/4 trade\n3/4 profit\n4/4 waiting\n" {
		t.Errorf("exit %d, %q", code, output)
	}
	wrote(t, dir, fixed["waiting"])
	for _, delay := range []string{"x", "-1", "nan"} {
		if code, _ := run(t, dir, nil, "python3", script, "--delay="+delay); code != 64 {
			t.Errorf("--delay %s: exit %d, want 64", delay, code)
		}
	}
}

// cmd mangles a script that is not plain ASCII under some code page, and one
// whose lines end in LF alone.
func TestBatchFileIsASCIIWithCRLF(t *testing.T) {
	content, err := fs.ReadFile(Scripts, "scripts/update_heartbeat_status.bat")
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range content {
		if c >= 0x80 || c == '\n' && content[i-1] != '\r' {
			t.Fatalf("byte %d is %q", i, c)
		}
	}
}
