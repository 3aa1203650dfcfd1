package window

import (
	"context"
	"slices"
	"time"

	"sentinel/monitor/api"
)

// alertAsker asks the monitor for the channels and for what they were given, one
// question at a time. Of the messages it has the newest, and more of the older
// ones as somebody scrolls there.
type alertAsker struct {
	window   *Window
	onAnswer func()

	channel string // whose messages are wished for; empty: of all
	asking  bool
	older   bool // older messages are being asked for
	again   bool // others are wished for while an answer is under way
	behind  bool // something may have happened that was not looked for yet

	known    bool // the channels were told
	channels []api.ChannelInfo
	filled   bool                 // the post was told
	of       string               // the channel of the post
	post     []api.Message        // newest first
	more     bool                 // there are older ones
	to       time.Time            // when it was last looked
	took     map[string]time.Time // when channels took a test of this window's, which nobody else remembers
	err      error                // why there is nothing newer
	olderErr error                // why there is nothing older
}

// shows tells whether the messages are those that are wished for.
func (a *alertAsker) shows() bool { return a.filled && a.of == a.channel }

// follow looks for what is new, unless that was done just now.
func (a *alertAsker) follow() {
	a.behind = true
	if !a.asking && (!a.shows() || apart(a.to, a.window.now()) >= latestGap) {
		a.ask()
	}
}

// ask asks for the channels and the newest messages.
func (a *alertAsker) ask() {
	if a.asking {
		a.again = true
		return
	}
	a.asking, a.again, a.behind = true, false, false
	now, channel, limit := a.window.now(), a.channel, a.span()
	var channels []api.ChannelInfo
	var latest []api.Message
	a.window.call(func(ctx context.Context, b Backend) (err error) {
		if channels, err = b.Channels(ctx); err != nil {
			return err
		}
		latest, err = b.Messages(ctx, api.MessageQuery{Channel: channel, Limit: limit})
		return err
	}, func(err error) {
		a.asking = false
		a.err = err
		if err == nil {
			a.known, a.channels, a.to = true, a.withTests(channels), now
			a.take(channel, latest, limit)
		}
		if a.again || err == nil && channel != a.channel {
			a.ask()
			return
		}
		a.onAnswer()
	})
}

// kindOf is the kind of a channel; empty when there is none of the name any more.
func (a *alertAsker) kindOf(name string) string {
	for _, c := range a.channels {
		if c.Name == name {
			return c.Kind
		}
	}
	return ""
}

// withTests counts what channels took of tests as what they took.
func (a *alertAsker) withTests(channels []api.ChannelInfo) []api.ChannelInfo {
	for i := range channels {
		c := &channels[i]
		if at, tested := a.took[c.Name]; tested && (c.Told == nil || c.Told.Before(at)) {
			c.Told = &at
		}
	}
	return channels
}

// span is how many messages are looked at: all from the oldest one on that waits,
// as far as the monitor tells so many.
func (a *alertAsker) span() int {
	waits := 0
	if a.shows() {
		for i, m := range a.post {
			if m.State == api.MessageWaiting {
				waits = i + 1
			}
		}
	}
	return min(api.DefaultMessages+waits, api.MaxMessages)
}

// take takes in the newest messages; the older ones that are at hand are kept
// when nothing is missing between.
func (a *alertAsker) take(channel string, latest []api.Message, limit int) {
	known := a.filled && a.of == channel
	if !known {
		a.post, a.olderErr = nil, nil
	}
	overlap := -1 // the oldest that is in both
	fresh := ids(latest)
	for i, m := range a.post {
		if fresh[m.ID] {
			overlap = i
		}
	}
	switch {
	case len(latest) < limit:
		a.post, a.more = latest, false
	case overlap < 0:
		a.post, a.more = latest, true
	default:
		a.post = slices.Concat(latest, a.post[overlap+1:])
	}
	a.filled, a.of = true, channel
}

// reach asks for messages older than those at hand.
func (a *alertAsker) reach() {
	if a.older || !a.more || !a.shows() || a.olderErr != nil || len(a.post) == 0 {
		return
	}
	a.older = true
	channel := a.channel
	// Of the same moment there may be others: what is at hand already is left out.
	ask := api.MessageQuery{Channel: channel, Before: a.post[len(a.post)-1].Made.Add(time.Millisecond), Limit: 2 * api.DefaultMessages}
	var found []api.Message
	a.window.call(func(ctx context.Context, b Backend) (err error) {
		found, err = b.Messages(ctx, ask)
		return err
	}, func(err error) {
		a.older = false
		if a.of != channel {
			return
		}
		a.olderErr = err
		if err == nil {
			known := ids(a.post)
			fresh := slices.DeleteFunc(found, func(m api.Message) bool { return known[m.ID] })
			a.more = len(found) >= ask.Limit && len(fresh) > 0
			a.post = slices.Concat(a.post, fresh)
		}
		a.onAnswer()
	})
}

func ids(list []api.Message) map[string]bool {
	found := make(map[string]bool, len(list))
	for _, m := range list {
		found[m.ID] = true
	}
	return found
}
