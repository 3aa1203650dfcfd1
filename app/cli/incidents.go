package cli

import (
	"fmt"
	"slices"
	"time"

	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/api"
)

type incidentsCommand struct {
	Key   subjectKey `arg:"" optional:"" help:"Of this robot or account only."`
	State string     `default:"all" enum:"open,closed,all" help:"open, closed or all."`
	jsonFlag
}

func (c *incidentsCommand) Run(p *program) error {
	client, err := p.client()
	if err != nil {
		return err
	}
	defer client.Close()
	list, err := client.Incidents(p.ctx, api.IncidentQuery{State: c.State})
	if err != nil {
		return err
	}
	if c.Key != "" {
		list = slices.DeleteFunc(list, func(i monitor.Incident) bool { return i.Key != c.Key.key() })
	}
	if c.JSON {
		return p.printJSON(list)
	}
	if len(list) == 0 {
		p.note("no incidents")
	}
	for _, incident := range list {
		p.say("%s", incidentLine(incident))
	}
	return nil
}

// incidentLine tells an incident in one line.
func incidentLine(i monitor.Incident) string {
	length := time.Duration(i.Duration * float64(time.Second))
	state := "open for " + view.Duration(length)
	if i.Closed != nil {
		state = fmt.Sprintf("%s after %s", i.End, view.Duration(length))
	}
	line := fmt.Sprintf("%s %s  %-8s  %-12s  %s, %s",
		view.Glyph(i.Level), i.Opened.Local().Format("2006-01-02 15:04:05"), i.Level, i.Key, orWord(string(i.Cause)), state)
	if i.Acknowledged {
		line += ", acknowledged"
	}
	if i.Test {
		line += ", test"
	}
	if i.Message != "" {
		line += ": " + i.Message
	}
	return printable(line)
}

func orWord(cause string) string {
	if cause == "" {
		return "trouble"
	}
	return cause
}
