package config

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// Finding is one thing that Check has to say.
type Finding struct {
	Path    string // the file as its name was given
	Line    int    // from 1; 0 when it concerns the whole file
	Message string
	Warning bool // else it is a mistake, and Load refuses the file
}

// String returns "config.toml:6: message", with "warning: " before the message
// of a warning.
func (f Finding) String() string {
	message := f.Message
	if f.Warning {
		message = "warning: " + message
	}
	if f.Line == 0 {
		return message
	}
	return fmt.Sprintf("%s:%d: %s", f.Path, f.Line, message)
}

// Check reads the file and returns what is wrong and what is doubtful, in the
// order of lines; nothing when all is well.
func Check(path string) []Finding {
	r := &reader{path: path}
	_, err := r.load()
	var findings []Finding
	if mistakes, ok := errors.AsType[Mistakes](err); ok {
		for _, m := range mistakes {
			findings = append(findings, Finding{m.Path, m.Line, m.Message, false})
		}
	} else if err != nil {
		findings = append(findings, Finding{Path: path, Message: err.Error()})
	}
	for _, w := range r.warnings {
		findings = append(findings, Finding{w.Path, w.Line, w.Message, true})
	}
	slices.SortStableFunc(findings, func(a, b Finding) int { return cmp.Compare(a.Line, b.Line) })
	return findings
}

// checkTogether checks what no section can see alone.
func (r *reader) checkTogether(c *Config, top *section) {
	again := &section{reader: &reader{}, table: top.table, where: top.where}
	sources, channels, calendars := again.subs("source"), again.subs("channel"), again.subs("calendar")
	uniqueNames(r, sources)
	uniqueNames(r, channels)
	uniqueNames(r, calendars)

	withRhythm := slices.Concat(sources, again.subs("subject"))
	if defaults := again.sub("defaults"); defaults != nil {
		withRhythm = append(withRhythm, defaults)
	}
	r.calendarsExist(c, withRhythm)
	r.openAddress(c, again)
	r.slowPolls(c, sources, top.where.lookup("defaults").lookup("interval").line)
	r.notUsedYet(top)
}

func uniqueNames(r *reader, sections []*section) {
	seen := make(map[string]int)
	for _, s := range sections {
		s.reader = r
		if name, isText := s.table["name"].(string); isText {
			s.nameOnce(name, seen)
		}
	}
}

func (r *reader) calendarsExist(c *Config, sections []*section) {
	var names []string
	for _, calendar := range c.Calendars {
		names = append(names, calendar.Name)
	}
	for _, s := range sections {
		name, isText := s.table["calendar"].(string)
		if isText && name != "" && !slices.Contains(names, name) {
			r.mistake(s.at("calendar"), "there is no [[calendar]] of the name %s%s", quote(name), suggestion(name, names))
		}
	}
}

func (r *reader) openAddress(c *Config, top *section) {
	if !beyondLoopback(c.Listen.Address) {
		return
	}
	line := top.where.lookup("listen").lookup("address").line
	if !top.has("token") {
		r.warn(line, "robots on other machines are refused at %s, for they need a token each: add a [[token]] with robot and value",
			quote(c.Listen.Address))
	}
	if c.Listen.TLSCert == "" {
		r.warn(line, "other machines can reach the address %s: what goes there can be read on the way; %q is safer",
			quote(c.Listen.Address), DefaultAddress)
	}
}

// slowPolls warns of sources that are looked at so rarely that a beat on time
// may look late. The built-in source stands in no section: for it the line is
// builtIn.
func (r *reader) slowPolls(c *Config, sections []*section, builtIn int) {
	for i := range c.Sources {
		source := &c.Sources[i]
		line := builtIn
		if !source.BuiltIn {
			line = sections[i].at("every")
		}
		if interval, _, _ := c.Rhythm(source.Key(), source); source.Every > interval/2 {
			r.warn(line, "every (%s) is over half of interval (%s): a beat may look late; look more often",
				source.Every, interval)
		}
	}
}

// notUsedYet warns of what is checked but nothing acts upon, so that nobody
// relies on it.
func (r *reader) notUsedYet(top *section) {
	if top.has("bus") {
		r.warn(top.where.lookup("bus").line, "[bus] is not used yet: this monitor works alone")
	}
}
