package tray

import (
	"log/slog"
	"strings"
	"sync"

	"sentinel/monitor/decode"
)

// maxLine bounds a line that never ends, in bytes.
const maxLine = 4096

// lines takes what a process writes: it logs it, and keeps the first and the
// last line. The process is ours, but its libraries print what they like.
type lines struct {
	log  *slog.Logger
	mu   sync.Mutex
	rest string // of a line without its end yet
	kept []string

	counted string // the line whose coming is counted
	count   int
}

// Write takes what the process wrote.
func (l *lines) Write(data []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rest += string(data)
	for {
		line, rest, ended := strings.Cut(l.rest, "\n")
		if !ended && len(line) < maxLine {
			return len(data), nil
		}
		l.rest = rest
		l.take(line)
	}
}

func (l *lines) take(line string) {
	line = strings.TrimSpace(decode.Clean(line))
	if line == "" {
		return
	}
	l.log.Debug("the window says", "line", line)
	l.kept = append(l.kept[:min(len(l.kept), 1)], line)
	if line == l.counted {
		l.count++
	}
}

// first is the first line so far.
func (l *lines) first() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.kept) == 0 {
		return ""
	}
	return l.kept[0]
}

// times is how often the counted line came.
func (l *lines) times() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.count
}

// end is the last line, once the process has ended.
func (l *lines) end() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.take(l.rest)
	l.rest = ""
	if len(l.kept) == 0 {
		return ""
	}
	return l.kept[len(l.kept)-1]
}
