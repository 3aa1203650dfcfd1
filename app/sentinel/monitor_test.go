package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sentinel/app/agent"
	"sentinel/app/view"
	"sentinel/monitor"
)

// The tray's wishes reach a real monitor, and its state the tray.
func TestWatchedMonitor(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	status, config := filepath.Join(folder, "status.txt"), filepath.Join(folder, "config.toml")
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(config, "[listen]\naddress = \"127.0.0.1:0\"\n[[source]]\nname = \"vps\"\nkind = \"file\"\npath = '"+status+"'\n")
	write(status, "✅ Login successful\n"+time.Now().Format(time.RFC3339)+"\n")

	a, err := agent.New(t.Context(), agent.Options{ConfigPath: config, StateDir: filepath.Join(folder, "state")})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := a.Run(t.Context()); err != nil {
			t.Error(err)
		}
	}()
	t.Cleanup(func() { <-ended })

	m := watchedMonitor{a}
	changed, stop := m.Subscribe()
	defer stop()
	until := func(what string, ok func(monitor.Subject) bool) {
		t.Helper()
		for {
			model, err := m.Model(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if model.TestSource != "vps" || model.Waiting != "" || model.At.IsZero() {
				t.Fatalf("the model: %+v", model)
			}
			if len(model.Page.Subjects) == 1 && ok(model.Page.Subjects[0]) {
				return
			}
			select {
			case <-changed:
			case <-t.Context().Done():
				t.Fatalf("%s: did not happen: %+v", what, model.Page)
			}
		}
	}
	until("alive", func(s monitor.Subject) bool { return s.Level == monitor.LevelOK })
	if err := m.Snooze(t.Context(), view.SnoozeHour.Length(time.Now())); err != nil {
		t.Fatal(err)
	}
	until("snoozed", func(s monitor.Subject) bool { return s.SnoozedUntil != nil })
	if err := m.Snooze(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	until("snooze ended", func(s monitor.Subject) bool { return s.SnoozedUntil == nil })
	if err := m.SetTest(t.Context(), monitor.StatusError); err != nil {
		t.Fatal(err)
	}
	until("test", func(s monitor.Subject) bool { return s.Test && s.Level == monitor.LevelCritical })
	if text, err := os.ReadFile(status); err != nil || !strings.Contains(string(text), `"test"`) {
		t.Errorf("the file holds %q: %v", text, err)
	}
}
