package cli

import (
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
	return p.act(c.keyArgument, api.ActionAcknowledge, 0, func(monitor.Subject) string { return "is acknowledged" })
}

type pauseCommand struct{ keyArgument }

func (c *pauseCommand) Run(p *program) error {
	return p.act(c.keyArgument, api.ActionPause, 0, func(monitor.Subject) string { return "is paused" })
}

type resumeCommand struct{ keyArgument }

func (c *resumeCommand) Run(p *program) error {
	return p.act(c.keyArgument, api.ActionResume, 0, func(monitor.Subject) string { return "is watched again" })
}

type snoozeCommand struct {
	keyArgument
	Length time.Duration `arg:"" optional:"" default:"1h" help:"How long; 0s ends the snooze."`
}

func (c *snoozeCommand) Run(p *program) error {
	if c.Length < 0 || c.Length > api.MaxSnooze {
		return usage("%s: a snooze lasts from 0s (which ends it) to %d days", c.Length, api.MaxSnooze/(24*time.Hour))
	}
	return p.act(c.keyArgument, api.ActionSnooze, c.Length, func(s monitor.Subject) string {
		if s.SnoozedUntil == nil {
			return "is not snoozed"
		}
		return "is snoozed until " + view.Clock(*s.SnoozedUntil, p.now())
	})
}

// act does something to a subject and says how it stands then.
func (p *program) act(c keyArgument, action string, length time.Duration, words func(monitor.Subject) string) error {
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
	if c.JSON {
		return p.printJSON(s)
	}
	p.say("%s %s", s.Key, words(s))
	return nil
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
