package agent

import (
	"slices"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/alert"
	"sentinel/monitor/config"
)

// onDesktop says of what the notifications of this desktop tell: of all, unless
// the configuration has channels of that kind. What happens in their quiet hours
// is not told later: the icon has shown it.
func onDesktop(c *config.Config) func(monitor.Transition, time.Time) bool {
	var desktops []config.Channel
	for _, channel := range c.Channels {
		if channel.Kind == config.KindDesktop {
			desktops = append(desktops, channel)
		}
	}
	if len(desktops) == 0 {
		return func(monitor.Transition, time.Time) bool { return true }
	}
	return func(t monitor.Transition, now time.Time) bool {
		return slices.ContainsFunc(desktops, func(channel config.Channel) bool { return shows(channel, t.Incident, now) })
	}
}

func shows(channel config.Channel, i monitor.Incident, now time.Time) bool {
	if takes := takesOf(channel); !slices.Contains(channel.Levels, i.Level) || takes != nil && !takes(i.Key) {
		return false
	}
	hours, _ := alert.ParseHours(channel.QuietHours, channel.Zone) // which were checked
	_, quiet := hours.At(now)
	return !quiet || channel.ExceptCritical && i.Level == monitor.LevelCritical
}

// takesOf says of whom a channel is told; nil: of all.
func takesOf(channel config.Channel) func(monitor.Key) bool {
	if len(channel.Keys) == 0 {
		return nil
	}
	return func(key monitor.Key) bool {
		return slices.ContainsFunc(channel.Keys, func(pattern string) bool { return config.Matches(pattern, key) })
	}
}
