package config

import (
	"errors"
	"io/fs"
	"path/filepath"

	"sentinel/monitor/calendar"
)

// maxHolidays bounds a file of holidays, in bytes.
const maxHolidays = 1 << 20

// calendar takes a market's hours, as they are written and as they are meant.
func (s *section) calendar() (Calendar, *calendar.Calendar) {
	var c Calendar
	c.Name, _ = s.filled("name", true)
	c.Zone = s.zone("timezone")
	var sessions []calendar.Session
	before := len(s.mistakes)
	for _, e := range s.texts("sessions") {
		parsed, err := calendar.ParseSessions(e.text)
		if err != nil {
			s.mistake(e.line, "session %s: %v", quote(e.text), err)
		}
		sessions = append(sessions, parsed...)
		c.Sessions = append(c.Sessions, e.text)
	}
	switch {
	case !s.has("sessions"):
		s.mistake(s.line(), `%s has no sessions: write sessions = ["Mon-Fri 08:45-16:15"]`, s.name)
	case len(sessions) == 0 && len(s.mistakes) == before:
		s.warn(s.at("sessions"), "sessions is empty: such a market never opens, and nobody is missed")
	}
	var holidays []calendar.Date
	var closes []calendar.EarlyClose
	c.Holidays, holidays = dates(s, "holidays", calendar.ParseDate)
	c.EarlyCloses, closes = dates(s, "early_closes", calendar.ParseEarlyClose)
	if path, given := s.path("holidays_file", false); given {
		c.HolidaysFile = path
		holidays = append(holidays, s.holidaysIn(path)...)
	}
	s.finish()
	return c, calendar.New(c.Zone, sessions, holidays, closes)
}

// dates takes a list of dates, as they are written and as parse reads them.
func dates[D any](s *section, key string, parse func(string) (D, error)) (texts []string, dates []D) {
	for _, e := range s.texts(key) {
		date, err := parse(e.text)
		if err != nil {
			s.mistake(e.line, "%s %s: %v", key, quote(e.text), err)
		}
		texts = append(texts, e.text)
		dates = append(dates, date)
	}
	return texts, dates
}

// holidaysIn reads a file of holidays.
func (s *section) holidaysIn(path string) []calendar.Date {
	name := beside(s.reader.path, path)
	s.files = append(s.files, name)
	data, err := readFile(name, maxHolidays)
	if errors.Is(err, fs.ErrNotExist) {
		s.mistake(s.at("holidays_file"), "holidays_file %s is not there", quote(name))
		return nil
	} else if err != nil {
		s.mistake(s.at("holidays_file"), "holidays_file %s cannot be read: %v", quote(name), err)
		return nil
	}
	holidays, warnings, err := calendar.ParseHolidays(data)
	if err != nil {
		s.mistake(s.at("holidays_file"), "holidays_file %s: %v", quote(name), err)
	}
	for _, w := range warnings {
		s.warn(s.at("holidays_file"), "holidays_file %s: %v", quote(name), w)
	}
	return holidays
}

// beside is the path of a file that a configuration names, relative to its
// folder.
func beside(config, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(config), path)
}
