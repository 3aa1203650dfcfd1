package notify

import (
	"encoding/xml"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// hostile are the ways out of the places that a toast's text is put into.
var hostile = []string{
	"$(Start-Process calc)", "`$x", "\n\"@\nStart-Process calc\n@\"\n", "”@\n; calc", "“@", "„@",
	"]]><text>", "\\\" & do shell script \\\"calc", "\" & (do shell script \"calc\") & \"",
	"-sender com.apple.Terminal", "--help", "[1,2]", "(a, b)", "{a=b;}", "<data>", "@argfile", "/help",
	"\x00", "\x1b]0;x\x07", "\u202egnp.exe", "\xff\xfe", "👨‍👩‍👧 🔄", "\u200d", "\uffff", "profit $1,234.50",
}

// FuzzInert holds what may reach beeep's ways of showing a toast.
func FuzzInert(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, body := Toast{Body: text}.plain()
		safe := inert(body)

		// PowerShell's expandable here-string: $ and ` expand; a line that
		// begins with a quote, straight or curly, and @ ends it.
		if strings.ContainsAny(safe, "$`\"“”„") {
			t.Errorf("PowerShell would read %q", safe)
		}
		// An XML document with the text in a CDATA section says the text.
		var said struct {
			Text string `xml:",chardata"`
		}
		if err := xml.Unmarshal([]byte("<text><![CDATA["+safe+"]]></text>"), &said); err != nil || said.Text != safe {
			t.Errorf("XML would read %q as %q, %v", safe, said.Text, err)
		}
		// AppleScript knows of Go's escapes \n, \t, \r, \\ and \" alone; none
		// but a line's end is left.
		if quoted := strings.ReplaceAll(strconv.Quote(safe), `\n`, ""); strings.Contains(quoted, `\`) {
			t.Errorf("AppleScript would not read %s", quoted)
		}
		// terminal-notifier reads the start of an argument.
		if safe != "" && strings.ContainsRune("-([{<@/", rune(safe[0])) {
			t.Errorf("an option or a property list: %q", safe)
		}
		if again := inert(safe); again != safe {
			t.Errorf("not the same twice: %q, then %q", safe, again)
		}
	})
}

func FuzzPlain(f *testing.F) {
	for _, text := range hostile {
		f.Add(text, text)
	}
	f.Fuzz(func(t *testing.T, title, body string) {
		title, body = Toast{Title: title, Body: body}.plain()
		for _, r := range title + body {
			if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
				t.Errorf("%q is left in %q", r, title+body)
			}
		}
		if strings.Contains(title, "\n") {
			t.Errorf("the title has lines: %q", title)
		}
		if n := len([]rune(title)); n > titleLimit+1 {
			t.Errorf("the title has %d characters", n)
		}
		if n := len([]rune(body)); n > bodyLimit+1 {
			t.Errorf("the body has %d characters", n)
		}
		// What a server reads as markup says the body, whole and without a tag.
		var said struct {
			Text     string     `xml:",chardata"`
			Elements []struct{} `xml:",any"`
		}
		if err := xml.Unmarshal([]byte("<body>"+markup(body)+"</body>"), &said); err != nil || said.Text != body || len(said.Elements) != 0 {
			t.Errorf("markup would read %q as %+v, %v", body, said, err)
		}
	})
}
