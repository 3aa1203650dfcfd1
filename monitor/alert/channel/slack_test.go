package channel

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
)

// hostileLines are texts that a robot could send to be taken for something else.
var hostileLines = []string{
	"<!channel> <!everyone> <@U123> <#C123>", "<https://evil.example|Margin call>", "*bold* _slanted_ ~struck~ `code`",
	"&lt;!channel&gt;", "<b>x</b><a href='https://evil.example'>here</a>", "[here](https://evil.example) @everyone @here",
	"__init__", "```", "\x1b[31mred\x1b[0m",
}

func TestSlackTakesTheMessage(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ url, answer, host, path, auth, channel string }{
		"webhook": {slackHook, "ok", "hooks.slack.com", "/services/T0CANARY1/B0CANARY2/cAnArY34567890123456789x", "", ""},
		"bot":     {slackBot, `{"ok":true}`, "slack.com", "/api/chat.postMessage", "Bearer xoxb-123456789012-1234567890123-cAnArY34567890123456789x", "C001CH4NN3L"},
	} {
		server := serve(t, says(http.StatusOK, test.answer))
		s := sender(t, Options{Kind: KindShoutrrr, URL: test.url, Transport: server.detour()})
		if err := s.Send(t.Context(), opened(silent("alpha/ACC_003"))); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got := server.only(t)
		if got.host != test.host || got.path != test.path || got.header.Get("Authorization") != test.auth {
			t.Errorf("%s: %+v", name, got)
		}
		payload := slackPayload(t, got)
		if payload.Text != "ACC_003 went silent" || payload.text() != "Robot alpha\nSince 12:00" || payload.Channel != test.channel || payload.Attachments[0].Color != "danger" {
			t.Errorf("%s: %+v", name, payload)
		}
	}
}

type slackMessage struct {
	Text        string
	Channel     string
	Attachments []struct{ Text, Color string }
}

func (m slackMessage) text() string {
	var lines []string
	for _, a := range m.Attachments {
		lines = append(lines, a.Text)
	}
	return strings.Join(lines, "\n")
}

func slackPayload(t *testing.T, r asked) slackMessage {
	t.Helper()
	var m slackMessage
	if err := json.Unmarshal([]byte(r.body), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestSlackShowsHostileTextAsItIs(t *testing.T) {
	t.Parallel()
	for _, line := range hostileLines {
		server := serve(t, says(http.StatusOK, "ok"))
		s := sender(t, Options{Kind: KindShoutrrr, URL: slackHook, Transport: server.detour(), Text: words(line+"\r\nnext", line)})
		if err := s.Send(t.Context(), opened(silent("alpha"))); err != nil {
			t.Fatal(err)
		}
		m := slackPayload(t, server.only(t))
		for _, text := range []string{m.Text, m.text()} {
			if strings.ContainsAny(text, "<>*~`\x1b\r") || strings.Contains(m.Text, "\n") {
				t.Errorf("%q came as %q", line, text)
			}
			if rest := strings.NewReplacer("&lt;", "", "&gt;", "", "&amp;", "").Replace(text); strings.Contains(rest, "&") {
				t.Errorf("%q came as %q", line, text)
			}
		}
	}
	if got := slackText("ACC_003 & _x_"); got != "ACC_003 &amp; ˍxˍ" {
		t.Errorf("names have to stay: %q", got)
	}
}

func TestLongMessagesAreCut(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("<ü&", 3000)
	for _, address := range []string{slackHook, telegramBot} {
		server := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Host == "hooks.slack.com" {
				says(http.StatusOK, "ok")(w, r)
				return
			}
			says(http.StatusOK, `{"ok":true}`)(w, r)
		})
		s := sender(t, Options{Kind: KindShoutrrr, URL: address, Transport: server.detour(), Text: words(long, long)})
		if err := s.Send(t.Context(), opened(silent("alpha"))); err != nil {
			t.Fatal(err)
		}
		var said struct{ Text string }
		body := server.only(t).body
		if err := json.Unmarshal([]byte(body), &said); err != nil {
			t.Fatal(err)
		}
		plain := strings.NewReplacer("<b>", "", "</b>", "", "&lt;", "<", "&amp;", "&").Replace(said.Text)
		if len(plain) > usual || !strings.HasSuffix(strings.TrimSpace(plain), "…") || strings.Contains(plain, "�") {
			t.Errorf("%d bytes, ends with %q", len(plain), plain[max(0, len(plain)-10):])
		}
	}
	if got := cut("a&lt;bcd", 7); got != "a…" {
		t.Errorf("cut within what stands for one character: %q", got)
	}
}

func TestSlackAnswers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		status int
		body   string
		retry  string
		want   string
		final  bool
		after  time.Duration
	}{
		{403, "invalid_token", "", "Slack: it does not know this token", true, 0},
		{404, "no_service", "", "Slack: this webhook is no more: make a new one", true, 0},
		{410, "channel_is_archived", "", "Slack: that channel is archived", true, 0},
		{200, `{"ok":false,"error":"not_in_channel"}`, "", "Slack: the app is not in that channel: invite it there", true, 0},
		{200, `{"ok":false,"error":"internal_error"}`, "", "Slack: the trouble is on its side", false, 0},
		{429, "rate_limited", "30", "Slack answered 429 Too Many Requests: too many messages; it asks to wait 30s", false, 30 * time.Second},
		{429, `{"ok":false,"error":"ratelimited"}`, "999999", "asks to wait 1h", false, time.Hour},
		{500, "rollup_error", "", "Slack: the trouble is on its side", false, 0},
		{503, "", "7", "Slack answered 503 Service Unavailable: the trouble is on its side", false, 7 * time.Second},
		{200, "<html>log in to the hotel</html>", "", "is a login page of the network", false, 0},
		{200, "", "", "is a login page of the network", false, 0},
		{400, "something new", "", "Slack answered 400 Bad Request: it does not take this message", true, 0},
		{302, "", "", "it wants to send us elsewhere", false, 0},
	} {
		server := serve(t, says(test.status, test.body, "Retry-After", test.retry, "Location", "https://login.example/"))
		s := sender(t, Options{Kind: KindShoutrrr, URL: slackHook, Transport: server.detour()})
		checkFailure(t, test.body, s.Send(t.Context(), opened(silent("alpha"))), test.want, test.final, test.after)
		server.only(t)
	}
}

func checkFailure(t *testing.T, name string, err error, want string, final bool, after time.Duration) {
	t.Helper()
	failure, ok := errors.AsType[*Failure](err)
	if !ok || !strings.Contains(failure.Reason, want) || failure.Final != final || failure.After != after {
		t.Errorf("%s: %+v (%v), want %q, final %t, after %s", name, failure, err, want, final, after)
	}
}
