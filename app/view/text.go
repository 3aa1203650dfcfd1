package view

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
)

const (
	zeroWidthJoiner = '\u200d'
	ellipsis        = "…"
)

// Cut shortens s to at most units UTF-16 units, the ellipsis that then ends it
// included. It cuts between characters as a person sees them: never inside a
// surrogate pair, an emoji sequence, a flag, or before a combining mark.
func Cut(s string, units int) string {
	if units16(s) <= units {
		return s
	}
	room := units - units16(ellipsis)
	if room < 0 {
		return ""
	}
	end, used := 0, 0
	var before rune
	flags := 0 // regional indicators in a row before i
	for i, r := range s {
		if used <= room && boundary(before, r, flags) {
			end = i
		}
		if used > room {
			break
		}
		used += utf16Len(r)
		before = r
		if isFlagHalf(r) {
			flags++
		} else {
			flags = 0
		}
	}
	return strings.TrimRightFunc(s[:end], unicode.IsSpace) + ellipsis
}

// boundary tells whether one may cut between two neighbours. flags counts the
// flag halves that end at before.
func boundary(before, after rune, flags int) bool {
	switch {
	case before == 0:
		return true
	case before == zeroWidthJoiner, after == zeroWidthJoiner:
		return false
	case unicode.Is(unicode.M, after), 0x1F3FB <= after && after <= 0x1F3FF: // marks, variation selectors, skin tones
		return false
	case 0xE0020 <= after && after <= 0xE007F: // tags of a regional flag
		return false
	case isFlagHalf(before) && isFlagHalf(after):
		return flags%2 == 0
	}
	return true
}

func isFlagHalf(r rune) bool { return 0x1F1E6 <= r && r <= 0x1F1FF }

func utf16Len(r rune) int { return max(utf16.RuneLen(r), 1) }

func units16(s string) int {
	n := 0
	for _, r := range s {
		n += utf16Len(r)
	}
	return n
}

// count writes a number with its noun: "1 account", "14 accounts".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Grouped(n) + " " + many
}

// Grouped writes n with a comma between thousands from 10,000 on.
func Grouped(n int) string {
	s := strconv.Itoa(n)
	if n < 10_000 {
		return s
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// FullSentence makes a sentence of a text such as an error's: with a capital,
// unless it begins with a path or a name, and a full stop.
func FullSentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" {
		return ""
	}
	first, _, _ := strings.Cut(s, " ")
	if !strings.ContainsAny(s[len(s)-1:], ".!?") && !strings.HasSuffix(s, ellipsis) {
		s += "."
	}
	if c := s[0]; 'a' <= c && c <= 'z' && !strings.ContainsAny(first, `./\:_`) { // a path or a name stays as it is
		s = string(c-'a'+'A') + s[1:]
	}
	return s
}

// joined puts sentences after one another.
func joined(sentences ...string) string {
	var kept []string
	for _, s := range sentences {
		if s = FullSentence(s); s != "" {
			kept = append(kept, s)
		}
	}
	return strings.Join(kept, " ")
}
