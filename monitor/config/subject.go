package config

import (
	"regexp"
	"slices"
	"strings"
	"time"

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

// session is the form of a calendar's sessions: a day or a span of days with
// the hours of each, or one span from a day's hour to another day's.
var session = func() *regexp.Regexp {
	const day, clock = `(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)`, `(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)`
	return regexp.MustCompile(`^` + day + `(?:-` + day + ` ` + clock + `-` + clock +
		`| ` + clock + `-` + clock + `| ` + clock + `-` + day + ` ` + clock + `)$`)
}()

func (s *section) calendar() Calendar {
	var c Calendar
	c.Name, _ = s.filled("name", true)
	c.Zone = s.zone("timezone")
	for _, e := range s.texts("sessions") {
		if !session.MatchString(e.text) {
			s.mistake(e.line, `session %s: want "Mon-Fri 08:45-16:15" or "Sun 17:00-Fri 17:00"`, quote(e.text))
		}
		c.Sessions = append(c.Sessions, e.text)
	}
	if !s.has("sessions") {
		s.mistake(s.line(), `%s has no sessions: write sessions = ["Mon-Fri 08:45-16:15"]`, s.name)
	}
	c.Holidays = s.dates("holidays", "2006-01-02", "2026-12-25")
	c.EarlyCloses = s.dates("early_closes", "2006-01-02 15:04", "2026-12-24 12:00")
	c.HolidaysFile, _ = s.path("holidays_file", false)
	s.finish()
	return c
}

func (s *section) dates(key, layout, example string) []string {
	var dates []string
	for _, e := range s.texts(key) {
		if _, err := time.Parse(layout, e.text); err != nil {
			s.mistake(e.line, "%s %s: want a date such as %q", key, quote(e.text), example)
		}
		dates = append(dates, e.text)
	}
	return dates
}
