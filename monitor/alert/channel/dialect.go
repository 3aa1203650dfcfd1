package channel

import (
	"net/url"
	"slices"
	"strings"

	"github.com/nicholas-fedor/shoutrrr/pkg/types"

	"sentinel/monitor"
	"sentinel/monitor/alert"
)

// dialect is how a service is spoken to.
type dialect struct {
	name    string                   // as a person knows it
	form    string                   // of its URL, after ": "
	title   bool                     // it takes a title apart from the text
	tint    bool                     // it takes a colour
	clean   func(string) string      // makes the text harmless; nil: what it shows is as it stands
	fixed   types.Params             // sent with each message, whatever the URL says
	strip   []string                 // of the URL's query: what would turn text into markup
	most    int                      // of a message with its title, in bytes
	list    []string                 // the words of the query that name whom to write to
	took    func(answer) bool        // the answer says that the message was taken; nil: its status does
	answers func(answer) *Failure    // knows its answers; nil when it does not
	failed  func(err error) *Failure // knows its errors, where it does not speak HTTP; nil without one: it was taken
}

// usual is the most of a message: what Telegram takes, and more than a phone
// shows.
const usual = 4096

// dialects are the services of Shoutrrr, but for one that only logs.
var dialects = map[string]dialect{
	"slack": {
		name: "Slack", title: true, tint: true, clean: slackText, most: usual, took: slackTook, answers: slackAnswer,
		form: ": slack://hook:TOKEN@webhook, where TOKEN is the end of the webhook's address with - for /, or slack://xoxb:TOKEN@CHANNEL",
	},
	"telegram": {
		name: "Telegram", title: true, clean: telegramText, most: usual, took: telegramTook, answers: telegramAnswer,
		fixed: types.Params{"parsemode": "None", "preview": "No"}, // with a title the service makes all text harmless itself
		list:  []string{"chats", "channels"},
		form:  ": telegram://TOKEN@telegram?chats=ID, with the token as BotFather gave it",
	},
	"smtp": {
		name: "the mail server", title: true, most: usual, strip: []string{"usehtml"}, list: []string{"to", "toaddresses"}, failed: mailFailure,
		form: ": smtp://USER:PASSWORD@HOST:587/?from=ME@EXAMPLE.COM&to=ME@EXAMPLE.COM",
	},
	"discord":    {name: "Discord", title: true, clean: chatText, most: 1900},
	"googlechat": {name: "Google Chat", clean: chatText, most: usual},
	"hangouts":   {name: "Google Chat", clean: chatText, most: usual},
	"lark":       {name: "Lark", title: true, clean: chatText, most: usual},
	"matrix":     {name: "Matrix", clean: chatText, most: usual},
	"mattermost": {name: "Mattermost", title: true, clean: chatText, most: usual},
	"notifiarr":  {name: "Notifiarr", clean: chatText, most: 1900},
	"rocketchat": {name: "Rocket.Chat", clean: chatText, most: usual},
	"teams":      {name: "Teams", title: true, clean: chatText, most: usual},
	"wecom":      {name: "WeCom", clean: chatText, most: 2000},
	"zulip":      {name: "Zulip", clean: chatText, most: usual},
	"signal":     {name: "Signal", clean: chatText, most: 2000},
	"bark":       {name: "Bark", title: true, most: 2000},
	"generic":    {name: "the server", most: usual},
	"gotify":     {name: "Gotify", title: true, most: usual},
	"ifttt":      {name: "IFTTT", most: usual},
	"join":       {name: "Join", title: true, most: usual},
	"mqtt":       {name: "the MQTT broker", most: usual, failed: brokerFailure},
	"mqtts":      {name: "the MQTT broker", most: usual, failed: brokerFailure},
	"ntfy":       {name: "ntfy", title: true, most: 4000, strip: []string{"markdown"}},
	"opsgenie":   {name: "Opsgenie", title: true, most: usual},
	"pagerduty":  {name: "PagerDuty", most: 1000},
	"pushbullet": {name: "Pushbullet", title: true, most: usual, took: answer.good},
	"pushover":   {name: "Pushover", title: true, most: 1000},
	"signalgrid": {name: "Signalgrid", title: true, most: usual},
	"twilio":     {name: "Twilio", most: 1500},
}

// apart makes a URL for each whom one names, without what turns text into
// markup.
func (d dialect) apart(u *url.URL) []*url.URL {
	query := u.Query()
	var names []string
	for key, values := range query {
		switch word := strings.ToLower(key); {
		case slices.Contains(d.strip, word):
			query.Del(key)
		case slices.Contains(d.list, word):
			query.Del(key)
			for name := range strings.SplitSeq(values[0], ",") {
				if name = strings.TrimSpace(name); name != "" {
					names = append(names, name)
				}
			}
		}
	}
	if len(names) == 0 {
		one := *u
		one.RawQuery = query.Encode()
		return []*url.URL{&one}
	}
	list := make([]*url.URL, len(names))
	for n, name := range names {
		one := *u
		query.Set(d.list[0], name)
		one.RawQuery = query.Encode()
		list[n] = &one
	}
	return list
}

// params are sent along with a text.
func (d dialect) params(m alert.Message, title string) types.Params {
	params := types.Params{}
	for key, value := range d.fixed {
		params[key] = value
	}
	if d.title {
		params["title"] = title
	}
	if d.tint {
		params["color"] = tint(m)
	}
	return params
}

// tint is the colour beside a message: never alone, the words say it too.
func tint(m alert.Message) string {
	level := monitor.LevelOff
	for _, i := range m.Incidents {
		if i.Closed == nil {
			level = max(level, i.Level)
		}
	}
	switch {
	case level == monitor.LevelCritical:
		return "danger"
	case level == monitor.LevelWarning:
		return "warning"
	case len(m.Incidents) > 0:
		return "good"
	}
	return "#808080"
}
