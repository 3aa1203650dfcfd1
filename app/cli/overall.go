package cli

import (
	"fmt"

	"sentinel/app/view"
	"sentinel/monitor/api"
)

// overall prints how all fared, or a robot with its accounts.
func (p *program) overall(client *api.Client, q api.HistoryQuery, robot string, inJSON bool) error {
	o, err := client.Overall(p.ctx, api.OverallQuery{From: q.From, To: q.To, Step: q.Step, Robot: robot})
	if err != nil {
		return err
	}
	if inJSON {
		return p.printJSON(o)
	}
	for _, line := range overallLines(o) {
		p.say("%s", line)
	}
	return nil
}

// worstLines is how many of the worst are listed.
const worstLines = 10

func overallLines(o api.Overall) []string {
	who := "All"
	if o.Robot != "" {
		who = o.Robot + " and its accounts, all"
	}
	subjects := fmt.Sprintf("%s %d robots and accounts", who, o.Subjects)
	if o.Subjects == 1 {
		subjects = who + " of one robot or account"
	}
	lines := []string{fmt.Sprintf("%s, %s to %s", subjects, o.From.Local().Format("2006-01-02 15:04"), o.To.Local().Format("2006-01-02 15:04")), ""}
	t := o.Total
	left := ""
	if words := view.LeftOutShares(t); words != "" {
		left = " (left out: " + words + ")"
	}
	down := make([]float64, len(o.Spans))
	for i, s := range o.Spans {
		down[i] = s.DownSeconds
	}
	lines = append(
		lines,
		"  availability     "+view.Availability(t.Availability)+left,
		fmt.Sprintf("  outages          %d, %s in all", t.Outages, view.Duration(secondsOf(t.DownSeconds))),
		"  time down        "+view.Bars(down)+" (a cell "+cellWord(o.StepSeconds)+")",
	)
	lines = append(lines, worstOf(o)...)
	if len(o.Week) > 0 {
		lines = append(lines, "", "  Outages by hour and weekday:")
		for _, day := range view.Week(o.Week) {
			lines = append(lines, "    "+day)
		}
	}
	for i, d := range o.Slower {
		if i == 0 {
			lines = append(lines, "", "  Getting slower:")
		}
		lines = append(lines, "    "+view.Drift(d), "      "+view.DriftNumbers(d))
	}
	return lines
}

func cellWord(stepSeconds float64) string {
	if stepSeconds == 3600 {
		return "an hour"
	}
	return "a day"
}

func worstOf(o api.Overall) []string {
	var lines []string
	for _, s := range o.Worst[:min(len(o.Worst), worstLines)] {
		if s.DownSeconds > 0 {
			lines = append(lines, fmt.Sprintf("    %10s  %s  %s", view.Availability(s.Availability), s.Key, outagesOf(s.Fared)))
		}
	}
	if lines == nil {
		return nil
	}
	return append([]string{"", "  The worst:"}, lines...)
}

func outagesOf(f api.Fared) string {
	words := fmt.Sprintf("%d outages, ", f.Outages)
	switch f.Outages {
	case 0:
		words = "an outage that began before, "
	case 1:
		words = "1 outage, "
	}
	return words + view.Duration(secondsOf(f.DownSeconds))
}
