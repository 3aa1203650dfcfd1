package agent

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/alert"
	"sentinel/monitor/history"
)

// A message that tells of nothing but tests is worth nothing once they are over,
// and keeps none waiting that is about something.

// errTestOver is why such a message is not sent.
var errTestOver = errors.New("the test was over before the channel took the message")

// tellsOfTests tells whether a message says that tests go on, and nothing else.
func tellsOfTests(m alert.Message) bool {
	return len(m.Incidents) > 0 && !slices.ContainsFunc(m.Incidents, func(i monitor.Incident) bool { return !i.Test || i.Closed != nil })
}

// isOver tells whether a message tells of nothing but tests, and these are over.
func (c *courier) isOver(ctx context.Context, m alert.Message) bool {
	if !tellsOfTests(m) {
		return false
	}
	within, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	open, err := c.engine.Incidents(within)
	return err == nil && !slices.ContainsFunc(open, func(i monitor.Incident) bool {
		return slices.ContainsFunc(m.Incidents, func(told monitor.Incident) bool { return told.ID == i.ID })
	})
}

// withdraw leaves out the message of a test that is over. What kept the channel
// from taking it, if anything did, still holds.
func (c *courier) withdraw(letter history.Letter, m alert.Message, failed error) {
	why := errTestOver
	if failed != nil {
		why = fmt.Errorf("%w: %w", errTestOver, failed)
		if c.notices.of("channel "+c.name) != "" {
			c.notices.set("channel "+c.name, fmt.Sprintf("The channel %s did not take the message of a test: %v", c.name, failed))
		}
	}
	c.log.Info("a message is left out", "channel", c.name, "message", m.ID, "error", why)
	c.over(letter, why)
}

// rest waits for the next try; false when the courier is to end before. With the
// message of a test it waits no longer than the test goes on.
func (c *courier) rest(ctx context.Context, wait time.Duration, m alert.Message) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	var news chan struct{}
	if tellsOfTests(m) {
		news = c.news
		defer signal(c.news) // what was new is so to others too
	}
	for {
		select {
		case <-ctx.Done():
			return false
		case <-c.ended.Done():
			return false
		case <-timer.C:
			return true
		case <-c.hurry:
			return true
		case <-news:
			if c.isOver(ctx, m) {
				return true
			}
		}
	}
}
