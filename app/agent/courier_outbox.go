package agent

import (
	"context"
	"time"

	"sentinel/monitor/history"
)

// How a courier reads its outbox and notes there what came of its letters: beside
// its own goroutine, for the disk may hang.

// found is the oldest letter in the outbox, if there is some.
type found struct {
	letter history.Letter
	some   bool
}

// look looks into the outbox: for any letter, also for one that was saved late
// from a damaged history, unless some that were taken may still be there.
func (c *courier) look(ctx context.Context) chan found {
	answer, after := make(chan found, 1), int64(0)
	c.mu.Lock()
	if len(c.results) > 0 {
		after = c.delivered
	}
	c.mu.Unlock()
	go func() {
		letter, some, err := c.store.NextLetter(ctx, c.name, after)
		if err != nil && ctx.Err() == nil {
			c.log.Error("the messages of a channel cannot be read", "channel", c.name, "error", err)
		}
		answer <- found{letter, some && err == nil}
	}()
	return answer
}

// toKeep are the letters that it carries and no outbox has. From now on they may
// come there, and are not to be sent from there as well.
func (c *courier) toKeep() (letters []history.Letter) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, l := range c.carried {
		if !c.twice[string(l.Body)] {
			c.twice[string(l.Body)] = true
			letters = append(letters, l)
		}
	}
	return letters
}

// waits is how many letters it carries.
func (c *courier) waits() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.carried)
}

// notKept takes back what toKeep said of a letter.
func (c *courier) notKept(l history.Letter) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.twice, string(l.Body))
}

// result is what came of a letter: why it was not taken, or nil.
type result struct {
	letter  int64
	err     error
	refused bool // for good
}

// note has the outbox note what came of a letter, instead of what came of it
// before.
func (c *courier) note(r *result) {
	c.mu.Lock()
	if n := len(c.results); n > 0 && c.results[n-1].letter == r.letter {
		c.results = c.results[:n-1]
	}
	c.results = append(c.results, r)
	c.mu.Unlock()
	signal(c.noting)
}

// keepNoting notes what came of letters until ctx ends, and then the last of it.
func (c *courier) keepNoting(ctx context.Context) {
	again := time.NewTimer(0)
	again.Stop()
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			c.noteAll(context.WithoutCancel(ctx))
			return
		case <-c.noting:
		case <-again.C:
		}
		if !c.noteAll(context.WithoutCancel(ctx)) {
			again.Reset(keepAgain)
		}
	}
}

// noteAll notes what waits; false when the disk refuses, and the rest waits.
func (c *courier) noteAll(ctx context.Context) bool {
	for {
		c.mu.Lock()
		if len(c.results) == 0 {
			c.mu.Unlock()
			return true
		}
		r := c.results[0]
		c.mu.Unlock()
		if err := c.noteOne(ctx, r); err != nil {
			c.log.Error("what came of a message is not kept; it may be repeated after a restart", "channel", c.name, "error", err)
			return false
		}
		c.mu.Lock()
		if len(c.results) > 0 && c.results[0] == r { // nothing came of it since
			c.results = c.results[1:]
		}
		c.mu.Unlock()
		signal(c.news) // all letters may be looked at again
	}
}

func (c *courier) noteOne(ctx context.Context, r *result) error {
	switch {
	case r.refused:
		return c.store.Refused(ctx, r.letter, r.err.Error())
	case r.err != nil:
		return c.store.NotDelivered(ctx, r.letter, r.err.Error())
	}
	return c.store.Delivered(ctx, r.letter)
}
