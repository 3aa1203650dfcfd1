package view

import (
	"fmt"
	"strings"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
)

// desktopKind is the channel of the desktop's own notifications.
const desktopKind = "desktop"

// services are how people call the services of channels.
var services = map[string]string{
	"telegram": "Telegram", "slack": "Slack", "ntfy": "ntfy", "discord": "Discord", "teams": "Teams",
	"matrix": "Matrix", "mattermost": "Mattermost", "pushover": "Pushover", "gotify": "Gotify", "signal": "Signal", "mqtt": "MQTT",
}

// ChannelsHead answers "would I be told?" of all channels together.
func ChannelsHead(list []api.ChannelInfo, now time.Time) Headline {
	var failing, waiting, untried, away []api.ChannelInfo
	for _, c := range list {
		switch ChannelLevel(c) {
		case monitor.LevelCritical:
			failing = append(failing, c)
		case monitor.LevelWarning:
			waiting = append(waiting, c)
		case monitor.LevelUnknown:
			untried = append(untried, c)
		}
		if c.Kind != desktopKind {
			away = append(away, c)
		}
	}
	switch {
	case len(failing) > 0:
		return failingHead(failing, list)
	case len(list) == 0:
		return Headline{
			Icon: IconUnknown, Level: monitor.LevelUnknown, Title: "Nobody is told: add a channel",
			Detail: "Telegram, Slack or email reach you wherever you are.",
		}
	case len(away) == 0:
		return Headline{
			Icon: IconUnknown, Level: monitor.LevelUnknown, Title: "Nobody is told but this desktop: add a channel",
			Detail: "Notifications are seen only by whoever sits at this desktop. Telegram, Slack or email reach you elsewhere.",
		}
	case len(waiting) > 0:
		n := 0
		for _, c := range waiting {
			n += c.Waiting
		}
		return Headline{
			Icon: IconWarning, Level: monitor.LevelWarning,
			Title:  count(n, "message waits", "messages wait") + " for " + channelNames(waiting),
			Detail: joined(lastTaken(list, now)),
		}
	case len(untried) > 0:
		return Headline{
			Icon: IconUnknown, Level: monitor.LevelUnknown, Title: channelNames(untried) + " " + plural(len(untried), "has", "have") + " not taken a message yet",
			Detail: "Whether messages arrive there nobody knows. Send a test.",
		}
	}
	h := Headline{Icon: IconOK, Level: monitor.LevelOK, Title: count(len(list), "channel", "channels") + ", all take messages"}
	if len(list) == 1 {
		h.Title = list[0].Name + " takes messages"
	}
	h.Detail = joined(lastTaken(list, now))
	return h
}

// failingHead tells of channels that take no messages.
func failingHead(failing, all []api.ChannelInfo) Headline {
	h := Headline{Icon: monitor.LevelWarning.String(), Level: monitor.LevelWarning}
	if len(failing) == len(all) {
		h.Icon, h.Level = monitor.LevelCritical.String(), monitor.LevelCritical
	}
	n := 0
	for _, c := range failing {
		n += c.Waiting
	}
	h.Title = channelNames(failing) + " " + plural(len(failing), "does", "do") + " not take messages"
	if n > 0 {
		h.Title += ": " + count(n, "waits", "wait")
	}
	h.Detail = joined(ChannelTrouble(failing[0]), othersTake(len(all)-len(failing)))
	return h
}

func othersTake(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "The other channel takes them"
	}
	return "The " + count(n, "other channel", "other channels") + " take them"
}

// lastTaken says which channel took a message last.
func lastTaken(list []api.ChannelInfo, now time.Time) string {
	var last *api.ChannelInfo
	for i, c := range list {
		if c.Told != nil && (last == nil || c.Told.After(*last.Told)) {
			last = &list[i]
		}
	}
	if last == nil {
		return ""
	}
	return "The latest message was taken by " + last.Name + ", " + Clock(*last.Told, now)
}

// channelNames names channels: all of a few, or how many there are.
func channelNames(list []api.ChannelInfo) string {
	switch len(list) {
	case 1:
		return list[0].Name
	case 2:
		return list[0].Name + " and " + list[1].Name
	}
	return count(len(list), "channel", "channels")
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// ChannelLevel is how a channel fares: critical when it takes no messages, warning
// when some wait for it, unknown when it never took one, else ok. This desktop needs
// no trial: its own toasts show what it can.
func ChannelLevel(c api.ChannelInfo) monitor.Level {
	switch {
	case c.Trouble != "":
		return monitor.LevelCritical
	case c.Waiting > 0:
		return monitor.LevelWarning
	case c.Told == nil && c.Kind != desktopKind:
		return monitor.LevelUnknown
	}
	return monitor.LevelOK
}

// ChannelWord says in a word or two what ChannelLevel says.
func ChannelWord(c api.ChannelInfo) string {
	switch ChannelLevel(c) {
	case monitor.LevelCritical:
		return "in trouble"
	case monitor.LevelWarning:
		return "waits"
	case monitor.LevelUnknown:
		return "not tried yet"
	}
	return "works"
}

// ChannelTrouble is why a channel takes no messages, where it is said already that
// it does not, and of which: a sentence.
func ChannelTrouble(c api.ChannelInfo) string {
	if _, why, found := strings.Cut(c.Trouble, ": "); found && strings.HasPrefix(c.Trouble, "The channel "+c.Name+" ") {
		return FullSentence(why)
	}
	return FullSentence(c.Trouble)
}

// ChannelKind is what a channel is and where it leads: "Telegram", "Webhook to
// pager.example".
func ChannelKind(c api.ChannelInfo) string {
	switch c.Kind {
	case desktopKind:
		return "This desktop"
	case "webhook":
		return "Webhook" + to(c.Where)
	case "alertmanager":
		return "Alertmanager" + to(c.Where)
	}
	switch name := services[c.Service]; {
	case name != "":
		return name
	case c.Service == mailService && c.Where != mailService:
		return "Email by " + c.Where
	case c.Service == mailService:
		return "Email"
	case c.Where == "":
		return "Other service"
	}
	return c.Where
}

func to(where string) string {
	if where == "" {
		return ""
	}
	return " to " + where
}

// AfterRemoval says what follows when a channel of those listed is removed: without
// one of its own, this desktop is told of everything.
func AfterRemoval(c api.ChannelInfo, list []api.ChannelInfo) string {
	desktops := 0
	for _, one := range list {
		if one.Kind == desktopKind {
			desktops++
		}
	}
	if c.Kind == desktopKind && desktops == 1 {
		return "this desktop is told of everything again"
	}
	return "it is told nothing any more"
}

// TestAnswer says what came of a test message.
func TestAnswer(t api.ChannelTest) string {
	if t.Taken {
		return "It took the test " + took(t.Seconds) + "."
	}
	if t.Error == "" {
		return "It did not take the test, and did not say why."
	}
	return joined("It did not take the test", t.Error)
}

// took says how soon something happened: "at once", "after 0.4 s"; with a tenth of
// a second where that tells something.
func took(seconds float64) string {
	switch {
	case seconds < 0.1:
		return "at once"
	case seconds < 60:
		return fmt.Sprintf("after %.1f s", seconds)
	}
	return "after " + Duration(time.Duration(seconds*float64(time.Second)))
}

// DrillOutcome says how one channel did in a drill.
func DrillOutcome(c api.DrillChannel) string {
	if c.Told {
		return "told " + took(c.Seconds)
	}
	if c.Reason == "" {
		return "not told"
	}
	return "not told: " + strings.TrimSuffix(c.Reason, ".")
}

// DrillSum says how a drill went in one sentence.
func DrillSum(d api.Drill) string {
	told := 0
	slowest := 0.0
	for _, c := range d.Channels {
		if c.Told {
			told++
			slowest = max(slowest, c.Seconds)
		}
	}
	switch {
	case len(d.Channels) == 0:
		return "There is no channel that could have been told."
	case told == 0:
		return "No channel was told."
	case told < len(d.Channels):
		return fmt.Sprintf("%d of %d channels were told.", told, len(d.Channels))
	case told == 1:
		return "The channel was told " + took(slowest) + "."
	}
	return fmt.Sprintf("All %d channels were told, the last %s.", told, took(slowest))
}
