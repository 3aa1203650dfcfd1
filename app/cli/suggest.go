package cli

import (
	"errors"
	"fmt"

	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/api"
)

type suggestCommand struct {
	keyArgument
	Accept bool `help:"Write what is suggested into the configuration file, as a rule for this robot or account."`
}

func (c *suggestCommand) Run(p *program) error {
	client, err := p.client()
	if err != nil {
		return err
	}
	defer client.Close()
	key := c.Key.key()
	rhythm, err := client.Rhythm(p.ctx, key)
	switch {
	case err != nil:
		return err
	case c.Accept:
		return c.accept(p, client, rhythm)
	case c.JSON:
		return p.printJSON(rhythm)
	}
	p.say("%s", rhythmLine(rhythm))
	if rhythm.News() {
		p.note("sentinelctl suggest %s --accept writes it into the configuration file", key)
	}
	return nil
}

func (c *suggestCommand) accept(p *program, client *api.Client, r api.Rhythm) error {
	if !r.News() {
		return &exit{exitRefused, errors.New(rhythmLine(r))}
	}
	accepted, err := client.AcceptRhythm(p.ctx, r.Key, *r.Suggested)
	if err != nil {
		return err
	}
	if c.JSON {
		return p.printJSON(accepted)
	}
	when := "it is in force"
	if !accepted.InForce {
		when = "it comes into force in some seconds"
	}
	p.say("%s says now that %s is expected every %s and bears %d missed; %s",
		accepted.Path, r.Key, view.Duration(secondsOf(r.Suggested.Interval)), r.Suggested.MaxMisses, when)
	return nil
}

func rhythmLine(r api.Rhythm) string { return fmt.Sprintf("%s: %s", r.Key, view.Suggestion(r)) }

// sayRhythm ends a history with whether the subject gets slower, and what its
// heartbeats suggest where that is something else than it has.
func (p *program) sayRhythm(client *api.Client, key monitor.Key) error {
	rhythm, err := client.Rhythm(p.ctx, key)
	if errors.Is(err, api.ErrNotFound) {
		return nil // it is not watched any more
	}
	if err != nil {
		return err
	}
	if d := rhythm.Drift; d != nil {
		p.say("  pace             %s: %s", view.Drift(*d), view.DriftNumbers(*d))
	}
	if rhythm.News() {
		p.say("  suggested        %s", view.Suggestion(rhythm))
	}
	return nil
}
