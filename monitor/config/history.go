package config

import (
	"fmt"
	"math"
	"time"
)

const day = 24 * time.Hour

// leastKept is how long what can be made shorter is kept at least: the hours of
// the last three days are counted from beats, and begin in what held a day
// before.
const leastKept = 4 * day

// History says how long what happened is kept; 0: for good.
type History struct {
	Beats     time.Duration // each beat
	Summaries time.Duration // what each hour and day was, never shorter than beats
	Incidents time.Duration // incidents that have ended, with what happened to them
}

func (s *section) history(h History) History {
	h.Beats = s.kept("beats", h.Beats)
	h.Summaries = s.kept("summaries", h.Summaries)
	h.Incidents = s.kept("incidents", h.Incidents)
	if h.Summaries != 0 && (h.Beats == 0 || h.Beats > h.Summaries) {
		key := "summaries"
		if !s.has(key) {
			key = "beats"
		}
		s.mistake(s.at(key), `beats are kept %s, and their summaries only for %s: want summaries for as long at least, or "0s", for good`,
			howLong(h.Beats), inDays(h.Summaries))
	}
	s.finish()
	return h
}

// kept takes for how long something is kept; the built-in time when it is not
// there.
func (s *section) kept(key string, builtIn time.Duration) time.Duration {
	d := s.duration(key, 0)
	switch {
	case d == nil:
		return builtIn
	case *d == 0 || *d >= leastKept:
		return *d
	}
	text, _ := s.table[key].(string)
	s.mistake(s.at(key), `%s %s: want %s at least, or "0s", for good`, key, quote(text), inDays(leastKept))
	return builtIn
}

func howLong(d time.Duration) string {
	if d == 0 {
		return "for good"
	}
	return "for " + inDays(d)
}

// inDays writes a duration as the file has it, and how many days that is.
func inDays(d time.Duration) string {
	return fmt.Sprintf("%gh (%g days)", d.Hours(), math.Round(10*d.Hours()/day.Hours())/10)
}
