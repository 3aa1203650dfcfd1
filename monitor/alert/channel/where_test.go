package channel

import "testing"

func TestWhereSaysNoMoreThanWhere(t *testing.T) {
	for _, test := range []struct{ kind, address, want string }{
		{KindDesktop, "", "this desktop"},
		{KindShoutrrr, "telegram://1234:cAnArY@telegram?chats=5", "telegram"},
		{KindShoutrrr, "slack://hook:cAnArY@webhook", "slack"},
		{KindShoutrrr, "pushover://shoutrrr:cAnArY@cAnArY", "pushover"},
		{KindShoutrrr, "Discord://cAnArY@cAnArY", "discord"},
		{KindShoutrrr, "smtp://me:cAnArY@SMTP.example:587/?from=a@b.example&to=c@d.example", "smtp.example"},
		{KindShoutrrr, "generic+https://cAnArY@hooks.example/cAnArY?x=cAnArY", "hooks.example"},
		{KindShoutrrr, "cAnArY://hooks.example", ""},
		{KindShoutrrr, "telegram://1234:cAnArY%zz", ""},
		{KindWebhook, "https://me:cAnArY@Hooks.example:8443/cAnArY?x=cAnArY#cAnArY", "hooks.example"},
		{KindAlertmanager, "http://[::1]:9093", "::1"},
		{KindWebhook, "https://me:cAnArY", ""},
		{KindWebhook, "", ""},
	} {
		if got := Where(test.kind, test.address); got != test.want {
			t.Errorf("%s %s: %q, want %q", test.kind, test.address, got, test.want)
		}
	}
}

func TestServiceIsNamed(t *testing.T) {
	for _, test := range []struct{ kind, address, want string }{
		{KindShoutrrr, "telegram://1234:cAnArY@telegram?chats=5", "telegram"},
		{KindShoutrrr, "SMTP://me:cAnArY@post.example:587/?from=a@b.example&to=c@d.example", "smtp"},
		{KindShoutrrr, "generic+https://cAnArY@hooks.example/cAnArY", "generic"},
		{KindShoutrrr, "cAnArY://hooks.example", ""},
		{KindShoutrrr, "telegram://1234:cAnArY%zz", ""},
		{KindWebhook, "telegram://hooks.example", ""},
		{KindDesktop, "", ""},
	} {
		if got := Service(test.kind, test.address); got != test.want {
			t.Errorf("%s %s: %q, want %q", test.kind, test.address, got, test.want)
		}
	}
}
