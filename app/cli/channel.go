package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sentinel/app/agent"
	"sentinel/app/view"
	"sentinel/monitor/alert"
	"sentinel/monitor/alert/channel"
	"sentinel/monitor/api"
	"sentinel/monitor/config"
)

type channelCommand struct {
	List channelListCommand `cmd:"" help:"List the channels of the running monitor, and how they fare."`
	Test channelTestCommand `cmd:"" help:"Send a test message through a channel, and say what came of it."`
}

type channelTestCommand struct {
	Name string `arg:"" help:"The channel's name in the configuration."`
	jsonFlag
}

// Run asks the running monitor, which alone reaches a desktop. It does not need
// one: the configuration is enough.
func (c *channelTestCommand) Run(p *program) error {
	test, asked, err := p.askToTest(c.Name)
	if err == nil && !asked {
		test, err = p.testChannel(c.Name)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		if err := p.printJSON(test); err != nil {
			return err
		}
	}
	if !test.Taken {
		return &exit{exitRefused, fmt.Errorf("%s did not take the message: %s", c.Name, test.Error)}
	}
	if !c.JSON {
		took := time.Duration(test.Seconds * float64(time.Second))
		p.say("%s took the message, after %s", c.Name, view.Duration(took.Round(time.Millisecond)))
	}
	return nil
}

// askToTest has the running monitor try a channel; asked is false when there is
// none, or one of other settings than those that are named.
func (p *program) askToTest(name string) (test api.ChannelTest, asked bool, err error) {
	client, err := p.client()
	if errors.Is(err, api.ErrNoMonitor) {
		return test, false, nil
	} else if err != nil {
		return test, false, err
	}
	defer client.Close()
	info, err := client.Info(p.ctx)
	if errors.Is(err, api.ErrNoMonitor) {
		return test, false, nil
	} else if err != nil {
		return test, false, err
	}
	if named := p.flags.Config; named != "" {
		path, err := filepath.Abs(named)
		if err != nil || path != filepath.Clean(info.ConfigPath) {
			return test, false, nil
		}
	}
	test, err = client.TestChannel(p.ctx, name)
	if errors.Is(err, api.ErrNotFound) {
		return test, true, usage("%v; sentinelctl channel list lists them", err)
	}
	return test, true, err
}

// testChannel tries a channel of the configuration.
func (p *program) testChannel(name string) (api.ChannelTest, error) {
	found, err := p.channel(name)
	if err != nil {
		return api.ChannelTest{}, err
	}
	sender, err := agent.NewSender(found)
	if errors.Is(err, channel.ErrDesktop) {
		return api.ChannelTest{}, &exit{exitRefused, fmt.Errorf("%s: %w; doctor says whether notifications work here", name, err)}
	} else if err != nil {
		return api.ChannelTest{}, &exit{exitUsage, fmt.Errorf("%s: %w", name, err)}
	}
	began := p.now()
	err = sender.Send(p.ctx, alert.Message{ID: "test-" + began.UTC().Format("20060102T150405.000Z"), Kind: alert.Test, At: began.UTC()})
	if p.ctx.Err() != nil {
		return api.ChannelTest{}, p.ctx.Err()
	}
	test := api.ChannelTest{Channel: name, Taken: err == nil, Seconds: p.now().Sub(began).Seconds()}
	if err != nil {
		test.Error = err.Error()
	}
	return test, nil
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
