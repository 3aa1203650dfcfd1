package statusfile

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"sentinel/monitor/decode"
)

// What Set writes, decode reads: the same message, meaning, time and session,
// whatever a person types and whenever he does.
func FuzzSetReadsBack(f *testing.F) {
	for _, kind := range Types {
		f.Add(kind, "📈 EURUSD 1.0845, $PROFIT 100% \"done\" \\n", int64(1768878000123456789), uint8(0))
	}
	f.Add("custom", "plain", int64(0), uint8(1))
	f.Add("custom", "{}", int64(1768878000000000000), uint8(2))
	f.Add("custom", `{"status": "error"}`, int64(1768878000000000000), uint8(3))
	f.Add("custom", "2026-01-20T09:30:00", int64(1768878000000000999), uint8(4))
	f.Add("custom", "  ❌ blanks around\t", int64(1768878000500000000), uint8(5))
	f.Add("custom", "\ufeffa mark", int64(1768878000500000000), uint8(5))

	path := filepath.Join(f.TempDir(), "status.txt")
	f.Fuzz(func(t *testing.T, kind, message string, nanoseconds int64, choice uint8) {
		now := time.Unix(0, nanoseconds)
		if now.Year() < 1970 || now.Year() > 2200 {
			return
		}
		s := Status{Type: kind, Message: message}
		if choice&1 != 0 {
			active := choice&2 != 0
			s.SessionActive = &active
		}
		if choice&4 != 0 {
			s.Expires = now.Add(time.Minute).Truncate(time.Millisecond)
		}
		if Set(path, s, now) != nil {
			return // refused: see TestSetRefusesBadStatuses
		}
		line, _ := MessageFor(kind, message)
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}

		got := decode.File(content, decode.FileOptions{ModTime: now, Now: now})
		want := decode.Clean(line)
		switch {
		case !got.Complete || got.TimeUnparsable:
			t.Errorf("%q is not complete: %s", content, got.Why)
		case got.Beat.Message != want:
			t.Errorf("message %q, want %q", got.Beat.Message, want)
		case got.Beat.Status != decode.Classify(want, nil):
			t.Errorf("status %q, want %q", got.Beat.Status, decode.Classify(want, nil))
		case !got.Beat.SentAt.Equal(now.Truncate(time.Microsecond)) || got.Beat.ClockFault != "":
			t.Errorf("time %s (%s), want %s", got.Beat.SentAt, got.Beat.ClockFault, now)
		case (got.Beat.SessionActive == nil) != (s.SessionActive == nil),
			s.SessionActive != nil && *got.Beat.SessionActive != *s.SessionActive:
			t.Errorf("session %v, want %v", got.Beat.SessionActive, s.SessionActive)
		case got.Beat.Test == s.Expires.IsZero(), !got.Beat.Expires.Equal(s.Expires):
			t.Errorf("test %t until %s, want until %s", got.Beat.Test, got.Beat.Expires, s.Expires)
		}
	})
}
