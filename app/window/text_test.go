package window

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"
)

func TestOneLine(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                      "plain",
		"two\nlines\tand\r\nmore ":   "two lines and more",
		"\u202egnirts\u202c \x1b[1m": "gnirts [1m",
		"\x00\u2066a\u2069":          "a",
		"⚠️ kept":                    "⚠️ kept",
		"**not** <b>markup</b>":      "**not** <b>markup</b>",
	} {
		if got := oneLine(in); got != want {
			t.Errorf("oneLine(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCut(t *testing.T) {
	test.NewTempApp(t)
	long := "⚠️ a message that is much too long for its column"
	for width := float32(10); width < 400; width += 7 {
		got := cut(long, width, textSize, false)
		if textWidth(got, textSize, false) > width && got != "…" {
			t.Errorf("cut to %g is %q, %g wide", width, got, textWidth(got, textSize, false))
		}
		if strings.HasPrefix(got, "⚠…") {
			t.Errorf("cut to %g takes the emoji apart: %q", width, got)
		}
	}
	if got := cut("short", 400, textSize, false); got != "short" {
		t.Errorf("what fits is cut to %q", got)
	}
}

func TestWrap(t *testing.T) {
	test.NewTempApp(t)
	const words = "one two three four five six seven eight nine ten eleven twelve"
	lines := wrap(words, 150, textSize, 2)
	if len(lines) != 2 || !strings.HasSuffix(lines[1], "…") {
		t.Errorf("wrapped to %q, want two lines, the second cut", lines)
	}
	if lines := wrap(words, 150, textSize, 9); strings.Join(lines, " ") != words {
		t.Errorf("wrapping changes the words: %q", lines)
	}
	const age = "has been silent for 4 min 12 s, with 2 open orders"
	for width := float32(60); width < 400; width += 7 {
		for _, line := range wrap(age, width, textSize, 20) {
			if last := line[len(line)-1]; '0' <= last && last <= '9' {
				t.Errorf("at %g a number is parted from what it counts: %q", width, line)
			}
		}
	}
	if lines := wrap("", 150, textSize, 2); len(lines) != 0 {
		t.Errorf("nothing is wrapped to %q", lines)
	}
}

func TestAiry(t *testing.T) {
	for in, want := range map[string]string{
		"💰 Trade":  "💰  Trade",
		"⚠️ high":  "⚠️  high",
		"a b":      "a b",
		"no emoji": "no emoji",
	} {
		if got := airy(in); got != want {
			t.Errorf("airy(%q) = %q, want %q", in, got, want)
		}
	}
}
