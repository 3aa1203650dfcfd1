package config

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// insertRule puts a [[subject]] section before the one at that place, or at the
// end of the file.
func insertRule(data []byte, at int, rule SubjectRule) []byte {
	text := textOf(data)
	line := len(text.lines)
	added := append([]string{"# Suggested by its own heartbeats, and accepted."}, rule.lines()...)
	if header, found := headerOf(data, at); found {
		line = text.aboveComment(header)
		added = append(added, "")
	} else if line > 0 && strings.TrimSpace(text.lines[line-1]) != "" {
		added = append([]string{""}, added...)
	}
	text.insert(line, added...)
	return text.bytes()
}

// changeRule writes the interval and the threshold into the section at that
// place.
func changeRule(data []byte, at int, rule SubjectRule) []byte {
	header, found := headerOf(data, at)
	if !found {
		return nil
	}
	text := textOf(data)
	keys := positions(data).lookup("subject").item(at).keys
	for _, n := range rule.numbers() {
		if where := keys[n.key]; where != nil {
			line := &text.lines[where.line-1]
			*line = n.pattern.ReplaceAllString(*line, "${1}"+n.text+"${3}")
		}
	}
	for _, n := range rule.numbers() {
		if keys[n.key] == nil {
			text.insert(header+1, n.key+" = "+n.text)
		}
	}
	return text.bytes()
}

// number is a key of a rule and its value as it is written.
type number struct {
	key, text string
	pattern   *regexp.Regexp // of a line that holds it: what is before, the value, what is after
}

var (
	intervalLine  = regexp.MustCompile(`^(\s*interval\s*=\s*)("[^"]*"|'[^']*')(.*)$`)
	maxMissesLine = regexp.MustCompile(`^(\s*max_misses\s*=\s*)([0-9_]+)(.*)$`)
)

// numbers are in the reverse of the order in which they are to stand: each is
// inserted at the same place.
func (r SubjectRule) numbers() []number {
	return []number{
		{"max_misses", fmt.Sprint(*r.Rhythm.MaxMisses), maxMissesLine},
		{"interval", `"` + lengthText(*r.Rhythm.Interval) + `"`, intervalLine},
	}
}

// lines are the rule as a section of the file.
func (r SubjectRule) lines() []string {
	lines := []string{"[[subject]]", "key = " + quotedList(r.Keys), `interval = "` + lengthText(*r.Rhythm.Interval) + `"`}
	if r.Rhythm.Grace != nil {
		lines = append(lines, `grace = "`+lengthText(*r.Rhythm.Grace)+`"`)
	}
	lines = append(lines, fmt.Sprintf("max_misses = %d", *r.Rhythm.MaxMisses))
	if r.Rhythm.Calendar != "" {
		lines = append(lines, fmt.Sprintf("calendar = %q", r.Rhythm.Calendar))
	}
	return lines
}

// lengthText writes a duration as a person does: 90s, 5m, 1h.
func lengthText(d time.Duration) string {
	switch {
	case d >= time.Hour && d%time.Hour == 0:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d >= 5*time.Minute && d%time.Minute == 0:
		return fmt.Sprintf("%dm", d/time.Minute)
	case d >= time.Second && d%time.Second == 0:
		return fmt.Sprintf("%ds", d/time.Second)
	}
	return d.String()
}

// headerOf is the line, counted from 0, of the [[subject]] at a place.
func headerOf(data []byte, at int) (line int, found bool) {
	items := positions(data).lookup("subject").items
	if at >= len(items) {
		return 0, false
	}
	return items[at].line - 1, true
}

// text is a file by its lines. Those that are left alone stay as they are, to
// the last byte.
type text struct {
	lines []string // without the line feeds
	tail  string   // of a line before its line feed
}

func textOf(data []byte) *text {
	t := &text{lines: strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")}
	if strings.Contains(string(data), "\r\n") {
		t.tail = "\r"
	}
	return t
}

func (t *text) insert(at int, lines ...string) {
	for i := range lines {
		lines[i] += t.tail
	}
	t.lines = slices.Insert(t.lines, at, lines...)
}

func (t *text) bytes() []byte { return []byte(strings.Join(t.lines, "\n") + "\n") }

// aboveComment is where the comment begins that belongs to a header: what stands
// right above it, below an empty line.
func (t *text) aboveComment(header int) int {
	line := header
	for line > 0 && strings.HasPrefix(strings.TrimSpace(t.lines[line-1]), "#") {
		line--
	}
	if line == 0 || strings.TrimSpace(t.lines[line-1]) == "" {
		return line
	}
	return header
}

// byteOrderMark may begin a file that was written on Windows.
var byteOrderMark = []byte("\ufeff")

func withoutMark(data []byte) []byte { return bytes.TrimPrefix(data, byteOrderMark) }
