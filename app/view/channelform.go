package view

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"sentinel/monitor/api"
)

// ChannelForm is a kind of channel as a person chooses it, and how one comes by
// its address.
type ChannelForm struct {
	Title   string // "Telegram"
	Words   string // what it is, in a few words
	Kind    string // in the settings
	Service string // of a channel of that form, see api.ChannelInfo; empty: any
	Scheme  string // what its address begins with; empty: any
	Address string // how its address looks; empty: it has none
	Help    string // where the address comes from
	Signs   bool   // what it sends can be signed
	Sounds  bool   // it can make a sound
	Mirrors bool   // it can follow what robots report
}

// ChannelForms are the forms in the order in which they are offered. The last
// takes every other service.
var ChannelForms = []ChannelForm{
	{
		Title: "This desktop", Words: "its notifications", Kind: desktopKind, Sounds: true,
		Help: "It needs no address. Without such a channel the desktop tells of all.",
	},
	{
		Title: "Telegram", Words: "a bot writes to you", Kind: "shoutrrr", Service: "telegram", Scheme: "telegram://", Mirrors: true,
		Address: "telegram://TOKEN@telegram?chats=ID",
		Help: "Make a bot with @BotFather: it gives the token, taken as it is, with its colon. Write to your bot once; " +
			"then https://api.telegram.org/botTOKEN/getUpdates shows the ID of the chat.",
	},
	{
		Title: "Slack", Words: "a message in a channel", Kind: "shoutrrr", Service: "slack", Scheme: "slack://", Mirrors: true,
		Address: "https://hooks.slack.com/services/T…/B…/X…",
		Help: "Make an app at api.slack.com/apps, turn on incoming webhooks, and paste the webhook's address. " +
			"Or slack://xoxb:TOKEN@CHANNEL of a bot, its token without xoxb-.",
	},
	{
		Title: "Email", Words: "through your provider", Kind: "shoutrrr", Service: mailService, Scheme: "smtp://", Mirrors: true,
		Address: "smtp://user:password@smtp.example.com:587/?from=me@example.com&to=me@example.com",
		Help: "Your provider tells the server; the port is 587 or 465, and many want a password made for apps. " +
			"In user and password write @ as %40 and / as %2F.",
	},
	{
		Title: "Webhook", Words: "JSON for a program", Kind: "webhook", Scheme: "http",
		Address: "https://pager.example/sentinel", Signs: true, Mirrors: true,
		Help: "What takes a POST with JSON. With a secret each is signed: X-Sentinel-Signature, HMAC-SHA256 over the body.",
	},
	{
		Title: "Alertmanager", Words: "of Prometheus", Kind: "alertmanager", Scheme: "http",
		Address: "http://127.0.0.1:9093",
		Help:    "The address of the Alertmanager, without a path. It gets alerts named SentinelHeartbeat.",
	},
	{
		Title: "Other service", Words: "Discord, ntfy, Teams …", Kind: "shoutrrr", Mirrors: true,
		Address: "ntfy://ntfy.sh/your-topic",
		Help:    "Any service of Shoutrrr, with the address that shoutrrr.nickfedor.com shows: Discord, Teams, Matrix, ntfy, Pushover, Signal …",
	},
}

// mailService is the service of email.
const mailService = "smtp"

// FormOf finds the form of a channel that is there.
func FormOf(c api.ChannelInfo) int {
	i := slices.IndexFunc(ChannelForms, func(f ChannelForm) bool { return f.Kind == c.Kind && (f.Service == "" || f.Service == c.Service) })
	if i < 0 {
		return len(ChannelForms) - 1
	}
	return i
}

const slackHooks = "https://hooks.slack.com/services/"

// ReadAddress makes an address of what a person typed, and says what is wrong with
// it. A webhook as Slack shows it is turned into an address.
func (f ChannelForm) ReadAddress(typed string) (string, error) {
	typed = strings.TrimSpace(typed)
	if f.Service == "slack" && strings.HasPrefix(typed, slackHooks) {
		parts := strings.Split(strings.Trim(strings.TrimPrefix(typed, slackHooks), "/"), "/")
		if len(parts) != 3 {
			return "", errors.New("this webhook is not whole: it ends with three parts, T…/B…/X…")
		}
		return "slack://hook:" + strings.Join(parts, "-") + "@webhook", nil
	}
	_, rest, whole := strings.Cut(typed, "://")
	switch {
	case f.Address == "":
		return "", nil
	case typed == "":
		return "", errors.New("the address is missing")
	case strings.ContainsAny(typed, " \t\r\n"):
		return "", errors.New("an address has no spaces in it")
	case !whole || rest == "" || !strings.HasPrefix(typed, f.Scheme):
		return "", fmt.Errorf("such an address looks like this: %s", f.Address)
	}
	return typed, nil
}
