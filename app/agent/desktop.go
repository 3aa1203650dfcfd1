package agent

import (
	"context"
	"errors"
	"slices"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/alert"
	"sentinel/monitor/alert/channel"
	"sentinel/monitor/config"
)

// Desktop shows people what the monitor on their own desktop tells.
type Desktop interface {
	// Show shows a message, with a sound or without. After an error, which is
	// shown as a notice, it is called again, unless that wraps ErrUnanswered.
	Show(ctx context.Context, m alert.Message, sound bool) error
	// Settle takes off the screen what is shown of a subject: somebody knows of
	// it. It is called in passing and must not take long.
	Settle(key monitor.Key)
}

// ErrUnanswered is wrapped by the error of a Desktop that did not answer: what it
// was to show may yet appear, and twice would be worse than never.
var ErrUnanswered = errors.New("the desktop did not answer; the message may still appear")

// desktopName is the channel of a desktop for which the settings have none.
const desktopName = "desktop"

// channelsOf are the channels of a configuration: without those of kind desktop
// where there is none, and with one where there is and the settings have none.
func channelsOf(c *config.Config, desktop bool) (channels []config.Channel) {
	name, configured := desktopName, false
	for _, one := range c.Channels {
		switch {
		case one.Kind == config.KindDesktop:
			configured = true
			if !desktop {
				continue
			}
		case one.Name == desktopName:
			name = "this desktop"
		}
		channels = append(channels, one)
	}
	if desktop && !configured {
		own := config.Channel{Name: name, Kind: config.KindDesktop, Levels: []monitor.Level{monitor.LevelWarning, monitor.LevelCritical}}
		channels = append([]config.Channel{own}, channels...)
	}
	return channels
}

// channels are those that are in force.
func (a *Agent) channels() []config.Channel {
	a.mu.Lock()
	defer a.mu.Unlock()
	return channelsOf(a.config, a.options.Desktop != nil)
}

// sender makes what sends the messages of a channel.
func (a *Agent) sender(c config.Channel) (channel.Sender, error) {
	if c.Kind == config.KindDesktop {
		return &screen{a, c.Sound}, nil
	}
	return a.options.Sender(c)
}

// stale is the age from which a message for the desktop is history, unless what
// it tells of goes on: the icon has shown it.
const stale = time.Hour

// screen is the channel of the desktop.
type screen struct {
	*Agent
	sound []monitor.Level // at which it makes a sound
}

// Send implements channel.Sender.
func (s *screen) Send(ctx context.Context, m alert.Message) error {
	if len(m.Incidents) > 0 && time.Since(m.At) >= stale {
		open, err := s.engine.Incidents(ctx)
		if err != nil {
			return &channel.Failure{Reason: "the monitor does not say which incidents are open"}
		}
		open = append(open, s.fares.troubles()...)
		m.Incidents = slices.DeleteFunc(slices.Clone(m.Incidents), func(told monitor.Incident) bool {
			return !slices.ContainsFunc(open, func(i monitor.Incident) bool { return i.ID == told.ID })
		})
		if len(m.Incidents) == 0 {
			return nil
		}
	}
	if err := s.options.Desktop.Show(ctx, m, s.sounds(m)); err != nil {
		return &channel.Failure{Reason: err.Error(), Maybe: errors.Is(err, ErrUnanswered)}
	}
	return nil
}

func (s *screen) sounds(m alert.Message) bool {
	return slices.ContainsFunc(m.Incidents, func(i monitor.Incident) bool { return i.Closed == nil && slices.Contains(s.sound, i.Level) })
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
