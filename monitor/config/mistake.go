package config

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrInvalid is wrapped by every error about what a configuration file says,
// as against one that could not be read.
var ErrInvalid = errors.New("the configuration is not valid")

// Mistake is one thing that is wrong in a configuration file.
type Mistake struct {
	Path    string // the file as its name was given
	Line    int    // from 1
	Message string
}

// Error returns "config.toml:6: message".
func (m Mistake) Error() string { return fmt.Sprintf("%s:%d: %s", m.Path, m.Line, m.Message) }

// Unwrap returns ErrInvalid.
func (m Mistake) Unwrap() error { return ErrInvalid }

// Mistakes are all that is wrong in one file, in the order of its lines.
type Mistakes []Mistake

// Error returns one line for each mistake.
func (m Mistakes) Error() string {
	lines := make([]string, len(m))
	for i, mistake := range m {
		lines[i] = mistake.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the mistakes one by one.
func (m Mistakes) Unwrap() []error {
	errs := make([]error, len(m))
	for i, mistake := range m {
		errs[i] = mistake
	}
	return errs
}

func sortMistakes(m []Mistake) {
	slices.SortStableFunc(m, func(a, b Mistake) int { return cmp.Compare(a.Line, b.Line) })
}
