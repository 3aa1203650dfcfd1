package cli

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// terminalOf plays a terminal: it understands what screen writes, and returns
// the lines that stand there then.
func terminalOf(t *testing.T, written string) []string {
	t.Helper()
	lines := []string{""}
	row := 0
	for written != "" {
		switch {
		case cutPrefix(&written, beginAtOnce), cutPrefix(&written, endAtOnce),
			cutPrefix(&written, hideCursor), cutPrefix(&written, showCursor):
		case cutPrefix(&written, clearAll):
			lines, row = []string{""}, 0
		case cutPrefix(&written, clearToEnd):
			lines = append(lines[:row], "")
		case cutPrefix(&written, clearLine):
		case cutPrefix(&written, "\r\n"), cutPrefix(&written, "\n"):
			if row++; row == len(lines) {
				lines = append(lines, "")
			}
		case cutPrefix(&written, "\r"):
		case strings.HasPrefix(written, "\x1b["):
			up := int(written[2] - '0')
			if written[3] != 'A' {
				t.Fatalf("unknown sequence %q", written[:4])
			}
			row -= up
			written = written[4:]
		default:
			end := strings.IndexAny(written, "\x1b\r\n")
			if end < 0 {
				end = len(written)
			}
			lines[row] = written[:end]
			written = written[end:]
		}
	}
	return lines[:len(lines)-1]
}

func cutPrefix(s *string, prefix string) bool {
	rest, ok := strings.CutPrefix(*s, prefix)
	*s = rest
	return ok
}

func TestScreenRedrawsInPlace(t *testing.T) {
	var out bytes.Buffer
	s := &screen{out: &out}
	f := frame{columns: 20, rows: 5}
	check := func(want ...string) {
		t.Helper()
		if got := terminalOf(t, out.String()); strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("the terminal shows %q, want %q", got, want)
		}
	}
	draw := func(lines ...string) {
		t.Helper()
		before := out.Len()
		if err := s.draw(lines, f); err != nil {
			t.Fatal(err)
		}
		if picture := out.String()[before:]; strings.Contains(strings.TrimSuffix(picture, clearToEnd+endAtOnce), clearToEnd) {
			t.Error("cleared before it was drawn: that flickers")
		}
	}
	draw("one", "two")
	check("one", "two")
	draw("1", "2", "3")
	check("1", "2", "3")
	draw("a")
	check("a")
	s.Write([]byte("log 1\n"))
	check("log 1", "a")
	s.Write([]byte("log 2\n"))
	draw("b", "c")
	check("log 1", "log 2", "b", "c")
	f.columns = 10 // the terminal was made smaller
	draw("d")
	check("d")
	s.close()
	if !strings.HasSuffix(out.String(), showCursor) {
		t.Error("the cursor stays hidden")
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("gone") }

func TestScreenTellsThatTheTerminalIsGone(t *testing.T) {
	s := &screen{out: brokenWriter{}}
	if s.draw([]string{"a"}, frame{}) == nil {
		t.Error("draw went on")
	}
	if _, err := s.Write([]byte("a\n")); err == nil {
		t.Error("Write went on")
	}
}
