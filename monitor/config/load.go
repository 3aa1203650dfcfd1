package config

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"

	"sentinel/monitor/calendar"
)

// maxSize bounds a configuration file, in bytes.
const maxSize = 1 << 20

// Load reads and checks the file. What is wrong in it comes back as Mistakes,
// all at once, which wrap ErrInvalid; any other error means that the file could
// not be read, and wraps fs.ErrNotExist when there is none.
//
// The references of sources to their secrets are resolved to see that they can
// be; the secrets themselves are not kept.
//
// files are those that it names and that are read as it is: of holidays and of
// secrets. They are told also when it is refused, for one of them may be what
// is wrong: when one changes, so may the configuration.
func Load(path string) (c *Config, files []string, err error) {
	r := &reader{path: path}
	c, err = r.load()
	return c, r.files, err
}

func (r *reader) load() (*Config, error) {
	data, err := readFile(r.path, maxSize)
	if errors.Is(err, errTooLarge) {
		return nil, Mistakes{{r.path, 1, "the file is larger than 1 MiB: this cannot be a configuration"}}
	} else if err != nil {
		return nil, fmt.Errorf("read the configuration %s: %w", r.path, err)
	}
	return r.parse(data)
}

// parse checks the content of a file. The reader then holds the warnings, in
// the order of lines.
func (r *reader) parse(data []byte) (*Config, error) {
	sum := sha256.Sum256(data)
	data = withoutMark(data)
	if mistake, bad := checkEncoding(data); bad {
		mistake.Path = r.path
		return nil, Mistakes{mistake}
	}
	root := make(map[string]any)
	if err := toml.Unmarshal(data, &root); err != nil {
		return nil, Mistakes{syntaxMistake(r.path, err)}
	}
	c := r.config(root, positions(data))
	c.sum = sum
	sortMistakes(r.mistakes)
	sortMistakes(r.warnings)
	if len(r.mistakes) > 0 {
		return nil, Mistakes(r.mistakes)
	}
	return c, nil
}

func checkEncoding(data []byte) (Mistake, bool) {
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		return Mistake{Line: 1, Message: "the file is UTF-16 text: save it as UTF-8"}, true
	}
	for line, text := 1, data; len(text) > 0; line++ {
		var one []byte
		one, text, _ = bytes.Cut(text, []byte("\n"))
		if !utf8.Valid(one) {
			return Mistake{Line: line, Message: "the line is not UTF-8 text: save the file as UTF-8"}, true
		}
	}
	return Mistake{}, false
}

// syntaxMistake puts an error of the TOML library into our words.
func syntaxMistake(path string, err error) Mistake {
	line := 1
	if decodeError, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, _ = decodeError.Position()
	}
	message := strings.TrimPrefix(err.Error(), "toml: ")
	if strings.Contains(message, "escape") {
		message += `; in double quotes a backslash is written twice: "C:\\robot\\logs", or use single quotes: 'C:\robot\logs'`
	}
	return Mistake{path, max(line, 1), message}
}

// config reads all sections.
func (r *reader) config(root map[string]any, where *position) *Config {
	c := Default()
	top := &section{reader: r, name: "the file", table: root, where: where}

	if s := top.sub("listen"); s != nil {
		c.Listen = s.listen()
	}
	if s := top.sub("defaults"); s != nil {
		c.Defaults = s.rhythm()
		s.finish()
	}
	if s := top.sub("alerts"); s != nil {
		c.Alerts = s.alerts(c.Alerts)
	}
	if s := top.sub("history"); s != nil {
		c.History = s.history(c.History)
	}
	if s := top.sub("bus"); s != nil {
		c.Bus = s.bus()
	}
	for _, s := range top.subs("token") {
		c.Tokens = append(c.Tokens, s.token())
	}
	c.markets = make(map[string]*calendar.Calendar)
	for _, s := range top.subs("calendar") {
		words, market := s.calendar()
		c.Calendars = append(c.Calendars, words)
		c.markets[words.Name] = market
	}
	for _, s := range top.subs("rule") {
		c.Rules = append(c.Rules, s.rule())
	}
	for _, s := range top.subs("subject") {
		c.Subjects = append(c.Subjects, s.subject())
	}
	for _, s := range top.subs("channel") {
		c.Channels = append(c.Channels, s.channel())
	}
	for _, s := range top.subs("maintenance") {
		c.Maintenance = append(c.Maintenance, s.maintenance())
	}
	for _, s := range top.subs("recovery") {
		c.Recovery = append(c.Recovery, s.recovery())
	}
	sources := top.subs("source")
	if top.has("source") { // none at all: the built-in one stays
		c.Sources = nil
	}
	for _, s := range sources {
		c.Sources = append(c.Sources, s.source())
	}
	top.finishFile()

	r.checkTogether(c, top)
	return c
}

// sub takes a section that is written [name]; nil when it is not there.
func (s *section) sub(name string) *section {
	value, found := s.take(name)
	if !found {
		return nil
	}
	header := "[" + name + "]"
	switch v := value.(type) {
	case map[string]any:
		return &section{reader: s.reader, name: header, table: v, where: s.where.lookup(name)}
	case []any:
		s.mistake(s.at(name), "there is one %s only, in single brackets", header)
	default:
		s.mistake(s.at(name), "%s is %s: want a section %s", name, kindOf(value), header)
	}
	return nil
}

// subs takes the sections that are written [[name]].
func (s *section) subs(name string) []*section {
	value, found := s.take(name)
	if !found {
		return nil
	}
	header := "[[" + name + "]]"
	list, isList := value.([]any)
	if !isList {
		if _, isTable := value.(map[string]any); isTable {
			s.mistake(s.at(name), "[%s] is written with two brackets, since there may be several: %s", name, header)
		} else {
			s.mistake(s.at(name), "%s is %s: want sections %s", name, kindOf(value), header)
		}
		return nil
	}
	var sections []*section
	for i, element := range list {
		where := s.where.lookup(name).item(i)
		if table, isTable := element.(map[string]any); isTable {
			sections = append(sections, &section{reader: s.reader, name: header, table: table, where: where})
		} else {
			s.mistake(where.line, "%s holds %s: want sections %s", name, kindOf(element), header)
		}
	}
	return sections
}

// finishFile is finish for the top of the file, where a key of the rhythm has
// most likely lost its section.
func (s *section) finishFile() {
	for _, key := range []string{"interval", "grace", "max_misses"} {
		if s.has(key) {
			s.take(key)
			s.mistake(s.at(key), "unknown key %q; did you mean to write it below [defaults]?", key)
		}
	}
	s.finish()
}

// nameOnce tells of a name that stood before.
func (s *section) nameOnce(name string, seen map[string]int) {
	if name == "" {
		return
	}
	if line, found := seen[name]; found {
		s.mistake(s.at("name"), "the name %s stands in line %d already: names are unique", quote(name), line)
		return
	}
	seen[name] = s.at("name")
}
