package calendar

import (
	"bytes"
	"fmt"
	"iter"
	"strings"
)

// contentLine is a line of an iCalendar file, with those that continue it.
type contentLine struct {
	number int // of its first, from 1
	text   string
}

// name is what stands before its parameters and its value.
func (l contentLine) name() string {
	end := strings.IndexAny(l.text, ":;")
	return strings.ToUpper(l.text[:max(end, 0)])
}

// unfolded lists the lines that are not empty. A line that begins with a blank
// continues the one before.
func unfolded(data []byte) iter.Seq[contentLine] {
	return func(yield func(contentLine) bool) {
		var text []byte
		first, number := 0, 0
		for line := range bytes.Lines(bytes.TrimPrefix(data, []byte("\ufeff"))) {
			number++
			line = bytes.TrimRight(line, "\r\n")
			if first > 0 && len(line) > 0 && (line[0] == ' ' || line[0] == '\t') {
				text = append(text, line[1:]...)
				continue
			}
			if len(text) > 0 && !yield(contentLine{first, string(text)}) {
				return
			}
			text, first = append(text[:0], line...), number
		}
		if len(text) > 0 {
			yield(contentLine{first, string(text)})
		}
	}
}

// clip quotes a text of the file for a message.
func clip(text string) string {
	const most = 40
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most]) + "…"
	}
	return fmt.Sprintf("%q", text)
}
