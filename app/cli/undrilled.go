package cli

import (
	"maps"
	"slices"

	"sentinel/monitor"
)

// withoutDrill takes the robot of a drill out of the list of the most urgent: what
// asks for the status as a plugin must not take a drill for trouble.
func withoutDrill(page monitor.Page) monitor.Page {
	at := slices.IndexFunc(page.Subjects, func(s monitor.Subject) bool { return s.Key == monitor.DrillKey && s.Test })
	if at < 0 {
		return page
	}
	level := page.Subjects[at].Level
	page.Subjects = slices.Delete(slices.Clone(page.Subjects), at, at+1)
	page.Total--
	page.Counts = maps.Clone(page.Counts)
	page.Counts[level]--
	page.Overall = monitor.LevelOff
	for _, level := range monitor.Levels {
		if page.Counts[level] > bystanders(page.Subjects, level) {
			page.Overall = level
			break
		}
	}
	return page
}

func bystanders(subjects []monitor.Subject, level monitor.Level) (n int) {
	for _, s := range subjects {
		if s.Bystander && s.Level == level {
			n++
		}
	}
	return n
}
