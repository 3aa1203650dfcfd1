package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"sync"

	"sentinel/platform/terminal"
)

// screen redraws a few lines in place at the bottom of a terminal, and lets
// other text scroll by above them. Each picture goes out in one write, and no
// line is cleared before its new text is there, so nothing flickers. It may be
// used from any goroutine.
type screen struct {
	mu    sync.Mutex
	out   io.Writer
	lines []string // as drawn
	frame frame    // within which they were drawn
}

// Sequences of every terminal, and two that those which do not know them
// ignore: begin and end of what is to be shown at once.
const (
	beginAtOnce = "\x1b[?2026h"
	endAtOnce   = "\x1b[?2026l"
	hideCursor  = "\x1b[?25l"
	showCursor  = "\x1b[?25h"
	clearToEnd  = "\x1b[J"
	clearLine   = "\x1b[K"
	clearAll    = "\x1b[H\x1b[2J"
)

// frameOf tells what a live table on w may take up; ok is false when w is no
// terminal.
func frameOf(w io.Writer) (frame, bool) {
	columns, rows, ok := terminal.Size(w)
	// One row stays free for the cursor.
	return frame{columns: columns, rows: rows - 1, colour: os.Getenv("NO_COLOR") == ""}, ok
}

// draw shows lines, which fit the frame, in the place of those drawn before.
func (s *screen) draw(lines []string, f frame) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var picture bytes.Buffer
	picture.WriteString(beginAtOnce + hideCursor)
	if len(s.lines) > 0 && f != s.frame {
		picture.WriteString(clearAll) // who knows where a resized terminal put them
	} else {
		s.home(&picture)
	}
	putLines(&picture, lines)
	picture.WriteString(clearToEnd + endAtOnce)
	s.lines, s.frame = lines, f
	_, err := s.out.Write(picture.Bytes())
	return err
}

// Write lets text scroll by above what is drawn; p should end a line.
func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var picture bytes.Buffer
	picture.WriteString(beginAtOnce)
	s.home(&picture)
	picture.WriteString(clearToEnd)
	picture.Write(p)
	putLines(&picture, s.lines)
	picture.WriteString(endAtOnce)
	if _, err := s.out.Write(picture.Bytes()); err != nil {
		return 0, err
	}
	return len(p), nil
}

// close leaves the last picture standing and gives the cursor back.
func (s *screen) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	io.WriteString(s.out, showCursor)
	s.lines = nil
}

// home goes to where the picture begins.
func (s *screen) home(picture *bytes.Buffer) {
	if len(s.lines) > 0 {
		fmt.Fprintf(picture, "\x1b[%dA", len(s.lines))
	}
	picture.WriteString("\r")
}

func putLines(picture *bytes.Buffer, lines []string) {
	for _, line := range lines {
		picture.WriteString(line + clearLine + "\r\n")
	}
}
