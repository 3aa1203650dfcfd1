package channel

import (
	"encoding/json"
	"html"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

type telegramMessage struct {
	ChatID         string `json:"chat_id"`
	Text           string
	ParseMode      string `json:"parse_mode"`
	DisablePreview bool   `json:"disable_web_page_preview"`
}

func telegramPayload(t *testing.T, r asked) telegramMessage {
	t.Helper()
	var m telegramMessage
	if err := json.Unmarshal([]byte(r.body), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestTelegramTakesTheMessage(t *testing.T) {
	t.Parallel()
	for _, address := range []string{telegramBot, telegramBot + "&parsemode=Markdown&preview=Yes&title=x", telegramBot + "&parseMode=HTML"} {
		server := serve(t, says(http.StatusOK, `{"ok":true,"result":{}}`))
		s := sender(t, Options{Kind: KindShoutrrr, URL: address, Transport: server.detour()})
		if err := s.Send(t.Context(), opened(silent("alpha/ACC_003"))); err != nil {
			t.Fatal(err)
		}
		got := server.only(t)
		if got.host != "api.telegram.org" || got.path != "/bot123456789:AAcAnArY_4567890123456789012345678x/sendMessage" {
			t.Errorf("%+v", got)
		}
		if m := telegramPayload(t, got); m != (telegramMessage{"1234", "<b>ACC_003 went silent</b>\nRobot alpha\nSince 12:00", "HTML", true}) {
			t.Errorf("%s: %+v", address, m)
		}
	}
}

func TestTelegramShowsHostileTextAsItIs(t *testing.T) {
	t.Parallel()
	for _, line := range hostileLines {
		server := serve(t, says(http.StatusOK, `{"ok":true}`))
		s := sender(t, Options{Kind: KindShoutrrr, URL: telegramBot + "&parsemode=MarkdownV2", Transport: server.detour(), Text: words(line, line)})
		if err := s.Send(t.Context(), opened(silent("alpha"))); err != nil {
			t.Fatal(err)
		}
		text := telegramPayload(t, server.only(t)).Text
		inner := strings.Replace(strings.Replace(text, "<b>", "", 1), "</b>", "", 1)
		if strings.ContainsAny(inner, "<>@\x1b") {
			t.Errorf("%q came as %q", line, text)
		}
		if want := strings.NewReplacer("@", "＠", "\x1b", " ").Replace(line); !strings.HasSuffix(html.UnescapeString(inner), want) {
			t.Errorf("%q is shown as %q", want, html.UnescapeString(inner))
		}
	}
}

func TestTelegramAnswers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		status int
		body   string
		want   string
		final  bool
		after  time.Duration
	}{
		{401, `{"ok":false,"error_code":401,"description":"Unauthorized"}`, "Telegram: it does not know this token", true, 0},
		{404, `{"ok":false,"error_code":404,"description":"Not Found"}`, "Telegram: it does not know this token", true, 0},
		{400, `{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}`, "Telegram: it knows no such chat: check the ID", true, 0},
		{403, `{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}`, "Telegram: you have blocked the bot", true, 0},
		{400, `{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-100}}`, "that group has a new ID", true, 0},
		{429, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 35","parameters":{"retry_after":35}}`, "it asks to wait 35s", false, 35 * time.Second},
		{429, `{"ok":false,"parameters":{"retry_after":18446744073709551615}}`, "it asks to wait 1h", false, time.Hour},
		{502, `<html>Bad Gateway</html>`, "Telegram answered 502 Bad Gateway: the trouble is on its side", false, 0},
		// Shoutrrr takes these for a success.
		{200, `<html>log in to the hotel</html>`, "is a login page of the network", false, 0},
		{200, `{"ok":false,"description":"Bad Request: chat not found"}`, "it knows no such chat", true, 0},
		{200, ``, "is a login page of the network", false, 0},
		{400, `{"ok":false,"description":"Bad Request: something new"}`, "Telegram answered 400 Bad Request", true, 0},
	} {
		server := serve(t, says(test.status, test.body))
		s := sender(t, Options{Kind: KindShoutrrr, URL: telegramBot, Transport: server.detour()})
		checkFailure(t, test.body, s.Send(t.Context(), opened(silent("alpha"))), test.want, test.final, test.after)
	}
}

// Of several chats each gets a message once, also when another one fails.
func TestEachTargetOnce(t *testing.T) {
	t.Parallel()
	var blocked atomic.Bool
	blocked.Store(true)
	server := serveAsked(t, func(w http.ResponseWriter, r *http.Request, got asked) {
		if telegramPayload(t, got).ChatID == "2" && blocked.Load() {
			says(http.StatusForbidden, `{"ok":false,"description":"Forbidden: bot was blocked by the user"}`)(w, r)
			return
		}
		says(http.StatusOK, `{"ok":true}`)(w, r)
	})
	s := sender(t, Options{Kind: KindShoutrrr, URL: strings.Replace(telegramBot, "chats=1234", "chats=1,2,%203", 1), Transport: server.detour()})
	told := func() (chats string) {
		for _, r := range server.requests() {
			chats += telegramPayload(t, r).ChatID + " "
		}
		return chats
	}
	m := opened(silent("alpha"))
	checkFailure(t, "one of three", s.Send(t.Context(), m), "you have blocked the bot", true, 0)
	if got := told(); got != "1 2 3 " {
		t.Errorf("told %s", got)
	}
	blocked.Store(false)
	if err := s.Send(t.Context(), m); err != nil {
		t.Error(err)
	}
	if got := told(); got != "1 2 3 2 " {
		t.Errorf("told %s", got)
	}
	m.ID = "m2"
	if err := s.Send(t.Context(), m); err != nil {
		t.Error(err)
	}
	if got := told(); got != "1 2 3 2 1 2 3 " {
		t.Errorf("told %s", got)
	}
}
