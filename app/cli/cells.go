package cli

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// printable takes out of a text what could move a terminal's cursor or turn
// its writing round; line breaks become blanks.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, s)
}

// runeCells is how many cells of a terminal a character takes.
func runeCells(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case r >= 0x1F000 && r <= 0x1FAFF: // pictures that the tables call narrow, terminals do not
		return 2
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

func cells(s string) (n int) {
	for _, r := range s {
		n += runeCells(r)
	}
	return n
}

// cut shortens a text to at most n cells; an ellipsis then ends it.
func cut(s string, n int) string {
	s = printable(s)
	if cells(s) <= n {
		return s
	}
	if n <= 0 {
		return ""
	}
	used := 0
	for i, r := range s {
		if used+runeCells(r) > n-1 {
			return strings.TrimRight(s[:i], " ") + "…"
		}
		used += runeCells(r)
	}
	return s
}

// fit makes a text exactly n cells wide.
func fit(s string, n int) string {
	s = cut(s, n)
	return s + strings.Repeat(" ", max(0, n-cells(s)))
}

// fitRight does the same, with the text at the right.
func fitRight(s string, n int) string {
	s = cut(s, n)
	return strings.Repeat(" ", max(0, n-cells(s))) + s
}
