package decode

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// readText turns the bytes of a file into text, whatever program on whatever
// system wrote them. NULs are dropped: a file that lost power or was cut under
// its writer holds stretches of them.
func readText(data []byte) string {
	var text string
	switch {
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}):
		text = readUTF16(data[2:], unicode.LittleEndian)
	case bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		text = readUTF16(data[2:], unicode.BigEndian)
	default:
		switch even, odd := countNULs(data); {
		case evident(odd, even, len(data)):
			text = readUTF16(data, unicode.LittleEndian)
		case evident(even, odd, len(data)):
			text = readUTF16(data, unicode.BigEndian)
		default:
			text = readBytes(string(bytes.TrimPrefix(data, []byte("\ufeff"))))
		}
	}
	return strings.ReplaceAll(text, "\x00", "")
}

func readUTF16(data []byte, order unicode.Endianness) string {
	text, err := unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder().Bytes(data)
	if err != nil {
		return readBytes(string(data))
	}
	return string(text)
}

func countNULs(data []byte) (even, odd int) {
	for i, b := range data {
		switch {
		case b != 0:
		case i%2 == 0:
			even++
		default:
			odd++
		}
	}
	return even, odd
}

// evident says whether NULs at one parity show UTF-16: a time is ASCII, so at
// least a quarter of all units has an empty high byte, and next to none an empty
// low byte.
func evident(high, low, size int) bool {
	return high >= 2 && high*8 >= size && low*16 <= high
}

// readBytes reads UTF-8. Bytes that are none are Windows-1252, one by one: so
// plain Windows-1252 is read, and UTF-8 to which a batch file added a line, and
// UTF-8 that lost some bytes, which repair then mends.
func readBytes(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + len(s)/2)
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && size == 1 {
			r = charmap.Windows1252.DecodeByte(s[0])
			if r == utf8.RuneError {
				r = rune(s[0])
			}
		}
		b.WriteRune(r)
		s = s[size:]
	}
	return b.String()
}

// splitLines cuts text at LF, CRLF and CR. After the first, blank lines are left
// out: "\r\r\n", which Python's text mode makes of "\r\n", is one end.
func splitLines(text string) []string {
	lines := strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' })
	lines = deleteBlank(lines)
	if first, _, _ := strings.Cut(strings.ReplaceAll(text, "\r", "\n"), "\n"); strings.TrimSpace(first) == "" {
		lines = append([]string{""}, lines...) // an empty message is one, too
	}
	return lines
}

func deleteBlank(lines []string) []string {
	kept := lines[:0]
	for _, line := range lines {
		if line = strings.TrimSpace(line); line != "" {
			kept = append(kept, line)
		}
	}
	return kept
}
