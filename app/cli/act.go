package cli

import (
	"fmt"
	"strings"
	"time"

	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/api"
)

// keyArgument is for what is done to one subject alone.
type keyArgument struct {
	Key subjectKey `arg:"" help:"A robot (ROBOT) or an account (ROBOT/ACCOUNT)."`
	jsonFlag
}

type ackCommand struct{ patternArgument }

func (c *ackCommand) Run(p *program) error {
	if c.Key.key() == monitor.NetworkKey {
		return p.ackNetwork(c.JSON)
	}
	return p.act(c.patternArgument, deed{
		action: api.ActionAcknowledge, command: "ack %s",
		state: "acknowledged",
		done:  func(s monitor.Subject) bool { return s.Acknowledged },
		wants: func(s monitor.Subject) bool { return s.NeedsAttention() && !s.Acknowledged },
		spare: "in trouble too",
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

type pauseCommand struct{ patternArgument }

func (c *pauseCommand) Run(p *program) error {
	paused := func(s monitor.Subject) bool { return s.Liveness == monitor.Paused }
	return p.act(c.patternArgument, deed{
		action: api.ActionPause, command: "pause %s", state: "paused", done: paused, wants: not(paused), spare: "still watched",
	})
}

type resumeCommand struct{ patternArgument }

func (c *resumeCommand) Run(p *program) error {
	paused := func(s monitor.Subject) bool { return s.Liveness == monitor.Paused }
	return p.act(c.patternArgument, deed{
		action: api.ActionResume, command: "resume %s", state: "watched again", done: not(paused), wants: paused, spare: "still paused",
	})
}

type snoozeCommand struct {
	patternArgument
	Length time.Duration `arg:"" optional:"" default:"1h" help:"How long; 0s ends the snooze."`
}

func (c *snoozeCommand) Run(p *program) error {
	if c.Length < 0 || c.Length > api.MaxSnooze {
		return usage("%s: a snooze lasts from 0s (which ends it) to %d days", c.Length, api.MaxSnooze/(24*time.Hour))
	}
	snoozed := func(s monitor.Subject) bool { return s.SnoozedUntil != nil }
	if c.Length == 0 {
		return p.act(c.patternArgument, deed{
			action: api.ActionSnooze, command: "snooze %s 0s", state: "not snoozed", done: not(snoozed), wants: snoozed, spare: "still snoozed",
		})
	}
	return p.act(c.patternArgument, deed{
		action: api.ActionSnooze, length: c.Length, command: "snooze %s " + plainLength(c.Length),
		state: "snoozed until " + view.Clock(p.now().Add(c.Length), p.now()), done: snoozed, spare: "not snoozed",
		wants: func(s monitor.Subject) bool {
			return s.SnoozedUntil == nil || s.SnoozedUntil.Before(p.now().Add(c.Length))
		},
	})
}

// plainLength writes a length as a person types it: 1h rather than 1h0m0s.
func plainLength(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

func not(is func(monitor.Subject) bool) func(monitor.Subject) bool {
	return func(s monitor.Subject) bool { return !is(s) }
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
