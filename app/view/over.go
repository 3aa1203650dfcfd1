package view

import (
	"strings"

	"sentinel/monitor"
)

// overToast tells of incidents that ended otherwise than by a recovery, for those
// who keep what they are told until it ends.
func overToast(transitions []monitor.Transition) Toast {
	first := transitions[0].Incident
	toast := Toast{ID: first.ID, Level: monitor.LevelOK, Icon: toastIcon(monitor.LevelOK, first.Test), Title: overWords(first)}
	var rest []string
	for _, t := range transitions[1:] {
		rest = append(rest, overWords(t.Incident))
	}
	toast.Body = strings.Join(rest[:min(len(rest), 5)], "\n")
	return toast
}

func overWords(i monitor.Incident) string {
	name := testMark(i.Test) + Cut(i.Key.Name(), nameUnits)
	switch i.End {
	case monitor.EndPaused:
		return name + " is paused: nobody watches it"
	case monitor.EndStopped:
		return name + " said goodbye"
	case monitor.EndRemoved:
		return name + " is not watched any more"
	case monitor.EndTest:
		return name + ": the test has ended"
	}
	return name + ": it is over"
}
