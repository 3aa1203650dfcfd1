package window

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/api"
)

// letter is a message as the inbox lists it.
type letter struct{ api.Message }

func (l *letter) id() string { return l.ID }

// about is one incident that a message is about.
type about struct {
	id  string
	key monitor.Key
}

// incidents are those that a message is about and that can be looked at.
func (l *letter) incidents() []about {
	var all []about
	for i, id := range l.Incidents[:min(len(l.Incidents), len(l.Keys))] {
		if !l.ofChannel(i) {
			all = append(all, about{id, l.Keys[i]})
		}
	}
	return all
}

// ofChannel tells that an incident is that of a channel which takes nothing: it is
// called by its key, and is not kept.
func (l *letter) ofChannel(i int) bool {
	return i < len(l.Incidents) && l.Incidents[i] == string(l.Keys[i])
}

// inboxTable is the list of messages.
type inboxTable = rollTable[*letter, *letterRow]

// inboxOrders are how the inbox can be sorted; within each the newest stand first,
// and those that are alike stand under one title.
var inboxOrders = []struct {
	label   string
	compare func(a, b *letter) int
	title   func(l *letter, now time.Time) string
}{
	{"Newest first", nil, func(l *letter, now time.Time) string { return view.Day(l.Made, now) }},
	{
		"By level", func(a, b *letter) int { return cmp.Compare(b.Level, a.Level) },
		func(l *letter, _ time.Time) string { return view.LevelWord(l.Level) },
	},
	{
		"By state", func(a, b *letter) int { return cmp.Compare(stateRank[a.State], stateRank[b.State]) },
		func(l *letter, _ time.Time) string { return stateTitles[l.State] },
	},
	{
		"By channel", func(a, b *letter) int { return compareFold(a.Channel, b.Channel) },
		func(l *letter, _ time.Time) string { return oneLine(l.Channel) },
	},
}

var (
	stateRank   = map[string]int{api.MessageRefused: 0, api.MessageWaiting: 1, api.MessageDelivered: 2}
	stateTitles = map[string]string{api.MessageRefused: "Not sent", api.MessageWaiting: "Waiting", api.MessageDelivered: "Delivered"}
)

// newInbox lists the messages in which a text is, sorted.
func newInbox(post []api.Message, text string, order int, now time.Time) *roll[*letter] {
	text = strings.ToLower(strings.TrimSpace(text))
	var picked []*letter
	for i := range post {
		if l := (&letter{post[i]}); text == "" || l.has(text) {
			picked = append(picked, l)
		}
	}
	slices.SortStableFunc(picked, func(a, b *letter) int { return b.Made.Compare(a.Made) })
	by := inboxOrders[order]
	if by.compare != nil {
		slices.SortStableFunc(picked, by.compare)
	}
	return newRoll(picked, func(i int) string { return by.title(picked[i], now) })
}

// has tells whether a text in small letters is in what one may look for.
func (l *letter) has(text string) bool {
	parts := []string{l.Title, l.Body, l.Channel, view.MessageKind(l.Message), stateTitles[l.State], l.Error, view.LevelWord(l.Level)}
	for _, key := range l.Keys {
		parts = append(parts, string(key))
	}
	if l.Test {
		parts = append(parts, "TEST")
	}
	return strings.Contains(strings.ToLower(strings.Join(parts, "\n")), text)
}
