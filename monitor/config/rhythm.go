package config

import (
	"path"
	"slices"
	"time"

	"sentinel/monitor"
)

// The rhythms that are built in: for what reaches us by itself, and for what we
// read.
var (
	builtInReceiver = monitor.Rhythm{Interval: 120 * time.Second, Grace: 15 * time.Second, MaxMisses: 1}
	builtInSource   = monitor.Rhythm{Interval: 60 * time.Second, Grace: 15 * time.Second, MaxMisses: 4}
)

// Rhythm returns what is expected of a subject that source speaks of; nil is
// the receiver. The first [[subject]] rule that matches the key applies whole,
// so later rules are not asked for what it leaves open: the source is, then the
// defaults, then what is built in.
func (c *Config) Rhythm(key monitor.Key, source *Source) (interval, grace time.Duration, maxMisses int) {
	rhythm := builtInReceiver
	if source != nil {
		rhythm = builtInSource
	}
	for _, layer := range c.layers(key, source) {
		if layer.Interval != nil {
			rhythm.Interval = *layer.Interval
		}
		if layer.Grace != nil {
			rhythm.Grace = *layer.Grace
		}
		if layer.MaxMisses != nil {
			rhythm.MaxMisses = *layer.MaxMisses
		}
	}
	return rhythm.Interval, rhythm.Grace, rhythm.MaxMisses
}

// Calendar returns the name of the subject's calendar, found as Rhythm is; ""
// when it has none.
func (c *Config) Calendar(key monitor.Key, source *Source) string {
	name := ""
	for _, layer := range c.layers(key, source) {
		if layer.Calendar != "" {
			name = layer.Calendar
		}
	}
	return name
}

// Sessions returns the subject's calendar, the same one for all subjects of a
// calendar; nil when it has none and its market never closes.
func (c *Config) Sessions(key monitor.Key, source *Source) monitor.Sessions {
	if market, found := c.markets[c.Calendar(key, source)]; found {
		return market
	}
	return nil
}

// layers lists what speaks of the subject, the strongest last.
func (c *Config) layers(key monitor.Key, source *Source) []Rhythm {
	layers := []Rhythm{c.Defaults}
	if source != nil {
		layers = append(layers, source.Rhythm)
	}
	for _, rule := range c.Subjects {
		if rule.matches(key) {
			return append(layers, rule.Rhythm)
		}
	}
	return layers
}

func (r SubjectRule) matches(key monitor.Key) bool {
	return slices.ContainsFunc(r.Keys, func(p string) bool { return Matches(p, key) })
}

// Matches tells whether a pattern, which Load has checked, matches the key: *
// stands for any characters but "/".
func Matches(pattern string, key monitor.Key) bool {
	matched, err := path.Match(pattern, string(key))
	return err == nil && matched
}
