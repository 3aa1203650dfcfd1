package config

import (
	"fmt"
	"slices"
	"time"

	"sentinel/monitor"
)

// Accepted is a rhythm that a person accepted for one subject.
type Accepted struct {
	Key       monitor.Key
	Interval  time.Duration
	MaxMisses int
}

// Accept writes a rhythm into the file at path, as a [[subject]] rule for exactly
// that key, and changes nothing else: comments, order and all other sections stay
// as they are. A file that says anything else than running, which is in force, or
// has mistakes, is left alone. Where there is no file and what is built in is in
// force, one is made from the starter.
//
// The first rule that matches a key applies whole. Where that is a rule for the
// key alone it is changed; otherwise a new one comes before it, or at the end
// where none matches, and takes over the grace and the calendar.
func Accept(path string, running *Config, a Accepted) error {
	return edit(path, running, func(data []byte) ([]byte, error) { return withRule(path, data, a) })
}

// withRule returns the content of a file with the rule in it, once it is sure
// that it then says what it is to say and nothing else.
func withRule(path string, data []byte, a Accepted) ([]byte, error) {
	before, err := (&reader{path: path}).parse(data)
	if err != nil {
		return nil, fmt.Errorf("the settings file is left as it is, for it has mistakes: %w", err)
	}
	at, inPlace := a.place(before.Subjects)
	rule := a.rule(before.Subjects, at)
	change, want := insertRule, slices.Insert(slices.Clone(before.Subjects), at, rule)
	if inPlace {
		change, want = changeRule, slices.Clone(before.Subjects)
		want[at] = rule
	}
	wanted := *before
	wanted.Subjects = want
	return checkedEdit(path, data, &wanted, rule.lines(), func(data []byte) []byte { return change(data, at, rule) })
}

// place is where among the rules the subject's own is, or is to be inserted.
func (a Accepted) place(rules []SubjectRule) (at int, there bool) {
	at = slices.IndexFunc(rules, func(r SubjectRule) bool { return r.matches(a.Key) })
	if at < 0 {
		return len(rules), false
	}
	return at, slices.Equal(rules[at].Keys, []string{string(a.Key)})
}

// rule is the subject's own, with what it takes over from the one that stands
// where it is put.
func (a Accepted) rule(rules []SubjectRule, at int) SubjectRule {
	rule := SubjectRule{Keys: []string{string(a.Key)}}
	if at < len(rules) {
		rule.Rhythm = rules[at].Rhythm
	}
	rule.Rhythm.Interval, rule.Rhythm.MaxMisses = &a.Interval, &a.MaxMisses
	return rule
}
