package main

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRunRefuses(t *testing.T) {
	home := t.TempDir()
	bad := filepath.Join(home, "bad.toml")
	if err := os.WriteFile(bad, []byte("[defaults]\nintervall = \"60s\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"HOME": home, "XDG_CONFIG_HOME": "", "XDG_STATE_HOME": "", "XDG_CACHE_HOME": "",
		"WAYLAND_DISPLAY": "", "DBUS_SESSION_BUS_ADDRESS": "unix:path=" + filepath.Join(home, "none"), "XDG_RUNTIME_DIR": home,
	} {
		t.Setenv(name, value)
	}
	tests := []struct {
		name    string
		display string
		args    []string
		code    int
		stdout  string
		stderr  string
	}{
		{"help", "", []string{"--help"}, exitDone, "sentinelctl run", ""},
		{"version", "", []string{"--version"}, exitDone, "sentinel dev\n", ""},
		{"an unknown flag", "", []string{"--colour"}, exitUsage, "", "unknown flag --colour"},
		{"an unknown argument", "", []string{"now"}, exitUsage, "", "unexpected argument now"},
		{"a bad level", "", []string{"--log-level", "loud"}, exitUsage, "", "loud"},
		{"a configuration with a mistake", ":1", []string{"--config", bad}, exitUsage, "", "bad.toml:2"},
		{"a configuration that is not there", ":1", []string{"--config", bad + "x"}, exitUsage, "", "bad.tomlx"},
	}
	if !displayNeedsNone {
		tests = append(tests, struct {
			name    string
			display string
			args    []string
			code    int
			stdout  string
			stderr  string
		}{"no display", "", nil, exitRefused, "", "sentinelctl run"})
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("DISPLAY", tt.display)
			var stdout, stderr bytes.Buffer
			code := run(t.Context(), append([]string{"--state-dir", filepath.Join(home, "state")}, tt.args...), &stdout, &stderr)
			if code != tt.code {
				t.Errorf("exit code %d, want %d", code, tt.code)
			}
			if !strings.Contains(stdout.String(), tt.stdout) || !strings.Contains(stderr.String(), tt.stderr) {
				t.Errorf("said %q and %q, want %q and %q in them", &stdout, &stderr, tt.stdout, tt.stderr)
			}
		})
	}
}

func TestPlaces(t *testing.T) {
	home := t.TempDir()
	state := filepath.Join(home, "s")
	where, err := flags{StateDir: state, Config: filepath.Join(home, "c.toml")}.places()
	if err != nil {
		t.Fatal(err)
	}
	if where.state != state || where.logs != filepath.Join(state, "logs") || where.optional {
		t.Errorf("named ones: %+v", where)
	}
	where, err = flags{StateDir: state}.places()
	if err != nil {
		t.Fatal(err)
	}
	if !where.optional || !filepath.IsAbs(where.config) {
		t.Errorf("the user's own: %+v", where)
	}
}

func TestLogStaysBounded(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "log")
	const limit = 1000
	line := bytes.Repeat([]byte("x"), 99)
	line = append(line, '\n')
	size := func(path string) int64 {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	for range 3 { // over restarts too
		b, err := openBounded(path, limit)
		if err != nil {
			t.Fatal(err)
		}
		for range 25 {
			if n, err := b.Write(line); n != len(line) || err != nil {
				t.Fatalf("%d, %v", n, err)
			}
			if size(path) > limit {
				t.Fatalf("the log holds %d bytes", size(path))
			}
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if size(path+".1") != limit {
		t.Errorf("the one before holds %d bytes, want %d", size(path+".1"), limit)
	}
	b, err := openBounded(path, limit)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if n, err := b.Write(bytes.Repeat([]byte("y"), 5000)); n != 5000 || err != nil {
		t.Errorf("a line longer than the limit: %d, %v", n, err)
	}
}

func TestLogGoesToBothPlaces(t *testing.T) {
	before := slog.Default()
	t.Cleanup(func() { slog.SetDefault(before) })
	var stderr bytes.Buffer
	folder := filepath.Join(t.TempDir(), "logs")
	log, err := openLog(folder, slog.LevelInfo, &stderr)
	if err != nil {
		t.Fatal(err)
	}
	log.Debug("not logged")
	log.Info("watching")
	log.quiet.Error("told already")
	log.close()
	file, err := os.ReadFile(filepath.Join(folder, logFile))
	if err != nil {
		t.Fatal(err)
	}
	if text := stderr.String(); !strings.Contains(text, "watching") || strings.Contains(text, "told already") || strings.Contains(text, "not logged") {
		t.Errorf("stderr: %q", text)
	}
	if text := string(file); !strings.Contains(text, "watching") || !strings.Contains(text, "told already") || strings.Contains(text, "not logged") {
		t.Errorf("file: %q", text)
	}
}
