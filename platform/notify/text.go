package notify

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	titleLimit  = 200  // characters
	bodyLimit   = 1000 // characters
	buttonLimit = 40   // characters
)

// plain gives the toast's texts without control and bidi characters and within
// their limits, the title in one line.
func (t Toast) plain() (title, body string) {
	return clean(t.Title, titleLimit, false), clean(t.Body, bodyLimit, true)
}

func clean(text string, limit int, lines bool) string {
	var kept strings.Builder
	count := 0
	for _, r := range text {
		switch {
		case r == '\n' && lines:
		case r == '\n', r == '\t', r == '\r', r == '\u2028', r == '\u2029':
			r = ' '
		case r == utf8.RuneError, unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), isNoncharacter(r):
			continue
		}
		if count == limit {
			kept.WriteRune('…')
			break
		}
		kept.WriteRune(r)
		count++
	}
	return strings.TrimSpace(kept.String())
}

func isNoncharacter(r rune) bool {
	return r&0xfffe == 0xfffe || (r >= 0xfdd0 && r <= 0xfdef)
}

// markup escapes what a server with the body-markup capability would take for
// a tag or an entity.
func markup(text string) string { return markupEscapes.Replace(text) }

var markupEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// inert makes text that stays text wherever the beeep library may put it: in
// a CDATA section inside a PowerShell here-string, as an AppleScript literal
// that Go's quoting rules wrote, and as an argument of terminal-notifier.
//
// Escaping cannot do it, because each place has rules of its own and the
// library does not tell which one it takes: what any of them could read is
// replaced by a character that looks like it and means nothing.
func inert(text string) string {
	var safe strings.Builder
	for _, r := range text {
		switch r {
		case '\n':
		case '$': // PowerShell: a variable or an expression
			r = '﹩'
		case '`': // PowerShell: an escape
			r = 'ˋ'
		case '"', '“', '”', '„': // PowerShell takes each for a quote, which ends a here-string
			r = 'ʺ'
		case '\\': // AppleScript: an escape
			r = '∖'
		case ']': // CDATA: ]]> ends it
			r = '］'
		case '\u200d', '\ufe0f': // joins emoji; not printable for Go's quoting
			continue
		default:
			if !strconv.IsPrint(r) { // would be written as \u…, which AppleScript refuses
				r = ' '
			}
		}
		safe.WriteRune(r)
	}
	return guardStart(strings.TrimSpace(safe.String()))
}

// guardStart keeps the first character from being read as an option, or as
// the start of a property list.
func guardStart(text string) string {
	if text != "" && strings.ContainsRune("-([{<@/", rune(text[0])) {
		return "· " + text
	}
	return text
}
