package api

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sentinel/monitor"
)

// params reads the parameters of a query, strictly: a parameter that is
// unknown, given twice or out of bounds is a mistake that the caller wants to
// know of. The first mistake stays in err.
type params struct {
	values url.Values
	err    error
}

// readParams checks the names of a query's parameters.
func readParams(r *http.Request, known ...string) *params {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return &params{err: failure(http.StatusBadRequest, "the query cannot be read: write & between parameters and escape other signs")}
	}
	p := &params{values: values}
	for name := range values {
		if !slices.Contains(known, name) {
			p.reject(name, "%q is not a parameter here; possible: %s", name, orNone(known))
		}
	}
	return p
}

func orNone(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

func (p *params) reject(field, format string, args ...any) {
	if p.err == nil {
		p.err = invalid(field, format, args...)
	}
}

// text returns a parameter of at most limit bytes.
func (p *params) text(name string, limit int) string {
	said := p.values[name]
	switch {
	case len(said) == 0:
		return ""
	case len(said) > 1:
		p.reject(name, "%s is given %d times", name, len(said))
	case len(said[0]) > limit:
		p.reject(name, "%s is longer than %d bytes", name, limit)
	}
	return said[0]
}

// choice returns one of several words, the first when none is given.
func (p *params) choice(name string, words ...string) string {
	said := p.text(name, maxWord)
	if said == "" {
		return words[0]
	}
	if !slices.Contains(words, said) {
		p.reject(name, "%s %q: want one of %s", name, said, strings.Join(words, ", "))
	}
	return said
}

// number returns a whole number within bounds, missing when none is given.
func (p *params) number(name string, least, most, missing int) int {
	said := p.text(name, maxWord)
	if said == "" {
		return missing
	}
	n, err := strconv.Atoi(said)
	if err != nil || n < least || n > most {
		p.reject(name, "%s %q: want a number from %d to %d", name, said, least, most)
	}
	return n
}

// key returns a subject's key, empty when none is given.
func (p *params) key(name string) monitor.Key {
	said := p.text(name, maxText)
	if said == "" {
		return ""
	}
	key, err := monitor.ParseKey(said)
	if err != nil {
		p.reject(name, "%s", err)
	}
	return key
}

func (p *params) levels(name string) (levels []monitor.Level) {
	for _, said := range p.values[name] {
		var level monitor.Level
		if err := level.UnmarshalText([]byte(said)); err != nil {
			p.reject(name, "%s", err)
		}
		levels = append(levels, level)
	}
	return levels
}

// Bounds of parameters, in bytes.
const (
	maxText = 200
	maxWord = 32
)

// pathKey reads the subject's key in the path.
func pathKey(r *http.Request) (monitor.Key, error) {
	key, err := monitor.ParsePathKey(r.PathValue("key"))
	if err != nil {
		return "", invalid("key", "%s; in a path / is written ~", err)
	}
	return key, nil
}
