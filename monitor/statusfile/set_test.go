package statusfile

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 1, 20, 12, 0, 0, 123456789, time.Local)

func TestSetWritesWhatProducersWrite(t *testing.T) {
	yes, no := true, false
	whole := time.Date(2026, 1, 20, 9, 30, 0, 999, time.Local)
	tests := []struct {
		name   string
		status Status
		now    time.Time
		want   string
	}{
		{"waiting", Status{Type: "waiting"}, noon, "🔄 Waiting for signals...\n2026-01-20T12:00:00.123456\n"},
		{"login", Status{Type: "login"}, noon, "✅ Login successful\n2026-01-20T12:00:00.123456\n"},
		{"trade", Status{Type: "trade"}, noon, "💰 Trade executed\n2026-01-20T12:00:00.123456\n"},
		{"profit", Status{Type: "profit"}, noon, "🎯 Profit secured\n2026-01-20T12:00:00.123456\n"},
		{"error", Status{Type: "error"}, noon, "❌ Error occurred\n2026-01-20T12:00:00.123456\n"},
		{"the message of others is theirs", Status{Type: "trade", Message: "x"}, noon, "💰 Trade executed\n2026-01-20T12:00:00.123456\n"},
		{"custom as it is", Status{Type: "custom", Message: ` 100% of $PROFIT! \n "q" `}, noon, ` 100% of $PROFIT! \n "q" ` + "\n2026-01-20T12:00:00.123456\n"},
		{"no fraction when it is 0", Status{Type: "waiting"}, whole, "🔄 Waiting for signals...\n2026-01-20T09:30:00\n"},
		{"a fraction has six digits", Status{Type: "waiting"}, whole.Add(500 * time.Millisecond), "🔄 Waiting for signals...\n2026-01-20T09:30:00.500000\n"},
		{"session", Status{Type: "login", SessionActive: &yes}, whole, "✅ Login successful\n2026-01-20T09:30:00\n{\"session_active\": true}\n"},
		{"no session", Status{Type: "login", SessionActive: &no}, whole, "✅ Login successful\n2026-01-20T09:30:00\n{\"session_active\": false}\n"},
		{
			"test",
			Status{Type: "login", SessionActive: &yes, Expires: time.Date(2026, 1, 20, 3, 0, 0, 0, time.UTC)},
			whole,
			"✅ Login successful\n2026-01-20T09:30:00\n{\"session_active\": true, \"test\": true, \"expires\": \"2026-01-20T03:00:00Z\"}\n",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "new", "logs", "heartbeat_status.txt")
			if err := Set(path, test.status, test.now); err != nil {
				t.Fatal(err)
			}
			if got := readFile(t, path); got != test.want {
				t.Errorf("wrote %q, want %q", got, test.want)
			}
			onlyFile(t, path)
		})
	}
}

func TestSetRefusesBadStatuses(t *testing.T) {
	for name, status := range map[string]Status{
		"custom without a message": {Type: "custom"},
		"custom of blanks":         {Type: "custom", Message: " \t"},
		"line feed":                {Type: "custom", Message: "a\nb"},
		"carriage return":          {Type: "custom", Message: "a\rb"},
		"line separator":           {Type: "custom", Message: "a\u2028b"},
		"next line":                {Type: "custom", Message: "a\u0085b"},
		"NUL":                      {Type: "custom", Message: "a\x00b"},
		"not UTF-8":                {Type: "custom", Message: "a\xffb"},
		"unknown type":             {Type: "happy"},
		"no type":                  {},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "logs", "status.txt")
			if err := Set(path, status, noon); !errors.Is(err, ErrUsage) {
				t.Errorf("error %v, want a usage error", err)
			}
			if err := SetTest(t.TempDir(), path, status, time.Minute, noon); !errors.Is(err, ErrUsage) {
				t.Errorf("as a test: error %v, want a usage error", err)
			}
			if _, err := os.Stat(filepath.Dir(path)); err == nil {
				t.Error("made the folder all the same")
			}
		})
	}
}

func TestSetSaysWhatIsInTheWay(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "folder")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "file")
	writeFile(t, file, "x")
	for path, want := range map[string]string{
		folder:                       "is a folder",
		filepath.Join(file, "s.txt"): "make the folder",
	} {
		err := Set(path, Status{Type: "waiting"}, noon)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), ".tmp") {
			t.Errorf("%s: error %v, want %q", path, err, want)
		}
	}
}

// A reader that opens the file again and again never sees it empty or torn.
func TestSetIsNeverSeenTorn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "status.txt")
	if err := Set(path, Status{Type: "waiting"}, noon); err != nil {
		t.Fatal(err)
	}
	whole := regexp.MustCompile(`^(🔄 Waiting for signals\.\.\.|💰 Trade executed)\n2026-01-20T12:00:00\.123456\n$`)
	done := make(chan error)
	go func() {
		defer close(done)
		for range 40 {
			for _, kind := range []string{"trade", "waiting"} {
				if err := Set(path, Status{Type: kind}, noon); err != nil {
					done <- err
					return
				}
			}
		}
	}()
	for {
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			return
		default:
			content, _, err := read(path)
			if err != nil || !whole.Match(content) {
				t.Fatalf("read %q, %v", content, err)
			}
		}
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func writeFile(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// onlyFile fails when something else was left in the folder of path.
func onlyFile(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v; want the file alone", entries, err)
	}
}
