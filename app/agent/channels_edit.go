package agent

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"sentinel/monitor/alert"
	"sentinel/monitor/alert/channel"
	"sentinel/monitor/api"
	"sentinel/monitor/config"
)

// PutChannel implements api.Monitor.
func (a *Agent) PutChannel(ctx context.Context, name string, s api.ChannelSettings) error {
	path, err := a.settingsPath()
	if err != nil {
		return err
	}
	a.accepting.Lock()
	defer a.accepting.Unlock()
	running := a.inForce()
	before, _ := channelOf(running, name)
	wanted, err := written(name, s, before)
	if err != nil {
		return err
	}
	if reflect.DeepEqual(wanted, before) {
		return nil
	}
	kept, err := keepSecrets(ctx, path, s, &wanted)
	if err == nil {
		err = refusedEdit(config.PutChannel(path, running, wanted))
	}
	if err != nil {
		a.forgetSecrets(ctx, kept...)
		return err
	}
	a.log.Info("a channel was written into the settings", "channel", name, "kind", wanted.Kind, "config", path)
	return a.edited(ctx, before, func(c *config.Config) bool {
		now, there := channelOf(c, name)
		return there && reflect.DeepEqual(now, wanted)
	})
}

// RemoveChannel implements api.Monitor. A secret that PutChannel kept goes with
// the channel, unless another one names it; what a person kept stays.
func (a *Agent) RemoveChannel(ctx context.Context, name string) error {
	path, err := a.settingsPath()
	if err != nil {
		return err
	}
	a.accepting.Lock()
	defer a.accepting.Unlock()
	running := a.inForce()
	before, there := channelOf(running, name)
	if !there {
		return a.cannotRemove(name)
	}
	if err := config.RemoveChannel(path, running, name); err != nil {
		return refusedEdit(err)
	}
	a.log.Info("a channel was taken out of the settings", "channel", name, "config", path)
	err = a.edited(ctx, before, func(c *config.Config) bool {
		_, there := channelOf(c, name)
		return !there
	})
	return errors.Join(err, a.discard(ctx, name))
}

// errTakenOut is why the messages that wait for a channel are not sent any more.
var errTakenOut = errors.New("the channel was taken out of the settings before it took the message")

// discard sets aside what waits for a channel that a person took out: one of that
// name, some time later, is not to be told of it.
func (a *Agent) discard(ctx context.Context, name string) error {
	for after := int64(0); ; {
		letter, found, err := a.store.NextLetter(ctx, name, after)
		if err == nil && found {
			after = letter.ID
			err = a.store.Refused(ctx, letter.ID, errTakenOut.Error())
		}
		if err != nil {
			return fmt.Errorf("%w: it is taken out, and what waits for it still does: %w", api.ErrUnavailable, err)
		}
		if !found {
			return nil
		}
	}
}

// cannotRemove says why a channel that the settings do not have cannot be taken out
// of them.
func (a *Agent) cannotRemove(name string) error {
	for _, c := range a.listed() {
		if c.Name == name {
			return fmt.Errorf("%w: this desktop is told of all as long as the settings have no channel for it, so there is none to take out; "+
				"write one of kind desktop for it to be told of less", api.ErrRefused)
		}
	}
	return unknownChannel(name)
}

// written is a channel as it is to stand in the settings, but for its secrets,
// which are not kept yet. What is empty of these stays as it is before.
func written(name string, s api.ChannelSettings, before config.Channel) (config.Channel, error) {
	c := config.Channel{
		Name: name, Kind: s.Kind, URL: s.Address, Secret: s.Secret, Levels: s.Levels, Keys: someOf(s.Keys),
		QuietHours: s.QuietHours, ExceptCritical: s.ExceptCritical, EscalateAfter: time.Duration(s.EscalateAfter),
	}
	if s.Timezone != "" {
		zone, err := time.LoadLocation(s.Timezone)
		if err != nil {
			return c, api.Invalid("timezone", fmt.Sprintf(`timezone %q is not known: want a name such as "UTC" or "Asia/Jakarta"`, s.Timezone))
		}
		c.Zone = zone
	}
	if c.Mirror = someOf(s.Mirror); s.Mirror == nil && c.Kind != channel.KindAlertmanager {
		c.Mirror = before.Mirror
	}
	if c.Kind == config.KindDesktop {
		if c.Sound = someOf(s.Sound); s.Sound == nil {
			c.Sound = before.Sound
		}
		return c, nil
	}
	if before.Kind == c.Kind {
		c.URL, c.Secret = cmp.Or(c.URL, before.URL), cmp.Or(c.Secret, before.Secret)
	}
	if c.URL == "" {
		return c, api.Invalid("address", "this channel needs an address: where it sends to")
	}
	return c, usable(c, s)
}

// someOf is a list as the settings file gives it: nil when it is empty.
func someOf[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return slices.Clip(list)
}

// usable tries what a person typed as a secret.
func usable(c config.Channel, s api.ChannelSettings) error {
	if s.Secret != "" {
		if _, err := config.Typed(s.Secret); err != nil {
			return api.Invalid("secret", fmt.Sprintf("the secret cannot be used: %v", err))
		}
	}
	if s.Address == "" {
		return nil
	}
	address, err := config.Typed(s.Address)
	if err == nil {
		_, err = channel.New(channel.Options{Kind: c.Kind, URL: address, Text: func(alert.Message) (title, body string) { return "", "" }})
	}
	if err != nil {
		return api.Invalid("address", fmt.Sprintf("the address cannot be used: %v", err))
	}
	return nil
}

// keepSecrets puts what was typed where secrets are, and the references to it into
// the channel. It returns those that are new, also with an error.
func keepSecrets(ctx context.Context, path string, s api.ChannelSettings, c *config.Channel) (kept []string, err error) {
	for _, typed := range []struct {
		text string
		into *string
		keep bool
	}{
		{s.Address, &c.URL, s.Address != "" && config.HoldsSecret(s.Address)},
		{s.Secret, &c.Secret, s.Secret != ""},
	} {
		if !typed.keep {
			continue
		}
		ref, err := config.KeepSecret(ctx, path, c.Name, typed.text)
		if err != nil {
			return kept, fmt.Errorf("%w: the secret cannot be kept, so nothing is changed: %w", api.ErrRefused, err)
		}
		if *typed.into = ref; ref != typed.text {
			kept = append(kept, ref)
		}
	}
	return kept, nil
}

// forgetSecrets takes out what keepSecrets kept, if nothing in force names it.
func (a *Agent) forgetSecrets(ctx context.Context, refs ...string) {
	running := a.inForce()
	for _, ref := range refs {
		named := ref == running.Alerts.Deadman || slices.ContainsFunc(running.Channels, func(c config.Channel) bool { return c.URL == ref || c.Secret == ref })
		if named {
			continue
		}
		if err := config.ForgetSecret(context.WithoutCancel(ctx), ref); err != nil {
			a.log.Warn("a secret that nothing uses any more is still kept", "reference", ref, "error", err)
		}
	}
}

// edited has what was written into the settings put in force, and then forgets
// what secrets of the channel are used no more.
func (a *Agent) edited(ctx context.Context, before config.Channel, holds func(*config.Config) bool) error {
	if err := a.reread(ctx); err != nil {
		return err
	}
	if !holds(a.inForce()) {
		return fmt.Errorf("%w: it is written into the settings file, and is not in force: see what the monitor has to say", api.ErrUnavailable)
	}
	a.forgetSecrets(ctx, before.URL, before.Secret)
	return nil
}

// refusedEdit says which key of an edit is wrong, or that the file is left alone.
func refusedEdit(err error) error {
	mistake, isMistake := errors.AsType[*config.KeyMistake](err)
	switch {
	case err == nil:
		return nil
	case isMistake && mistake.Key == "url":
		return api.Invalid("address", mistake.Message)
	case isMistake:
		return api.Invalid(mistake.Key, mistake.Message)
	}
	return fmt.Errorf("%w: %w", api.ErrRefused, err)
}

func channelOf(c *config.Config, name string) (found config.Channel, there bool) {
	at := slices.IndexFunc(c.Channels, func(c config.Channel) bool { return c.Name == name })
	if at < 0 {
		return config.Channel{}, false
	}
	return c.Channels[at], true
}
