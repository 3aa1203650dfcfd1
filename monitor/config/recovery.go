package config

import (
	"time"

	"sentinel/monitor"
)

// Recovery starts a robot again that is silent.
type Recovery struct {
	Robot      monitor.Key
	Command    []string // program and arguments, for no shell; nil with URL
	URL        string   // a reference, or a literal that holds no secret, which gets a POST; "" with Command
	Mode       string   // one of the Recover constants
	After      time.Duration
	AnyOrders  bool
	MarketOpen bool
	Budget     int // tries within Window
	Window     time.Duration
	Pause      time.Duration
	Timeout    time.Duration
}

// The modes of a Recovery.
const (
	RecoverOff = "off" // nothing is done: it is what is built in
	RecoverDry = "dry" // what would be done is said, and not done
	RecoverOn  = "on"
)

func (s *section) recovery() Recovery {
	r := Recovery{After: 5 * time.Minute, Budget: 3, Window: time.Hour, Pause: 5 * time.Minute, Timeout: time.Minute}
	if robot, given := s.filled("robot", true); given {
		key, err := monitor.ParseKey(robot)
		if err != nil || key.Kind() != monitor.KindRobot {
			s.mistake(s.at("robot"), "robot %s: want 1 to %d of A-Z a-z 0-9 . _ -", quote(robot), monitor.MaxKeyPart)
		}
		r.Robot = key
	}
	before := len(s.mistakes)
	for _, part := range s.texts("command") {
		r.Command = append(r.Command, part.text)
	}
	if target, given := s.filled("url", false); given {
		r.URL = s.target("url", "", target)
	}
	switch {
	case s.has("command") && s.has("url"):
		s.mistake(s.at("url"), "a recovery has a command or a url, not both")
	case !s.has("command") && !s.has("url"):
		s.mistake(s.line(), `%s has no command: write command = ["PROGRAM", "ARGUMENT"], or url`, s.name)
	case s.has("command") && len(s.mistakes) == before && (len(r.Command) == 0 || r.Command[0] == ""):
		s.mistake(s.at("command"), "command names no program")
	}
	r.Mode = s.oneOf("mode", RecoverOff, RecoverDry, RecoverOn)
	r.AnyOrders = s.oneOf("open_orders", "none", "any") == "any"
	r.MarketOpen = s.oneOf("market", "any", "open") == "open"
	if n := s.number("budget", 1, 100); n != nil {
		r.Budget = *n
	}
	for key, into := range map[string]*time.Duration{"after": &r.After, "window": &r.Window, "pause": &r.Pause, "timeout": &r.Timeout} {
		if d := s.duration(key, 1); d != nil {
			*into = *d
		}
	}
	s.finish()
	return r
}
