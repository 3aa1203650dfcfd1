package view

import (
	"testing"

	"sentinel/monitor/api"
)

func formNamed(t *testing.T, title string) ChannelForm {
	t.Helper()
	for _, f := range ChannelForms {
		if f.Title == title {
			return f
		}
	}
	t.Fatalf("there is no form %q", title)
	return ChannelForm{}
}

func TestReadAddress(t *testing.T) {
	for _, c := range []struct{ form, typed, want, wrong string }{
		{form: "Telegram", typed: " telegram://1:a@telegram?chats=2\n", want: "telegram://1:a@telegram?chats=2"},
		{form: "Telegram", typed: "1:a", wrong: "such an address looks like this: telegram://TOKEN@telegram?chats=ID"},
		{form: "Telegram", typed: "telegram://", wrong: "such an address looks like this: telegram://TOKEN@telegram?chats=ID"},
		{form: "Telegram", typed: " ", wrong: "the address is missing"},
		{form: "Slack", typed: "https://hooks.slack.com/services/T0/B0/x0", want: "slack://hook:T0-B0-x0@webhook"},
		{form: "Slack", typed: "https://hooks.slack.com/services/T0/B0", wrong: "this webhook is not whole: it ends with three parts, T…/B…/X…"},
		{form: "Slack", typed: "slack://xoxb:1-2-x@C01", want: "slack://xoxb:1-2-x@C01"},
		{form: "Email", typed: "smtp://u:p w@h:587/", wrong: "an address has no spaces in it"},
		{form: "Webhook", typed: "ftp://h/", wrong: "such an address looks like this: https://pager.example/sentinel"},
		{form: "Webhook", typed: "http://h/", want: "http://h/"},
		{form: "Other service", typed: "discord://token@id", want: "discord://token@id"},
		{form: "This desktop", typed: "left over", want: ""},
	} {
		got, err := formNamed(t, c.form).ReadAddress(c.typed)
		wrong := ""
		if err != nil {
			wrong = err.Error()
		}
		if got != c.want || wrong != c.wrong {
			t.Errorf("%s, %q: %q, %q, want %q, %q", c.form, c.typed, got, wrong, c.want, c.wrong)
		}
	}
}

// What a form shows as an example it takes itself.
func TestExamplesAreTaken(t *testing.T) {
	for _, f := range ChannelForms {
		if _, err := f.ReadAddress(f.Address); err != nil && f.Address != "" {
			t.Errorf("%s does not take its own example: %v", f.Title, err)
		}
	}
}

func TestFormOf(t *testing.T) {
	for _, c := range []struct{ kind, service, where, want string }{
		{"desktop", "", "this desktop", "This desktop"},
		{"shoutrrr", "telegram", "telegram", "Telegram"},
		{"shoutrrr", "smtp", "post.example.com", "Email"},
		{"shoutrrr", "generic", "smtp.example.com", "Other service"},
		{"shoutrrr", "discord", "discord", "Other service"},
		{"shoutrrr", "", "", "Other service"},
		{"webhook", "", "hooks.example", "Webhook"},
		{"pigeon", "", "", "Other service"},
	} {
		if got := ChannelForms[FormOf(api.ChannelInfo{Kind: c.kind, Service: c.service, Where: c.where})].Title; got != c.want {
			t.Errorf("a channel of kind %s, service %q at %q is edited as %q, want %q", c.kind, c.service, c.where, got, c.want)
		}
	}
}

// What a form offers is what the settings take of its kind.
func TestFormsOfferWhatTheirKindTakes(t *testing.T) {
	for _, f := range ChannelForms {
		if f.Sounds != (f.Kind == "desktop") {
			t.Errorf("%s makes a sound: %t", f.Title, f.Sounds)
		}
		if f.Mirrors && (f.Kind == "desktop" || f.Kind == "alertmanager") || !f.Mirrors && f.Kind != "desktop" && f.Kind != "alertmanager" {
			t.Errorf("%s follows what robots report: %t", f.Title, f.Mirrors)
		}
	}
}
