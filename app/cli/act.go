package cli

import (
	"cmp"
	"fmt"
	"time"

	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/api"
)

// keyArgument is for the commands that do something to one subject.
type keyArgument struct {
	Key subjectKey `arg:"" help:"A robot (ROBOT) or an account (ROBOT/ACCOUNT)."`
	jsonFlag
}

type ackCommand struct{ keyArgument }

func (c *ackCommand) Run(p *program) error {
	if c.Key.key() == monitor.NetworkKey {
		return p.ackNetwork(c.JSON)
	}
	return p.act(c.keyArgument, api.ActionAcknowledge, 0, func(s monitor.Subject) (string, error) {
		if !s.Acknowledged {
			return "", &exit{exitRefused, fmt.Errorf("%s has no open incident: there is nothing to acknowledge", s.Key)}
		}
		return "is acknowledged", nil
	})
}

// ackNetwork acknowledges the incident of our own network, which is no subject.
func (p *program) ackNetwork(inJSON bool) error {
	client, err := p.client()
	if err != nil {
		return err
	}
	defer client.Close()
	if err := client.Act(p.ctx, monitor.NetworkKey, api.ActionAcknowledge, 0); err != nil {
		return err
	}
	if inJSON {
		return p.printJSON(map[string]any{"key": monitor.NetworkKey, "acknowledged": true})
	}
	p.say("%s is acknowledged", monitor.NetworkKey)
	return nil
}

type pauseCommand struct{ keyArgument }

func (c *pauseCommand) Run(p *program) error {
	return p.act(c.keyArgument, api.ActionPause, 0, always("is paused"))
}

type resumeCommand struct{ keyArgument }

func (c *resumeCommand) Run(p *program) error {
	return p.act(c.keyArgument, api.ActionResume, 0, always("is watched again"))
}

type snoozeCommand struct {
	keyArgument
	Length time.Duration `arg:"" optional:"" default:"1h" help:"How long; 0s ends the snooze."`
}

func (c *snoozeCommand) Run(p *program) error {
	if c.Length < 0 || c.Length > api.MaxSnooze {
		return usage("%s: a snooze lasts from 0s (which ends it) to %d days", c.Length, api.MaxSnooze/(24*time.Hour))
	}
	return p.act(c.keyArgument, api.ActionSnooze, c.Length, func(s monitor.Subject) (string, error) {
		if s.SnoozedUntil == nil {
			return "is not snoozed", nil
		}
		return "is snoozed until " + view.Clock(*s.SnoozedUntil, p.now()), nil
	})
}

// outcome says how a subject stands after something was done to it, or why that
// was of no use.
type outcome func(monitor.Subject) (string, error)

func always(words string) outcome {
	return func(monitor.Subject) (string, error) { return words, nil }
}

// act does something to a subject and says how it stands then.
func (p *program) act(c keyArgument, action string, length time.Duration, told outcome) error {
	client, err := p.client()
	if err != nil {
		return err
	}
	defer client.Close()
	if err := client.Act(p.ctx, c.Key.key(), action, length); err != nil {
		return err
	}
	s, err := client.Subject(p.ctx, c.Key.key())
	if err != nil {
		return err
	}
	words, useless := told(s)
	switch {
	case c.JSON:
		err = p.printJSON(s)
	case useless == nil:
		p.say("%s %s", s.Key, words)
	}
	return cmp.Or(useless, err)
}

type forgetCommand struct{ keyArgument }

func (c *forgetCommand) Run(p *program) error {
	client, err := p.client()
	if err != nil {
		return err
	}
	defer client.Close()
	if err := client.Forget(p.ctx, c.Key.key()); err != nil {
		return fmt.Errorf("%s cannot be forgotten: %w", c.Key, err)
	}
	if c.JSON {
		return p.printJSON(map[string]any{"key": c.Key, "forgotten": true})
	}
	p.say("%s is forgotten", c.Key)
	return nil
}
