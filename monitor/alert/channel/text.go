package channel

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxTitle bounds a title, in bytes.
const maxTitle = 250

// fit makes a message one that the service takes: harmless, and not too long.
// Where there is no place for a title it is the first line.
func (d dialect) fit(title, body string) (string, string) {
	title, body = cut(oneLine(title), maxTitle), plainLines(body)
	if !d.title {
		body = strings.TrimRight(title+"\n"+body, "\n")
		title = ""
	}
	if body == "" {
		body = title // no service sends nothing
	}
	if d.clean != nil {
		title, body = d.clean(title), d.clean(body)
	}
	return title, cut(body, d.most-len(title)-1)
}

// oneLine is a title's text: a line break in it would be a mail's next header.
func oneLine(text string) string { return strings.Join(strings.Fields(plainLines(text)), " ") }

// plainLines takes out what controls, but for line breaks.
func plainLines(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.IsControl(r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "�"))
}

// cut shortens text to at most most bytes, between two characters.
func cut(text string, most int) string {
	const mark = "…"
	if len(text) <= most {
		return text
	}
	end := max(most-len(mark), 0)
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	if at := strings.LastIndexByte(text[:end], '&'); at >= 0 && !strings.Contains(text[at:end], ";") && end-at < len("&amp;") {
		end = at // not within what stands for one character
	}
	return text[:end] + mark
}

// Signs that chats take for markup, and what looks like them and is none.
const (
	star, tilde, tick, low = "∗", "∼", "ˋ", "ˍ"
)

// slackText writes text so that Slack shows it as it is: no mention, link or
// style comes out of it.
func slackText(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "*", star, "~", tilde, "`", tick).Replace(edges(text))
}

// telegramText keeps names from being called. All else the service makes
// harmless.
func telegramText(text string) string { return strings.ReplaceAll(text, "@", "＠") }

// chatText writes text for chats that speak some kind of Markdown or HTML.
func chatText(text string) string {
	return strings.NewReplacer("<", "‹", ">", "›", "*", star, "~", tilde, "`", tick, "|", "｜",
		"[", "［", "]", "］", "@", "＠").Replace(edges(text))
}

// edges replaces the low lines that begin or end a word: between such, chats
// write slanted. Those within a name stay, so that it can be copied.
func edges(text string) string {
	var out strings.Builder
	runes := []rune(text)
	inWord := func(n int) bool {
		return n >= 0 && n < len(runes) && (unicode.IsLetter(runes[n]) || unicode.IsDigit(runes[n]))
	}
	for n, r := range runes {
		if r == '_' && !(inWord(n-1) && inWord(n+1)) {
			out.WriteString(low)
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}
