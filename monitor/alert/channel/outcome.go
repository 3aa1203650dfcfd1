package channel

import (
	"encoding/json"
	"net/http"
	"strings"
)

// outcome says what came of a try: by what was heard, and only where nothing was
// by what the service makes of it.
func (s *service) outcome(line *tap, err error) *Failure {
	got, asked := line.heard()
	switch {
	case !asked && s.failed != nil && err != nil:
		return s.failed(err)
	case !asked && err != nil:
		return passing("%s was not reached: is the url of this channel whole?", s.name)
	case !asked:
		return nil
	case got.err != nil:
		return unreached(s.name, got.err)
	}
	if f := s.known(got.answer); f != nil {
		return f
	}
	switch {
	case !got.good():
		return refused(s.name, got.answer)
	case s.took != nil && !s.took(got.answer):
		return passing("%s did not answer as it does: is a login page of the network, or a proxy, in the way?", s.name)
	case err != nil && s.took == nil:
		return passing("%s answered, and did not take the message: check the url of this channel", s.name)
	}
	return nil
}

// known tells of answers whose words the service is known for.
func (s *service) known(a answer) *Failure {
	if s.answers == nil {
		return nil
	}
	f := s.answers(a)
	if f != nil && !f.Final {
		f.After = a.retryAfter()
	}
	return f
}

// meaning is what a word in an answer means.
type meaning struct {
	word  string
	says  string
	again bool // it may be over at the next try
}

func explain(whom, word string, meanings []meaning) *Failure {
	for _, m := range meanings {
		if !strings.Contains(word, m.word) {
			continue
		}
		if m.again {
			return passing("%s: %s", whom, m.says)
		}
		return final("%s: %s", whom, m.says)
	}
	return nil
}

// slackTook tells a success of Slack's: a webhook says ok, its API so in JSON.
func slackTook(a answer) bool {
	var said struct {
		OK bool `json:"ok"`
	}
	return a.good() && (strings.TrimSpace(string(a.body)) == "ok" || json.Unmarshal(a.body, &said) == nil && said.OK)
}

// slackAnswer knows the words of Slack's webhooks, and those of its API, which
// answers 200 to all.
func slackAnswer(a answer) *Failure {
	var said struct {
		OK    *bool  `json:"ok"`
		Error string `json:"error"`
	}
	word := strings.TrimSpace(string(a.body))
	if json.Unmarshal(a.body, &said) == nil && said.OK != nil {
		word = said.Error
	}
	if a.status == http.StatusTooManyRequests || len(word) > 100 || slackTook(a) {
		return nil
	}
	return explain("Slack", word, slackWords)
}

var slackWords = []meaning{
	{"no_service", "this webhook is no more: make a new one and set it as the channel's url", false},
	{"no_active_hooks", "this webhook was turned off: make a new one and set it as the channel's url", false},
	{"no_team", "it knows no such workspace: check the channel's url", false},
	{"invalid_token", "it does not know this token: check the channel's url", false},
	{"invalid_auth", "it does not know this token: check the channel's url", false},
	{"not_authed", "it does not know this token: check the channel's url", false},
	{"token_revoked", "this token was revoked: make a new one and set it in the channel's url", false},
	{"token_expired", "this token has expired: make a new one and set it in the channel's url", false},
	{"account_inactive", "this token belongs to nobody any more: make a new one and set it in the channel's url", false},
	{"missing_scope", "this token may not write: give the app the scope chat:write", false},
	{"not_in_channel", "the app is not in that channel: invite it there", false},
	{"channel_not_found", "it knows no such channel, or the app is not in it: check the channel's url", false},
	{"is_archived", "that channel is archived: choose another", false},
	{"action_prohibited", "the workspace's administrators do not allow this: ask them", false},
	{"restricted_action", "the workspace's administrators do not allow this: ask them", false},
	{"posting_to_general_channel_denied", "the app may not write into that channel: choose another", false},
	{"user_not_found", "it knows no such user: check the channel's url", false},
	{"ratelimited", "too many messages", true},
	{"rate_limited", "too many messages", true},
	{"rollup_error", "the trouble is on its side", true},
	{"internal_error", "the trouble is on its side", true},
	{"fatal_error", "the trouble is on its side", true},
}

type telegramReply struct {
	OK          *bool  `json:"ok"`
	Description string `json:"description"`
}

// telegramTook tells a success of Telegram's.
func telegramTook(a answer) bool {
	var said telegramReply
	return a.good() && json.Unmarshal(a.body, &said) == nil && said.OK != nil && *said.OK
}

// telegramAnswer knows the words of Telegram's bot API.
func telegramAnswer(a answer) *Failure {
	var said telegramReply
	if json.Unmarshal(a.body, &said) != nil || said.OK == nil || *said.OK || a.status == http.StatusTooManyRequests {
		return nil
	}
	if a.status == http.StatusUnauthorized || a.status == http.StatusNotFound {
		return final("Telegram: it does not know this token: check it, or ask BotFather for a new one")
	}
	return explain("Telegram", strings.ToLower(said.Description), telegramWords)
}

var telegramWords = []meaning{
	{"unauthorized", "it does not know this token: check it, or ask BotFather for a new one", false},
	{"bot was blocked", "you have blocked the bot: open the chat with it and press Restart", false},
	{"bot was kicked", "the bot was removed from that chat: add it again", false},
	{"can't initiate conversation", "write to the bot first: it may not begin a chat", false},
	{"user is deactivated", "that account is no more", false},
	{"chat not found", "it knows no such chat: check the ID, and write to the bot once", false},
	{"upgraded to a supergroup", "that group has a new ID: set it in the channel's url", false},
	{"not enough rights", "the bot may not write in that chat: give it the right", false},
	{"have no rights", "the bot may not write in that chat: give it the right", false},
	{"chat_write_forbidden", "the bot may not write in that chat: give it the right", false},
	{"thread not found", "it knows no such topic in that chat: check the ID", false},
	{"too many requests", "too many messages", true},
}
