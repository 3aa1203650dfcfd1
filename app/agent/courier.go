package agent

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
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
	// refusedAfter is how many times a message may be refused for what it is, other
	// failures not counted: then it makes way for those behind it.
	refusedAfter = 8
	// parting is how long a try that is under way may take when the monitor ends:
	// broken off, it would be made again at the next start, and the channel may
	// have taken the message.
	parting = 2 * time.Second
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
	hurry  chan struct{} // holds a signal when there is no need to wait for the next try

	mu      sync.Mutex
	carried []history.Letter // that are in no outbox, for the disk refused them
	twice   map[string]bool  // the carried ones that a disk which hangs may still put there, by their bodies
	results []*result        // that wait for the disk, oldest first
	noting  chan struct{}    // holds a signal when there are some

	// delivered is the newest letter that was taken: while the disk refuses to
	// have it taken out it must not be sent again. Owned by the goroutine of run.
	delivered int64
	taken     []int64 // the latest that were
}

// staleStatus is the age from which what a robot reported is no news: it is not to
// come before alarms when a channel is well again.
const staleStatus = 10 * time.Minute

// errStale is why such a message is not sent.
var errStale = errors.New("it was no news any more when the channel took messages again")

// errUnreadable is why a letter that is damaged is not sent.
var errUnreadable = errors.New("the message cannot be read")

// keptTaken is how many letters that were taken are remembered: what is saved
// late from a damaged history may bring them back.
const keptTaken = 1000

// carry gives it a letter that is in no outbox; or, when the disk has not
// answered yet, may still come there.
func (c *courier) carry(l history.Letter, mayBeKept bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.carried = append(c.carried, l)
	if mayBeKept {
		c.twice[string(l.Body)] = true
	}
}

func newCourier(a *Agent, of config.Channel, before *courier) *courier {
	c := &courier{
		Agent: a, name: of.Name, of: of, before: before, done: make(chan struct{}), news: make(chan struct{}, 1), hurry: make(chan struct{}, 1),
		twice: map[string]bool{}, noting: make(chan struct{}, 1),
	}
	c.ended, c.end = context.WithCancel(context.Background())
	return c
}

// run delivers until it is to end, or ctx ends; what is not delivered then is at
// the next start. It begins when the courier before it has ended: what that one
// is sending must not be sent twice.
//
// A disk that hangs keeps it neither from sending what it carries nor from
// ending: others look into the outbox, and note there what came of a letter.
func (c *courier) run(ctx context.Context) {
	sending, ends := context.WithCancel(context.WithoutCancel(ctx))
	var noting sync.WaitGroup
	noting.Go(func() { c.keepNoting(sending) })
	defer noting.Wait()
	defer ends()
	defer close(c.done)
	looks, stop := context.WithCancel(ctx)
	defer stop()
	if b := c.before; b != nil {
		<-b.done
		c.takeOver(b)
	}
	var looking chan found
	again := true // the outbox is to be looked into
	prepare := time.NewTimer(0)
	defer prepare.Stop()
	for c.ended.Err() == nil {
		if letter, some := c.firstCarried(); some {
			if !c.deliver(ctx, letter) {
				return
			}
			continue
		}
		if again && looking == nil {
			looking, again = c.look(looks), false
		}
		select {
		case <-ctx.Done():
			return
		case <-c.ended.Done():
		case <-c.news:
			again = true
		case <-prepare.C:
			if !c.prepare() {
				prepare.Reset(longestPause)
			}
		case got := <-looking:
			looking, again = nil, again || got.some
			if _, some := c.firstCarried(); some || !got.some {
				continue
			}
			if !c.deliver(ctx, got.letter) {
				return
			}
		}
	}
}

// takeOver goes on with what waits at the courier before, which has ended.
func (c *courier) takeOver(b *courier) {
	c.before, c.delivered, c.taken = nil, b.delivered, b.taken
	b.mu.Lock()
	carried, twice, results := b.carried, b.twice, b.results
	b.results = nil
	b.mu.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.carried, c.results = append(carried, c.carried...), results
	maps.Copy(c.twice, twice)
	signal(c.noting)
}

// firstCarried is the oldest letter that is in no outbox. It goes before those
// that are: they are read again when the disk is well.
func (c *courier) firstCarried() (l history.Letter, some bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.carried) == 0 {
		return l, false
	}
	return c.carried[0], true
}

// deliver tries until the channel takes the letter; false when it is to end
// before.
func (c *courier) deliver(ctx context.Context, letter history.Letter) bool {
	if letter.ID != 0 && (slices.Contains(c.taken, letter.ID) || c.wasCarried(letter)) {
		c.took(letter)
		return true
	}
	var message alert.Message
	if err := json.Unmarshal(letter.Body, &message); err != nil {
		c.log.Error("a message cannot be read and is left out", "channel", c.name, "error", err)
		c.over(letter, errUnreadable)
		return true
	}
	pause := &backoff.ExponentialBackOff{
		InitialInterval: firstPause, MaxInterval: longestPause, Multiplier: 2, RandomizationFactor: 0.2,
	}
	pause.Reset()
	if message.Kind == alert.Status && time.Since(message.At) > staleStatus {
		c.over(letter, errStale)
		return true
	}
	var failed error
	refused := 0
	for tries := letter.Tries + 1; ; tries++ {
		if c.isOver(ctx, message) {
			c.withdraw(letter, message, failed)
			return true
		}
		err := c.try(ctx, message)
		if err == nil {
			c.fares.took(c)
			c.drills.took(c.name, message)
			c.log.Info("told", "channel", c.name, "message", message.ID, "kind", message.Kind, "incidents", len(message.Incidents))
			c.took(letter)
			return true
		}
		if ctx.Err() != nil {
			return false
		}
		failed = err
		c.failed(letter, message, tries, err)
		wait := pause.NextBackOff()
		if failure, ok := errors.AsType[*channel.Failure](err); ok {
			if failure.Maybe {
				c.over(letter, failure)
				return true
			}
			wait = max(wait, failure.After)
			if failure.Itself {
				refused++
			}
			if refused >= refusedAfter || failure.Itself && tellsOfTests(message) {
				c.setAside(letter, message, failure)
				return true
			}
		}
		if !c.rest(ctx, wait, message) {
			return false
		}
	}
}

// prepare makes what sends the messages, so that people hear before the first one
// that it cannot be made; false when it is to be tried again.
func (c *courier) prepare() bool {
	if c.send == nil {
		send, err := c.sender(c.of)
		c.fares.unusable(c, err)
		if err != nil {
			return false
		}
		c.send = send
	}
	return true
}

// try sends a message once. What sends it is made anew after it was of no use:
// a keyring may have been unlocked, a secret corrected.
func (c *courier) try(ctx context.Context, m alert.Message) error {
	if c.send == nil {
		send, err := c.sender(c.of)
		if err != nil {
			return &channel.Failure{Reason: err.Error(), Final: true}
		}
		c.send = send
	}
	sending, stop := outliving(ctx, parting)
	defer stop()
	err := c.send.Send(sending, m)
	if failure, ok := errors.AsType[*channel.Failure](err); ok && failure.Final {
		c.send = nil
	}
	return err
}

// outliving is a context that ends some time after another one.
func outliving(ctx context.Context, by time.Duration) (context.Context, func()) {
	longer, end := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		select {
		case <-time.After(by):
			end()
		case <-longer.Done():
		}
	})
	return longer, func() { stop(); end() }
}

// wasCarried tells, once, whether a letter of the outbox was delivered before it
// came there.
func (c *courier) wasCarried(letter history.Letter) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	was := c.twice[string(letter.Body)]
	delete(c.twice, string(letter.Body))
	return was
}

// took notes that the channel took a letter.
func (c *courier) took(letter history.Letter) { c.over(letter, nil) }

// over notes that a letter is not to be sent any more: it was taken, or why it is
// refused for good.
func (c *courier) over(letter history.Letter, refused error) {
	if letter.ID == 0 {
		c.mu.Lock()
		c.carried = c.carried[1:]
		c.mu.Unlock()
		return
	}
	c.delivered = max(c.delivered, letter.ID)
	c.taken = newest(keptTaken, append(c.taken, letter.ID))
	c.note(&result{letter: letter.ID, err: refused, refused: refused != nil})
}

// setAside gives a message up that the channel refuses for what it is, and says so
// where people look: all that comes after it would wait for good.
func (c *courier) setAside(letter history.Letter, m alert.Message, why *channel.Failure) {
	c.log.Error("a channel refuses a message for good; it is set aside", "channel", c.name, "message", m.ID, "error", why)
	c.fares.setAside(c, m, why)
	c.over(letter, why)
}

// failed says so where people look, and keeps why.
func (c *courier) failed(letter history.Letter, m alert.Message, tries int, err error) {
	c.log.Warn("a channel did not take a message", "channel", c.name, "try", tries, "error", err)
	c.drills.refused(c.name, m, err)
	failure, _ := errors.AsType[*channel.Failure](err)
	c.fares.failed(c, m, letter.Made, tries, failure != nil && failure.Final, err)
	if letter.ID != 0 {
		c.note(&result{letter: letter.ID, err: err})
	}
}
