package cli

import (
	"fmt"
	"strings"
	"time"

	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/api"
)

type incidentsCommand struct {
	Key   subjectKey `arg:"" optional:"" help:"Of this robot or account only, with what was known then and what was noted."`
	State string     `default:"all" enum:"open,closed,all" help:"open, closed or all."`
	Why   bool       `help:"Tell of each, with KEY, what was decided on telling of it, and why."`
	Each  bool       `help:"List each one, also of a robot or account that came and went."`
	jsonFlag
}

func (c *incidentsCommand) Run(p *program) error {
	client, err := p.client()
	if err != nil {
		return err
	}
	defer client.Close()
	list, err := client.Incidents(p.ctx, api.IncidentQuery{State: c.State, Key: c.Key.key()})
	if err != nil {
		return err
	}
	if c.Why && c.Key == "" {
		return usage("--why needs a robot or account")
	}
	if c.JSON {
		return p.printJSON(list)
	}
	if len(list) == 0 {
		p.note("no incidents")
	}
	for _, episode := range c.episodes(list) {
		p.say("%s", episodeLine(episode))
		if c.Key != "" {
			p.tellOf(episode)
		}
		if c.Why {
			if err := p.tellWhy(client, episode); err != nil {
				return err
			}
		}
	}
	return nil
}

// tellWhy tells how each incident of an episode went through the stages of
// telling.
func (p *program) tellWhy(client *api.Client, e monitor.Episode) error {
	for _, i := range e.Incidents {
		story, err := client.Incident(p.ctx, i.ID)
		if err != nil {
			return err
		}
		for _, d := range story.Decisions {
			p.say("%s", printable(fmt.Sprintf("    %s  %s, %s: %s", d.At.Local().Format("15:04:05"), d.Channel, d.Stage, d.Reason)))
		}
	}
	return nil
}

func (c *incidentsCommand) episodes(list []monitor.Incident) []monitor.Episode {
	if !c.Each {
		return monitor.Episodes(list)
	}
	var each []monitor.Episode
	for _, i := range list {
		each = append(each, monitor.Episode{Incidents: []monitor.Incident{i}})
	}
	return each
}

// tellOf tells of each incident of an episode what else is known.
func (p *program) tellOf(e monitor.Episode) {
	for _, i := range e.Incidents {
		if known := view.KnownThen(i, p.now()); known != "" {
			p.say("%s", printable("    known then: "+known))
		}
		if by := view.Acknowledgement(i, p.now()); by != "" {
			p.say("%s", printable("    "+by))
		}
		for _, note := range i.Notes {
			p.say("%s", printable(fmt.Sprintf("    %s, %s: %s", view.Clock(note.At, p.now()), note.By, note.Text)))
		}
	}
}

// episodeLine tells a trouble in one line.
func episodeLine(e monitor.Episode) string {
	last := e.Last()
	line := fmt.Sprintf("%s %s  %-8s  %-12s  %s, %s",
		view.Glyph(e.Worst()), e.First().Opened.Local().Format("2006-01-02 15:04:05"), e.Worst(), last.Key,
		orWord(string(last.Cause)), view.EpisodeState(e))
	if last.Acknowledged {
		line += ", acknowledged"
	}
	if last.Test {
		line += ", test"
	}
	if last.Message != "" {
		line += ": " + last.Message
	}
	return printable(line)
}

func orWord(cause string) string {
	if cause == "" {
		return "trouble"
	}
	return cause
}

type noteCommand struct {
	Key  subjectKey `arg:"" help:"The robot or account: its open incident, or else its latest."`
	Text []string   `arg:"" help:"What to note."`
	By   string     `placeholder:"NAME" help:"Who notes it (default: owner)."`
	jsonFlag
}

func (c *noteCommand) Run(p *program) error {
	client, err := p.client()
	if err != nil {
		return err
	}
	defer client.Close()
	list, err := client.Incidents(p.ctx, api.IncidentQuery{State: "all", Key: c.Key.key()})
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return &exit{exitRefused, fmt.Errorf("%s has had no incident: there is nothing to write to", c.Key)}
	}
	latest := list[0] // an open one opened last
	if err := client.AddNote(p.ctx, latest.ID, c.By, strings.Join(c.Text, " ")); err != nil {
		return err
	}
	if c.JSON {
		story, err := client.Incident(p.ctx, latest.ID)
		if err != nil {
			return err
		}
		return p.printJSON(story)
	}
	p.say("noted to the incident of %s of %s", latest.Key, view.Clock(latest.Opened.In(time.Local), p.now()))
	return nil
}
