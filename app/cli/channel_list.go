package cli

import (
	"fmt"
	"strings"

	"sentinel/app/view"
	"sentinel/monitor/api"
)

type channelListCommand struct {
	jsonFlag
}

// Run lists in the order of the settings.
func (c *channelListCommand) Run(p *program) error {
	client, err := p.client()
	if err != nil {
		return err
	}
	defer client.Close()
	list, err := client.Channels(p.ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return p.printJSON(list)
	}
	if len(list) == 0 {
		p.note("nobody is told: the settings have no [[channel]], and this monitor has no desktop")
		return nil
	}
	for _, line := range channelTable(list) {
		p.say("%s", line)
	}
	return nil
}

// channelTable is as wide as what is in it: the trouble of a channel, which comes
// last, is not cut.
func channelTable(list []api.ChannelInfo) []string {
	rows := [][]string{{"  NAME", "KIND", "WHERE", "TOLD OF", "WAITING", "TROUBLE"}}
	for _, c := range list {
		rows = append(rows, []string{
			view.Glyph(view.ChannelLevel(c)) + " " + c.Name, c.Kind, c.Where, view.ToldOf(c), fmt.Sprint(c.Waiting), c.Trouble,
		})
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, text := range row {
			widths[i] = max(widths[i], cells(printable(text)))
		}
	}
	lines := make([]string, len(rows))
	for n, row := range rows {
		for i, text := range row {
			row[i] = fit(text, widths[i])
		}
		lines[n] = strings.TrimRight(strings.Join(row, "  "), " ")
	}
	return lines
}
