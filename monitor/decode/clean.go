package decode

import (
	"regexp"
	"slices"
	"unicode"
)

// MaxMessage is the longest a message may be, in characters.
const MaxMessage = 500

// maxRaw is how much of a text Clean looks at, in bytes: enough for MaxMessage
// characters that were mis-read twice.
const maxRaw = 32 << 10

// escape is a terminal's control sequence: colours, titles.
var escape = regexp.MustCompile(`\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)`)

// Clean makes the text of a robot fit for screens, toasts, shells and logs: text
// that was saved in the wrong encoding is repaired; control characters,
// characters that reorder text and invisible ones are removed, but for those
// that join an emoji; line breaks become spaces; the ends are trimmed; what is
// longer than MaxMessage is cut. Cleaning twice changes nothing.
func Clean(text string) string {
	text = readBytes(text[:min(len(text), maxRaw)])
	runes := []rune(escape.ReplaceAllString(text, ""))
	for {
		// What is removed may have stood between two parts of something broken,
		// so go on until nothing changes. Every round but the first shortens.
		next := trim(strip(repair(runes)))
		next = trim(next[:min(len(next), MaxMessage)])
		if slices.Equal(next, runes) {
			return string(next)
		}
		runes = next
	}
}

// strip removes what a message must not hold.
func strip(text []rune) []rune {
	kept := make([]rune, 0, len(text))
	broke := false // the last one kept stands for a line break
	for i, r := range text {
		wasBreak := broke
		broke = false
		switch {
		case breaksLine(r):
			if !wasBreak {
				kept = append(kept, ' ')
			}
			broke = true
		case r == zwj || r == vs16:
			if joins(kept, r, text[i+1:]) {
				kept = append(kept, r)
			}
			broke = wasBreak
		case hostile(r):
			broke = wasBreak
		default:
			kept = append(kept, r)
		}
	}
	return kept
}

const (
	zwj     = '\u200d' // makes one emoji of several
	vs16    = '\ufe0f' // shows a sign as an emoji
	keycap  = '\u20e3'
	nonChar = 0xFFFE
)

// breaksLine says whether r is a break between lines, columns or pages.
func breaksLine(r rune) bool {
	return '\t' <= r && r <= '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029'
}

// hostile says whether r can hide, reorder or control text.
func hostile(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Cs,
		unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) ||
		r&nonChar == nonChar || 0xFDD0 <= r && r <= 0xFDEF
}

// joins says whether a joiner or selector is part of an emoji.
func joins(before []rune, r rune, after []rune) bool {
	if len(before) == 0 {
		return false
	}
	last := before[len(before)-1]
	if r == zwj {
		return (emoji(last) || last == vs16) && len(after) > 0 && emoji(after[0])
	}
	if '0' <= last && last <= '9' || last == '#' || last == '*' {
		return len(after) > 0 && after[0] == keycap
	}
	return emoji(last)
}

func emoji(r rune) bool {
	switch r {
	case '‼', '⁉', 'ℹ', '〰', '〽':
		return true
	}
	return r >= 0xA9 && unicode.In(r, unicode.So, unicode.Sm) || 0x1F000 <= r && r <= 0x1FAFF
}

func trim(text []rune) []rune {
	for len(text) > 0 && unicode.IsSpace(text[0]) {
		text = text[1:]
	}
	for len(text) > 0 && unicode.IsSpace(text[len(text)-1]) {
		text = text[:len(text)-1]
	}
	return text
}
