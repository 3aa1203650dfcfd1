package view

import (
	"fmt"
	"strings"
	"time"

	"sentinel/monitor"
)

// Awake says what happened while this machine was asleep: a line for a title, and
// lines below it; empty when nothing did. meanwhile are the incidents that were
// open at some time of it.
func Awake(away monitor.Absence, meanwhile []monitor.Incident, now time.Time) string {
	var open, ended []string
	for _, i := range meanwhile {
		switch {
		case i.Test:
		case i.Closed == nil:
			open = append(open, awakeWords(i, now))
		case i.End == monitor.EndRecovered:
			ended = append(ended, awakeWords(i, now))
		}
	}
	if len(open)+len(ended) == 0 {
		return ""
	}
	title := fmt.Sprintf("This machine was asleep for %s: ", Coarse(away.Ended.Sub(away.Began)))
	switch {
	case len(open) == 0:
		title += "all are well again"
	case len(open) == 1:
		title += "one trouble is open"
	default:
		title += fmt.Sprintf("%s troubles are open", Grouped(len(open)))
	}
	lines := append([]string{title}, open...)
	lines = append(lines, ended...)
	const most = 6
	if rest := len(lines) - most; rest > 1 {
		lines = append(lines[:most], fmt.Sprintf("and %s more", Grouped(rest)))
	}
	return strings.Join(lines, "\n")
}

// awakeWords is one incident in a line.
func awakeWords(i monitor.Incident, now time.Time) string {
	name := Cut(string(i.Key), nameUnits)
	if i.Key == monitor.NetworkKey {
		name = "The network here"
	}
	if i.Closed != nil {
		return fmt.Sprintf("%s was %s from %s to %s.", name, orTrouble(i.Cause), Clock(i.Opened, now), Clock(*i.Closed, now))
	}
	return fmt.Sprintf("%s is %s since %s.", name, orTrouble(i.Cause), Clock(i.Opened, now))
}
