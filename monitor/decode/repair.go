package decode

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// known are the characters that robots put into their messages and that are
// worth guessing when some of their bytes are lost. Where two look the same
// after the loss, the earlier one is taken.
const known = "🔄⏳❌✅💰🎯🚨⚠🔥🚫🔑🔍🔐🚀⚙🧪📈📢🔔🤖📡📉📊📝💵💸🔒🔓🔁🛑⛔⏰⏱⏸⏹❗❓❤⚡✨✔✖⭐🟢🟡🔴🎉💤🌐" +
	"\ufe0f“”‘’–—…•→←≥≤"

// longestBroken is the most characters that one repair looks back over: four
// bytes, each with a lost-byte mark of one character.
const longestBroken = 4

// codePage is one wrong way to read UTF-8.
type codePage struct {
	byteOf map[rune]byte   // of the characters that it makes of the bytes 80 to FF
	lossy  map[string]rune // what is left of a known character when bytes were lost
}

// pages are the code pages in which UTF-8 is found mis-read and saved again.
var pages = []codePage{
	newCodePage(charmap.Windows1252,
		// undefined in Windows-1252; A0 is a space, which many programs trim
		[]byte{0x81, 0x8D, 0x8F, 0x90, 0x9D, 0xA0}),
	newCodePage(charmap.Macintosh,
		// the Apple logo, a private character that many programs drop
		[]byte{0xF0}),
}

func newCodePage(table *charmap.Charmap, lost []byte) codePage {
	p := codePage{byteOf: make(map[rune]byte), lossy: make(map[string]rune)}
	if table == charmap.Windows1252 {
		for b := 0x80; b <= 0x9F; b++ {
			p.byteOf[rune(b)] = byte(b) // as Latin-1 reads it
		}
	}
	var charOf [256]rune
	for b := 0x80; b <= 0xFF; b++ {
		r := table.DecodeByte(byte(b))
		if r == utf8.RuneError {
			r = rune(b)
		}
		charOf[b] = r
		p.byteOf[r] = byte(b)
	}
	for _, r := range known {
		for _, mark := range []string{"", "\ufffd", "?"} {
			var left strings.Builder
			for _, b := range []byte(string(r)) {
				if slices.Contains(lost, b) {
					left.WriteString(mark)
				} else {
					left.WriteRune(charOf[b])
				}
			}
			key := left.String()
			if _, taken := p.lossy[key]; !taken && utf8.RuneCountInString(key) >= 2 && hasLost(r, lost) {
				p.lossy[key] = r
			}
		}
	}
	return p
}

func hasLost(r rune, lost []byte) bool {
	return slices.ContainsFunc([]byte(string(r)), func(b byte) bool { return slices.Contains(lost, b) })
}

// repair undoes UTF-8 that was read as Windows-1252, Latin-1 or Mac Roman and
// saved again, once or several times. What is plain text in some language stays.
// What lost bytes is guessed after everything else, since it looks like the
// beginning of what lost none.
func repair(text []rune) []rune {
	return replace(replace(text, exact), guess)
}

// replace goes through the text and replaces what match finds at the top of a
// stack, whose next character is the last: n characters, 0 for none, by mended,
// which is shorter.
func replace(text []rune, match func(rest []rune) (n int, mended []rune)) []rune {
	rest := slices.Clone(text)
	slices.Reverse(rest)
	done := make([]rune, 0, len(text))
	for len(rest) > 0 {
		n, mended := match(rest)
		if n == 0 {
			done = append(done, rest[len(rest)-1])
			rest = rest[:len(rest)-1]
			continue
		}
		rest = rest[:len(rest)-n]
		for _, r := range slices.Backward(mended) {
			rest = append(rest, r)
		}
		// What was mended may complete something broken before it. Every repair
		// shortens the text, so going back a few characters stays linear.
		for range min(2*longestBroken, len(done)) {
			rest = append(rest, done[len(done)-1])
			done = done[:len(done)-1]
		}
	}
	return done
}

// exact finds what lost no bytes.
func exact(rest []rune) (n int, mended []rune) {
	if rest[len(rest)-1] < utf8.RuneSelf {
		return 0, nil
	}
	for _, p := range pages {
		if size, r := p.sequence(rest, 0); size > 0 && p.sure(r) {
			return size, []rune{r}
		}
		if n, mended := p.run(rest); n > 0 {
			return n, mended
		}
	}
	return 0, nil
}

// guess finds what is left of a known character.
func guess(rest []rune) (n int, mended []rune) {
	if top := rest[len(rest)-1]; top < utf8.RuneSelf && top != '?' {
		return 0, nil
	}
	for n := min(longestBroken, len(rest)); n >= 2; n-- {
		key := slices.Clone(rest[len(rest)-n:])
		slices.Reverse(key)
		for _, p := range pages {
			r, ok := p.lossy[string(key)]
			if !ok {
				continue
			}
			if r == '🔍' && login.in(textOf(rest)) {
				r = '🔐' // they differ in nothing but the lost byte
			}
			return n, []rune{r}
		}
	}
	return 0, nil
}

// sequence reads one UTF-8 sequence of two bytes or more, skip characters below
// the top of the stack.
func (p codePage) sequence(rest []rune, skip int) (size int, r rune) {
	var buffer [utf8.UTFMax]byte
	for n := range min(utf8.UTFMax, len(rest)-skip) {
		b, ok := p.byteOf[rest[len(rest)-1-skip-n]]
		if !ok {
			break
		}
		buffer[n] = b
		if r, size := utf8.DecodeRune(buffer[:n+1]); r != utf8.RuneError || size == n+1 && size == 3 {
			return size, r
		}
	}
	return 0, 0
}

// sure says whether a sequence that gives r can hardly be meant as it stands.
func (p codePage) sure(r rune) bool {
	if _, again := p.byteOf[r]; again {
		return true // a part of what was mis-read twice
	}
	switch {
	case r <= 0xFF, // Ã©, Â°
		0x2000 <= r && r <= 0x2BFF, // punctuation, arrows, signs: â€™
		r == 0xFE0F, r == 0xFEFF, r == 0xFFFD,
		0x1F000 <= r && r <= 0x1FAFF: // emoji: ðŸ
		return true
	}
	return false
}

// run reads two or more sequences in a row that give letters, as Cyrillic or
// Chinese become. One alone may be meant: É with a hard space after it.
func (p codePage) run(rest []rune) (n int, mended []rune) {
	for {
		size, r := p.sequence(rest, n)
		if size == 0 || !unicode.In(r, unicode.L, unicode.M) {
			break
		}
		n += size
		mended = append(mended, r)
	}
	if len(mended) < 2 {
		return 0, nil
	}
	return n, mended
}

// textOf returns the beginning of what is on the stack.
func textOf(rest []rune) string {
	text := slices.Clone(rest[max(0, len(rest)-40):])
	slices.Reverse(text)
	return string(text)
}
