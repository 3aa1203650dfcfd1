package view

import (
	"slices"
	"strings"
	"time"

	"sentinel/monitor"
)

// channelTrouble is what happened to channels, apart from what happened to robots
// and accounts.
func channelTrouble(transitions []monitor.Transition) (channels, others []monitor.Transition) {
	for _, t := range transitions {
		if t.Incident.Kind == monitor.KindChannel {
			channels = append(channels, t)
		} else {
			others = append(others, t)
		}
	}
	return channels, others
}

// channelToast tells of channels alone.
func channelToast(channels []monitor.Transition, now time.Time) Toast {
	slices.SortStableFunc(channels, func(a, b monitor.Transition) int { return int(troubleLevel(b)) - int(troubleLevel(a)) })
	first := channels[0]
	toast := Toast{ID: first.Incident.ID, Level: troubleLevel(first), Icon: troubleLevel(first).String(), Title: channelWords(first)}
	var body []string
	if first.Kind != monitor.Recovered {
		body = append(body,
			FullSentence(Cut(first.Incident.Message, 2*messageUnits)),
			"What should be told there waits, since "+Clock(first.Incident.Opened, now)+".",
			"Sentinel's window and sentinelctl doctor say more.")
	}
	for _, t := range channels[1:] {
		body = append(body, channelWords(t)+".")
	}
	toast.Body = strings.Join(body, "\n")
	return toast
}

func troubleLevel(t monitor.Transition) monitor.Level {
	if t.Kind == monitor.Recovered {
		return monitor.LevelOK
	}
	return t.Incident.Level
}

func channelWords(t monitor.Transition) string {
	name := Cut(t.Incident.Key.Account(), nameUnits)
	if t.Kind == monitor.Recovered {
		return "The channel " + name + " takes messages again"
	}
	return "The channel " + name + " takes no messages"
}

// channelLines tells of channels below what is told of robots and accounts.
func channelLines(channels []monitor.Transition) (lines []string) {
	for _, t := range channels {
		lines = append(lines, channelWords(t)+".")
	}
	return lines
}
