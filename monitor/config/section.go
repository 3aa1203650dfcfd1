package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
)

// reader collects what is wrong while the sections of a file are read, and the
// files that it names.
type reader struct {
	path     string
	mistakes []Mistake
	warnings []Mistake
	files    []string // see Load
}

func (r *reader) mistake(line int, format string, args ...any) {
	r.mistakes = append(r.mistakes, Mistake{r.path, line, fmt.Sprintf(format, args...)})
}

func (r *reader) warn(line int, format string, args ...any) {
	r.warnings = append(r.warnings, Mistake{r.path, line, fmt.Sprintf(format, args...)})
}

// section is one table of the file. Its methods take keys out of it and check
// them; what is left at the end is unknown.
type section struct {
	*reader
	name  string // as it is written: [defaults], [[source]]
	table map[string]any
	where *position
	known []string
}

// entry is an element of a list.
type entry struct {
	text string
	line int
}

// line is where the section begins.
func (s *section) line() int { return s.where.line }

// at is the line of a key; of the section when the key is not there.
func (s *section) at(key string) int { return s.where.lookup(key).line }

func (s *section) has(key string) bool {
	_, found := s.table[key]
	return found
}

func (s *section) take(key string) (any, bool) {
	s.known = append(s.known, key)
	value, found := s.table[key]
	return value, found
}

// text takes a text; "" when it is not there.
func (s *section) text(key string) string {
	value, found := s.take(key)
	if !found {
		return ""
	}
	text, isText := value.(string)
	if !isText {
		s.mistake(s.at(key), "%s is %s: want a text in quotes", key, kindOf(value))
	}
	return text
}

// filled takes a text that must not be empty where it is given, and where it
// is required must be given. It tells whether there is one.
func (s *section) filled(key string, required bool) (string, bool) {
	before := len(s.mistakes)
	text := s.text(key)
	switch {
	case text != "":
		return text, true
	case len(s.mistakes) > before:
	case s.has(key):
		s.mistake(s.at(key), "%s is empty", key)
	case required:
		s.mistake(s.line(), "%s has no %s", s.name, key)
	}
	return "", false
}

// oneOf takes one of the words; the first when it is not there.
func (s *section) oneOf(key string, words ...string) string {
	if !s.has(key) {
		s.take(key)
		return words[0]
	}
	text, given := s.filled(key, false)
	if !given || slices.Contains(words, text) {
		return text
	}
	s.mistake(s.at(key), "%s %s: want %s", key, quote(text), choice(words))
	return ""
}

// texts takes a list of texts.
func (s *section) texts(key string) []entry {
	value, found := s.take(key)
	if !found {
		return nil
	}
	list, isList := value.([]any)
	if text, isText := value.(string); isText {
		s.mistake(s.at(key), "%s is one text: want a list, %s = [%s]", key, key, quote(text))
		return nil
	} else if !isList {
		s.mistake(s.at(key), "%s is %s: want a list of texts", key, kindOf(value))
		return nil
	}
	entries := make([]entry, 0, len(list))
	for i, element := range list {
		line := s.where.lookup(key).item(i).line
		if text, isText := element.(string); isText {
			entries = append(entries, entry{text, line})
		} else {
			s.mistake(line, "%s holds %s: want texts in quotes", key, kindOf(element))
		}
	}
	return entries
}

// duration takes a length of time of at least least, which is 0 or 1; nil when
// it is not there.
func (s *section) duration(key string, least time.Duration) *time.Duration {
	value, found := s.take(key)
	if !found {
		return nil
	}
	text, isText := value.(string)
	if !isText {
		s.mistake(s.at(key), `%s is %s: want a duration in quotes, such as "60s" or "1h30m"`, key, kindOf(value))
		return nil
	}
	d, err := time.ParseDuration(text)
	switch {
	case err != nil && durationForm.MatchString(text):
		s.mistake(s.at(key), "%s %s is longer than 292 years: want less", key, quote(text))
	case err != nil:
		s.mistake(s.at(key), `%s %s is no duration: want a number with a unit, such as "60s" or "1h30m"`, key, quote(text))
	case least == 0 && d < 0:
		s.mistake(s.at(key), "%s %s: want 0s or more", key, quote(text))
	case d < least:
		s.mistake(s.at(key), "%s %s: want more than 0s", key, quote(text))
	default:
		return &d
	}
	return nil
}

// durationForm is the form of what time.ParseDuration takes, unless it is too long.
var durationForm = regexp.MustCompile(`^[+-]?((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$`)

// number takes a whole number between least and most; nil when it is not there.
func (s *section) number(key string, least, most int64) *int {
	value, found := s.take(key)
	if !found {
		return nil
	}
	n, isNumber := value.(int64)
	switch {
	case !isNumber:
		s.mistake(s.at(key), "%s is %s: want a whole number", key, kindOf(value))
	case n < least || n > most:
		s.mistake(s.at(key), "%s %d: want %d to %d", key, n, least, most)
	default:
		number := int(n)
		return &number
	}
	return nil
}

func (s *section) boolean(key string) bool {
	value, found := s.take(key)
	if !found {
		return false
	}
	b, isBool := value.(bool)
	if !isBool {
		s.mistake(s.at(key), "%s is %s: want true or false, without quotes", key, kindOf(value))
	}
	return b
}

// finish tells of every key that nobody took.
func (s *section) finish() {
	for _, key := range slices.Sorted(maps.Keys(s.table)) {
		if !slices.Contains(s.known, key) {
			s.mistake(s.at(key), "unknown key %s%s", quote(key), suggestion(key, s.known))
		}
	}
}

// refuse says of keys that are known but make no sense here why that is so.
func (s *section) refuse(why string, keys ...string) {
	for _, key := range keys {
		if _, found := s.take(key); found {
			s.mistake(s.at(key), "%s %s", key, why)
		}
	}
}

// kindOf names the kind of a TOML value in the words of a person.
func kindOf(value any) string {
	switch v := value.(type) {
	case string:
		return "a text"
	case int64:
		return fmt.Sprintf("the number %d", v)
	case float64:
		return fmt.Sprintf("the number %g", v)
	case bool:
		return fmt.Sprintf("%t", v)
	case []any:
		return "a list"
	case map[string]any:
		return "a table"
	case time.Time, toml.LocalDate, toml.LocalDateTime, toml.LocalTime:
		return "a date without quotes"
	}
	return "something else"
}

// quote writes a text of the file into a message: escaped and not too long.
func quote(text string) string {
	const most = 80
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most]) + "…"
	}
	return fmt.Sprintf("%q", text)
}

// choice writes words as "a, b or c".
func choice(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
