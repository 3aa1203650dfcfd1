package cli

import (
	"fmt"
	"strings"

	"sentinel/app/view"
	"sentinel/monitor/api"
)

type drillCommand struct{ jsonFlag }

// Run ends well when each channel was told that should have been: that one has
// quiet hours is no failure.
func (c *drillCommand) Run(p *program) error {
	client, err := p.client()
	if err != nil {
		return err
	}
	defer client.Close()
	p.note("a test incident, marked TEST, is told to your channels as a real one would be, and then taken back; this takes up to a minute or so")
	drill, err := client.Drill(p.ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		err = p.printJSON(drill)
	} else {
		p.sayDrill(drill)
	}
	if err != nil {
		return err
	}
	return drillFailure(drill)
}

// sayDrill prints a line for each channel.
func (p *program) sayDrill(drill api.Drill) {
	rows := [][]string{{"channel", "kind", "told", "after", "why not"}}
	for _, c := range drill.Channels {
		row := []string{printable(c.Channel), c.Kind, "no", "", printable(c.Reason)}
		switch {
		case c.Told:
			row[2], row[3] = "yes", fmt.Sprintf("%.1f s", c.Seconds)
		case c.Stage != "":
			row[4] = c.Stage + ": " + row[4]
		}
		rows = append(rows, row)
	}
	if len(drill.Channels) > 0 {
		p.sayColumns(rows)
	}
	p.say("%s", view.DrillSum(drill))
}

// sayColumns prints rows whose columns stand below one another.
func (p *program) sayColumns(rows [][]string) {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for n, text := range row {
			widths[n] = max(widths[n], cells(text))
		}
	}
	for _, row := range rows {
		line := ""
		for n, text := range row {
			line += fit(text, widths[n]) + "  "
		}
		p.say("%s", strings.TrimRight(line, " "))
	}
}

// drillFailure says which channels should have been told and were not.
func drillFailure(drill api.Drill) error {
	if len(drill.Channels) == 0 {
		return &exit{exitRefused, fmt.Errorf("nobody would be told of anything: add a [[channel]] to the settings")}
	}
	var failed []string
	for _, c := range drill.Channels {
		if !c.Told && c.Stage == "" {
			failed = append(failed, c.Channel)
		}
	}
	if len(failed) == 0 {
		return nil
	}
	return &exit{exitRefused, fmt.Errorf("these should have been told and were not: %s", printable(strings.Join(failed, ", ")))}
}
