package config

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	"sentinel/monitor"
	"sentinel/platform/atomicfile"
)

// Why Accept leaves a file as it is.
var (
	// ErrEdited: the file does not say what is in force.
	ErrEdited = errors.New("the settings file was edited and is not in force yet, so it is left as it is: look at it, or try again in some seconds")
	// ErrByHand is wrapped where the file cannot be edited safely.
	ErrByHand = errors.New("the settings file is written so that it cannot be edited safely, and is left as it is; write into it")
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
	data, err := readFile(path, maxSize)
	if errors.Is(err, fs.ErrNotExist) && running.sum == Default().sum {
		edited, err := withRule(path, starter, a)
		if err != nil {
			return err
		}
		return create(path, edited)
	}
	if err != nil {
		return fmt.Errorf("read the settings file %s: %w", path, err)
	}
	edited, err := withRule(path, data, a)
	if err != nil {
		return err
	}
	if sha256.Sum256(data) != running.sum {
		return ErrEdited
	}
	return replaceUnchanged(path, data, edited)
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
	edit, want := insertRule, slices.Insert(slices.Clone(before.Subjects), at, rule)
	if inPlace {
		edit, want = changeRule, slices.Clone(before.Subjects)
		want[at] = rule
	}
	edited := edit(withoutMark(data), at, rule)
	if bytes.HasPrefix(data, byteOrderMark) {
		edited = slices.Concat(byteOrderMark, edited)
	}
	after, err := (&reader{path: path}).parse(edited)
	if err != nil || !saysTheSame(after, before, want) {
		return nil, fmt.Errorf("%w:\n%s", ErrByHand, strings.Join(rule.lines(), "\n"))
	}
	return edited, nil
}

// saysTheSame tells whether after says what before does, but for the rules, which
// are as wanted.
func saysTheSame(after, before *Config, rules []SubjectRule) bool {
	a, b := *after, *before
	a.Subjects, b.Subjects, a.sum, b.sum = nil, nil, [sha256.Size]byte{}, [sha256.Size]byte{}
	return reflect.DeepEqual(a, b) && reflect.DeepEqual(after.Subjects, rules)
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

// replaceUnchanged replaces a file that still holds what was read.
func replaceUnchanged(path string, read, edited []byte) error {
	earlier, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("read the settings file: %w", err)
	}
	if now, err := readFile(path, maxSize); err != nil || !bytes.Equal(now, read) {
		return ErrEdited
	}
	return atomicfile.WriteKeeping(path, edited, 0o600, atomicfile.Keep{Earlier: earlier})
}
