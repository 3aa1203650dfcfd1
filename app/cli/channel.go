package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sentinel/app/agent"
	"sentinel/app/view"
	"sentinel/monitor/alert"
	"sentinel/monitor/alert/channel"
	"sentinel/monitor/config"
)

type channelCommand struct {
	Test channelTestCommand `cmd:"" help:"Send a test message through a channel, and say what came of it."`
}

type channelTestCommand struct {
	Name string `arg:"" help:"The channel's name in the configuration."`
	jsonFlag
}

// channelTested is what channel test prints as JSON.
type channelTested struct {
	Channel string  `json:"channel"`
	Taken   bool    `json:"taken"`
	Error   string  `json:"error"`
	Seconds float64 `json:"seconds"`
}

// Run needs no monitor: the configuration is enough.
func (c *channelTestCommand) Run(p *program) error {
	found, err := p.channel(c.Name)
	if err != nil {
		return err
	}
	sender, err := agent.NewSender(found)
	if errors.Is(err, channel.ErrDesktop) {
		return &exit{exitRefused, fmt.Errorf("%s: %w; doctor says whether notifications work here", c.Name, err)}
	} else if err != nil {
		return &exit{exitUsage, fmt.Errorf("%s: %w", c.Name, err)}
	}
	began := p.now()
	err = sender.Send(p.ctx, alert.Message{ID: "test-" + began.UTC().Format("20060102T150405.000Z"), Kind: alert.Test, At: began.UTC()})
	if p.ctx.Err() != nil {
		return p.ctx.Err()
	}
	took := p.now().Sub(began)
	if c.JSON {
		result := channelTested{Channel: c.Name, Taken: err == nil, Seconds: took.Seconds()}
		if err != nil {
			result.Error = err.Error()
		}
		if err := p.printJSON(result); err != nil {
			return err
		}
	}
	if err != nil {
		return &exit{exitRefused, fmt.Errorf("%s did not take the message: %w", c.Name, err)}
	}
	if !c.JSON {
		p.say("%s took the message, after %s", c.Name, view.Duration(took.Round(time.Millisecond)))
	}
	return nil
}

// channel finds a channel in the configuration.
func (p *program) channel(name string) (config.Channel, error) {
	path, optional, err := p.configPath()
	if err != nil {
		return config.Channel{}, err
	}
	if optional && !exists(path) {
		return config.Channel{}, usage("there is no configuration yet, and so no channel: sentinelctl config init writes one to start from")
	}
	c, _, err := config.Load(path)
	if err != nil {
		return config.Channel{}, err
	}
	at := slices.IndexFunc(c.Channels, func(c config.Channel) bool { return c.Name == name })
	if at < 0 {
		var names []string
		for _, one := range c.Channels {
			names = append(names, one.Name)
		}
		if len(names) == 0 {
			return config.Channel{}, usage("%s has no [[channel]]", path)
		}
		return config.Channel{}, usage("%s has no channel %q; it has %s", path, name, strings.Join(names, ", "))
	}
	return c.Channels[at], nil
}
