package view

import (
	"strings"
	"time"

	"sentinel/monitor/alert"
	"sentinel/monitor/api"
)

// MessageTitle is a message's title beside its level and the mark of a test, which
// it then need not begin with.
func MessageTitle(m api.Message) string {
	title := bareTitle(m)
	if toldAgain(title) {
		return strings.ToUpper(title[:1]) + title[1:]
	}
	return title
}

// SaysKind tells that the title of a message says already why it was sent.
func SaysKind(m api.Message) bool { return toldAgain(bareTitle(m)) }

func bareTitle(m api.Message) string {
	title := strings.TrimPrefix(m.Title, Glyph(m.Level)+" ")
	title = strings.TrimPrefix(title, LevelWord(m.Level)+": ")
	if m.Test {
		title = strings.TrimPrefix(title, testMark(true))
	}
	return title
}

func toldAgain(title string) bool {
	return strings.HasPrefix(title, markStill) || strings.HasPrefix(title, markUnanswered)
}

// MessageWord says in a word or two how a message stands: "delivered", "waits, 3
// tries", "not sent". One that was left out counts among the refused: its error says
// which it was.
func MessageWord(m api.Message) string {
	switch {
	case m.State == api.MessageDelivered:
		return m.State
	case m.State == api.MessageRefused:
		return "not sent"
	case m.Tries == 0:
		return "waits"
	}
	return "waits, " + count(m.Tries, "try", "tries")
}

// MessageState says how a message stands, and why: "delivered, sent 15:40", "waits,
// 3 tries: it cannot be reached", "not sent: the token is wrong".
func MessageState(m api.Message, now time.Time) string {
	if sent := SentLate(m, now); sent != "" {
		return MessageWord(m) + ", " + sent
	}
	if m.State == api.MessageDelivered {
		return MessageWord(m)
	}
	return MessageWord(m) + colon(m.Error)
}

// MessageHeading stands above the text of a message to a channel of a kind: what
// takes JSON does not get these words.
func MessageHeading(m api.Message, kind string) string {
	switch {
	case kind == "webhook", kind == "alertmanager":
		return "In words"
	case m.State == api.MessageDelivered:
		return "As the channel got it"
	case m.State == api.MessageWaiting:
		return "As it is to be sent"
	}
	return "As it was to be sent"
}

// SentLate says when a message was taken that was taken long after it was made;
// empty of others.
func SentLate(m api.Message, now time.Time) string {
	if m.State != api.MessageDelivered || m.Ended == nil || m.Ended.Sub(m.Made) < late {
		return ""
	}
	return "sent " + Clock(*m.Ended, now)
}

// messageKinds are why messages are sent, in a person's words.
var messageKinds = map[alert.Kind]string{
	alert.Opened: "Trouble began", alert.Worsened: "It got worse", alert.Repeated: "Still open", alert.Escalated: "Nobody acknowledged it",
	alert.Recovered: "Recovered", alert.Digest: "How the day was", alert.Test: "Test message", alert.Status: "News, no alarm",
}

// MessageKind says why a message was sent.
func MessageKind(m api.Message) string {
	if words := messageKinds[alert.Kind(m.Kind)]; words != "" {
		return words
	}
	return m.Kind
}
