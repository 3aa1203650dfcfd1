package window

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// oneLine makes text of elsewhere fit one line of a screen: no line breaks, no
// control and no direction characters.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), isDirection(r), r == utf8.RuneError:
			return -1
		}
		return r
	}, s)), " ")
}

// manyLines is oneLine for text that keeps its line breaks.
func manyLines(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case unicode.IsControl(r), isDirection(r):
			return -1
		}
		return r
	}, s)
}

func isDirection(r rune) bool {
	return '\u202a' <= r && r <= '\u202e' || '\u2066' <= r && r <= '\u2069' ||
		r == '\u200e' || r == '\u200f' || r == '\u061c' || r == '\ufeff'
}

func textWidth(s string, size float32, bold bool) float32 {
	return fyne.MeasureText(s, size, fyne.TextStyle{Bold: bold}).Width
}

// cut shortens text to a width, with an ellipsis for what is gone.
func cut(s string, width, size float32, bold bool) string {
	if s == "" || textWidth(s, size, bold) <= width {
		return s
	}
	runes := []rune(s)
	low, high := 0, len(runes) // so many runes fit, so many do not
	for low+1 < high {
		middle := (low + high) / 2
		if textWidth(string(runes[:middle])+"…", size, bold) <= width {
			low = middle
		} else {
			high = middle
		}
	}
	// Not within an emoji: what joins and what chooses its form goes with it.
	for low > 0 && low < len(runes) && isJoiner(runes[low]) {
		low--
	}
	return strings.TrimRight(string(runes[:low]), " \u200d") + "…"
}

func isJoiner(r rune) bool {
	return r == '\u200d' || r == '\ufe0f' || r == '\ufe0e' || unicode.Is(unicode.Mn, r) ||
		'\U0001f3fb' <= r && r <= '\U0001f3ff'
}

// fitted is a canvas text that is cut to the width it is given.
type fitted struct {
	*canvas.Text
	full  string
	width float32
}

func newFitted(size float32, bold bool) *fitted {
	return &fitted{Text: newText(size, bold)}
}

// set changes the text, its colour and the width it may take.
func (f *fitted) set(text string, width float32, name fyne.ThemeColorName) {
	shown := f.Text.Text
	if text != f.full || width != f.width {
		f.full, f.width = text, width
		shown = cut(text, width, f.TextSize, f.TextStyle.Bold)
	}
	setText(f.Text, shown, name)
}

// airy gives an emoji the room before the next word that its font forgets.
func airy(s string) string {
	var out strings.Builder
	var before rune
	for _, r := range s {
		if r == ' ' && (before >= 0x1f000 || isJoiner(before) || 0x2600 <= before && before <= 0x2bff) {
			out.WriteRune(' ')
		}
		out.WriteRune(r)
		before = r
	}
	return out.String()
}

// words are what a text may be broken between: a number stays with what it
// counts.
func words(s string) []string {
	var list []string
	counts := false // the last one of the list is a number
	for _, field := range strings.Fields(s) {
		if counts {
			list[len(list)-1] += " " + field
		} else {
			list = append(list, field)
		}
		counts = strings.Trim(field, "0123456789") == ""
	}
	return list
}

// wrap breaks text into lines of a width, at most so many; what does not fit
// is cut from the last.
func wrap(s string, width, size float32, most int) []string {
	var lines []string
	rest := words(s)
	for len(rest) > 0 && len(lines) < most-1 {
		n := 1
		for n < len(rest) && textWidth(strings.Join(rest[:n+1], " "), size, false) <= width {
			n++
		}
		lines = append(lines, cut(strings.Join(rest[:n], " "), width, size, false))
		rest = rest[n:]
	}
	if len(rest) > 0 {
		lines = append(lines, cut(strings.Join(rest, " "), width, size, false))
	}
	return lines
}
