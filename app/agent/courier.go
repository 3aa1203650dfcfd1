package agent

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"

	"sentinel/monitor/alert"
	"sentinel/monitor/alert/channel"
	"sentinel/monitor/config"
	"sentinel/monitor/history"
)

const (
	// firstPause is how long a message that was not taken waits for the next
	// try; each further one takes longer, up to longestPause.
	firstPause   = time.Second
	longestPause = 5 * time.Minute
	// troubleAfter is how many tries may fail before people are told of it by
	// other ways.
	troubleAfter = 3
)

// courier delivers the letters of one channel, in order, each until it is taken.
type courier struct {
	*Agent
	name   string
	of     config.Channel
	before *courier       // that served the channel until its settings were edited; nil: none
	send   channel.Sender // nil: to be made
	ended  context.Context
	end    context.CancelFunc // lets it end after the message that it is sending
	done   chan struct{}      // closed when it has ended
	news   chan struct{}

	mu      sync.Mutex
	carried []history.Letter // that are in no outbox, for the disk refused them

	// delivered is the newest letter that was taken: a disk that refuses to have
	// it taken out must not have it sent again. Owned by the goroutine of run.
	delivered int64
}

// carry gives it a letter that is in no outbox.
func (c *courier) carry(l history.Letter) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.carried = append(c.carried, l)
}

func newCourier(a *Agent, of config.Channel, before *courier) *courier {
	c := &courier{Agent: a, name: of.Name, of: of, before: before, done: make(chan struct{}), news: make(chan struct{}, 1)}
	c.ended, c.end = context.WithCancel(context.Background())
	return c
}

// run delivers until it is to end, or ctx ends; what is not delivered then is at
// the next start. It begins when the courier before it has ended: what that one
// is sending must not be sent twice.
func (c *courier) run(ctx context.Context) {
	defer close(c.done)
	if b := c.before; b != nil {
		<-b.done
		c.before, c.delivered = nil, b.delivered
		c.mu.Lock()
		c.carried = append(b.carried, c.carried...)
		c.mu.Unlock()
	}
	for c.ended.Err() == nil {
		letter, found := c.next(ctx)
		if found {
			if !c.deliver(ctx, letter) {
				return
			}
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-c.ended.Done():
		case <-c.news:
		}
	}
}

// next is the oldest letter. One that is in no outbox comes first: those in it
// are read again when the disk is well.
func (c *courier) next(ctx context.Context) (history.Letter, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.carried) > 0 {
		return c.carried[0], true
	}
	letter, found, err := c.store.NextLetter(ctx, c.name, c.delivered)
	if err != nil && ctx.Err() == nil {
		c.log.Error("the messages of a channel cannot be read", "channel", c.name, "error", err)
	}
	return letter, found && err == nil
}

// deliver tries until the channel takes the letter; false when it is to end
// before.
func (c *courier) deliver(ctx context.Context, letter history.Letter) bool {
	var message alert.Message
	if err := json.Unmarshal(letter.Body, &message); err != nil {
		c.log.Error("a message cannot be read and is left out", "channel", c.name, "error", err)
		c.took(ctx, letter)
		return true
	}
	pause := &backoff.ExponentialBackOff{
		InitialInterval: firstPause, MaxInterval: longestPause, Multiplier: 2, RandomizationFactor: 0.2,
	}
	pause.Reset()
	for tries := letter.Tries + 1; ; tries++ {
		err := c.try(ctx, message)
		if err == nil {
			c.notices.set("channel "+c.name, "")
			c.log.Info("told", "channel", c.name, "message", message.ID, "kind", message.Kind, "incidents", len(message.Incidents))
			c.took(ctx, letter)
			return true
		}
		if ctx.Err() != nil {
			return false
		}
		c.failed(ctx, letter, tries, err)
		wait := pause.NextBackOff()
		if failure, ok := errors.AsType[*channel.Failure](err); ok {
			wait = max(wait, failure.After)
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return false
		case <-c.ended.Done():
			timer.Stop()
			return false
		case <-timer.C:
		}
	}
}

// try sends a message once. What sends it is made anew after it was of no use:
// a keyring may have been unlocked, a secret corrected.
func (c *courier) try(ctx context.Context, m alert.Message) error {
	if c.send == nil {
		send, err := c.options.Sender(c.of)
		if err != nil {
			return &channel.Failure{Reason: err.Error(), Final: true}
		}
		c.send = send
	}
	err := c.send.Send(ctx, m)
	if failure, ok := errors.AsType[*channel.Failure](err); ok && failure.Final {
		c.send = nil
	}
	return err
}

// took notes that the channel took a letter.
func (c *courier) took(ctx context.Context, letter history.Letter) {
	if letter.ID == 0 {
		c.mu.Lock()
		c.carried = c.carried[1:]
		c.mu.Unlock()
		return
	}
	c.delivered = letter.ID
	if err := c.store.Delivered(context.WithoutCancel(ctx), letter.ID); err != nil {
		c.log.Error("a message may be repeated after a restart", "channel", c.name, "error", err)
	}
}

// failed says so where people look, and keeps why.
func (c *courier) failed(ctx context.Context, letter history.Letter, tries int, err error) {
	c.log.Warn("a channel did not take a message", "channel", c.name, "try", tries, "error", err)
	failure, _ := errors.AsType[*channel.Failure](err)
	if tries >= troubleAfter || failure != nil && failure.Final {
		c.notices.set("channel "+c.name, fmt.Sprintf("The channel %s does not take messages, and they wait: %v", c.name, err))
	}
	if letter.ID != 0 {
		if err := c.store.NotDelivered(ctx, letter.ID, err.Error()); err != nil {
			c.log.Error("a failed try is not kept", "channel", c.name, "error", err)
		}
	}
}
