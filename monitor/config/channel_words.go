package config

import (
	"fmt"
	"slices"
	"strings"

	"sentinel/monitor"
)

// word is a key and its value, as TOML writes it.
type word struct{ key, value string }

// words are what a channel is written with, in the order of the README; what is
// built in is left out.
func (c Channel) words() []word {
	words := []word{{"name", quoted(c.Name)}, {"kind", quoted(c.Kind)}}
	for _, w := range []struct{ key, text string }{{"url", c.URL}, {"secret", c.Secret}} {
		if w.text != "" {
			words = append(words, word{w.key, quoted(w.text)})
		}
	}
	if !slices.Equal(c.Levels, defaultLevels()) {
		words = append(words, word{"levels", levelList(c.Levels)})
	}
	if len(c.Keys) > 0 {
		words = append(words, word{"keys", quotedList(c.Keys)})
	}
	if c.QuietHours != "" {
		words = append(words, word{"quiet_hours", quoted(c.QuietHours)})
	}
	if c.Zone != nil {
		words = append(words, word{"timezone", quoted(c.Zone.String())})
	}
	if c.ExceptCritical {
		words = append(words, word{"except_critical", "true"})
	}
	if c.EscalateAfter != 0 {
		words = append(words, word{"escalate_after", quoted(lengthText(c.EscalateAfter))})
	}
	if len(c.Mirror) > 0 {
		words = append(words, word{"mirror", quotedList(c.Mirror)})
	}
	if len(c.Sound) > 0 {
		words = append(words, word{"sound", levelList(c.Sound)})
	}
	return words
}

// lines are the channel as a section of the file.
func (c Channel) lines() []string {
	lines := []string{"[[channel]]"}
	for _, w := range c.words() {
		lines = append(lines, w.line())
	}
	return lines
}

func (w word) line() string { return w.key + " = " + w.value }

// defaultLevels are those that a channel is told of when it does not say.
func defaultLevels() []monitor.Level {
	return []monitor.Level{monitor.LevelWarning, monitor.LevelCritical}
}

// quoted writes a text as TOML does: in single quotes where there are
// backslashes, as in paths of Windows, else in double ones.
func quoted(text string) string {
	if strings.Contains(text, `\`) && !strings.ContainsFunc(text, func(r rune) bool { return r == '\'' || r < ' ' || r == 0x7f }) {
		return "'" + text + "'"
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func levelList(levels []monitor.Level) string {
	names := make([]string, len(levels))
	for i, level := range levels {
		names[i] = level.String()
	}
	return quotedList(names)
}

func quotedList(texts []string) string {
	list := make([]string, len(texts))
	for i, text := range texts {
		list[i] = quoted(text)
	}
	return "[" + strings.Join(list, ", ") + "]"
}
