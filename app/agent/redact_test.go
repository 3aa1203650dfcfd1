package agent

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
)

func TestLogsHoldNoSecrets(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{ReplaceAttr: Redact}))
	log.Error("get https://me:HUSH1@robot.example/x", "url", "http://robot.example/a?token=HUSH2&b=1",
		"error", errors.New(`Get "https://api.telegram.org/bot12345:HUSH3_x/sendMessage": refused`))
	log.With("header", "Authorization: Bearer HUSH4abcdef").Info("asked")
	if text := out.String(); strings.Contains(text, "HUSH") || !strings.Contains(text, "robot.example/a") {
		t.Errorf("the log says:\n%s", text)
	}
}

func TestRedactLeavesTheRestAlone(t *testing.T) {
	for _, text := range []string{
		"vps is silent, why? nobody knows", "/home/me/logs/heartbeat_status.txt", "127.0.0.1:8787",
		"https://robot.example/api/heartbeat/status", "basic needs", "",
	} {
		if got := redacted(text); got != text {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}
