package view

import (
	"slices"
	"strings"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
)

// ChannelFacts are what a channel is told, when, and how its messages stand: each
// a word and what it is about.
func ChannelFacts(c api.ChannelInfo, now time.Time) [][2]string {
	facts := [][2]string{{"Told", ToldOf(c)}}
	if len(c.Mirror) > 0 {
		facts = append(facts, [2]string{"Also", strings.Join(c.Mirror, ", ")})
	}
	if len(c.Sound) > 0 {
		facts = append(facts, [2]string{"Sound", SoundAt(c.Sound...)})
	}
	if c.QuietHours != "" {
		quiet := strings.Replace(c.QuietHours, "-", " to ", 1)
		if c.Timezone != "" {
			quiet += " in " + c.Timezone
		}
		if c.ExceptCritical {
			quiet += ", critical also then"
		}
		facts = append(facts, [2]string{"Quiet", quiet})
	}
	if c.EscalateAfter > 0 {
		after := Duration(time.Duration(c.EscalateAfter * float64(time.Second)))
		facts = append(facts, [2]string{"Only", "after " + after + " unacknowledged"})
	}
	if c.Waiting > 0 {
		facts = append(facts, [2]string{"Waiting", count(c.Waiting, "message", "messages")})
	}
	switch {
	case c.Told != nil:
		facts = append(facts, [2]string{"Last", "taken " + Clock(*c.Told, now)})
	case c.Kind != desktopKind:
		facts = append(facts, [2]string{"Last", "none yet"})
	}
	return facts
}

// ToldOf is what a channel is told of: "warning or critical, of everyone".
func ToldOf(c api.ChannelInfo) string {
	of := "everyone"
	if len(c.Keys) > 0 {
		of = strings.Join(c.Keys, ", ")
	}
	return levelWords(c.Levels) + ", of " + of
}

// levelWords joins levels, the mildest first: "warning or critical".
func levelWords(levels []monitor.Level) string {
	if len(levels) == 0 {
		return "nothing"
	}
	var words []string
	for _, l := range slices.Sorted(slices.Values(levels)) {
		words = append(words, strings.ToLower(LevelWord(l)))
	}
	if last := len(words) - 1; last > 0 {
		return strings.Join(words[:last], ", ") + " or " + words[last]
	}
	return words[0]
}

// SoundAt says at which levels there is a sound, the mildest first: "at a warning,
// when critical".
func SoundAt(levels ...monitor.Level) string {
	var words []string
	for _, l := range slices.Sorted(slices.Values(levels)) {
		if l == monitor.LevelWarning {
			words = append(words, "at a warning")
		} else {
			words = append(words, "when "+strings.ToLower(LevelWord(l)))
		}
	}
	return strings.Join(words, ", ")
}
