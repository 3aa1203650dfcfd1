package config

import (
	"regexp"
	"slices"
	"strings"

	"sentinel/monitor"
	"sentinel/monitor/decode"
)

func (s *section) subject() SubjectRule {
	rule := SubjectRule{Keys: s.patterns("key")}
	if !s.has("key") {
		s.mistake(s.line(), `%s has no key: write key = ["ROBOT", "ROBOT/*"]`, s.name)
	}
	rule.Rhythm = s.rhythm()
	s.finish()
	return rule
}

// patterns takes a list of patterns of keys, at least one where it is given.
func (s *section) patterns(key string) []string {
	before := len(s.mistakes)
	var patterns []string
	for _, p := range s.texts(key) {
		if validPattern(p.text) {
			patterns = append(patterns, p.text)
		} else {
			s.mistake(p.line, "%s %s: want ROBOT or ROBOT/ACCOUNT, each of A-Z a-z 0-9 . _ - and *", key, quote(p.text))
		}
	}
	if s.has(key) && len(patterns) == 0 && len(s.mistakes) == before {
		s.mistake(s.at(key), "%s is empty: it would match nothing", key)
	}
	return patterns
}

func validPattern(pattern string) bool {
	_, err := monitor.ParseKey(strings.ReplaceAll(pattern, "*", "x"))
	return err == nil
}

// messageKinds are what a message can mean.
var messageKinds = []string{
	monitor.StatusWaiting, monitor.StatusLogin, monitor.StatusTrade, monitor.StatusProfit, monitor.StatusError,
	monitor.StatusWarning, monitor.StatusBusy, monitor.StatusCustom, monitor.StatusStopped,
}

func (s *section) rule() decode.Rule {
	var rule decode.Rule
	if match, given := s.filled("match", true); given {
		var err error
		if rule.Match, err = regexp.Compile(match); err != nil {
			why := strings.TrimPrefix(err.Error(), "error parsing regexp: ")
			s.mistake(s.at("match"), "match is not a regular expression: %s", strings.ToValidUTF8(why, "?"))
		}
	}
	kind, given := s.filled("kind", true)
	if given && !slices.Contains(messageKinds, kind) {
		s.mistake(s.at("kind"), "kind %s: want %s", quote(kind), choice(messageKinds))
	}
	rule.Kind = kind
	s.finish()
	return rule
}
