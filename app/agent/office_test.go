package agent

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/alert"
	"sentinel/monitor/alert/channel"
	"sentinel/monitor/config"
)

// phone is a channel that people have; it may be out of reach.
type phone struct {
	mu       sync.Mutex
	messages []alert.Message
	fails    func() error  // nil: it takes all
	answers  time.Duration // how long after it took a message
}

func (p *phone) Send(ctx context.Context, m alert.Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fails != nil {
		if err := p.fails(); err != nil {
			return err
		}
	}
	p.messages = append(p.messages, m)
	select {
	case <-time.After(p.answers):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// failing says how it answers from now on.
func (p *phone) failing(fails func() error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fails = fails
}

// heard returns "kind key,key" of what it was told since the last look.
func (p *phone) heard() (heard []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range p.messages {
		var keys []string
		for _, i := range m.Incidents {
			keys = append(keys, string(i.Key))
		}
		heard = append(heard, string(m.Kind)+" "+strings.Join(keys, ",")+m.Text)
	}
	p.messages = nil
	return heard
}

// wall is a desktop: a phone that hears of whom somebody knows, too.
type wall struct {
	phone
	settled []monitor.Key
	sounds  int
}

func (w *wall) Show(ctx context.Context, m alert.Message, sound bool) error {
	err := w.Send(ctx, m)
	w.mu.Lock()
	defer w.mu.Unlock()
	if sound && err == nil {
		w.sounds++
	}
	return err
}

func (w *wall) Settle(key monitor.Key) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.settled = append(w.settled, key)
}

// office is a monitor in a bubble of false time, with a channel of the name
// owner; others have a phone each.
type office struct {
	t       *testing.T
	state   string
	began   time.Time
	phone   *phone
	others  map[string]*phone
	senders map[string]channel.Sender // that are no phones
	locked  atomic.Bool               // no secret can be had
	desktop Desktop                   // nil: it has none
	a       *Agent
	stop    func()
}

const oneChannel = "[listen]\naddress = \"\"\n[alerts]\ndigest = \"\"\n[[channel]]\nname = \"owner\"\nkind = \"webhook\"\nurl = \"http://127.0.0.1:1/\"\n"

func newOffice(t *testing.T, state, settings string, desktop Desktop) *office {
	t.Helper()
	return newOfficeOf(t, state, settings, desktop, nil)
}

func newOfficeOf(t *testing.T, state, settings string, desktop Desktop, senders map[string]channel.Sender) *office {
	t.Helper()
	if err := os.MkdirAll(state, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(state, "config.toml"), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, state: state, began: time.Now(), phone: &phone{}, others: map[string]*phone{}, senders: senders, desktop: desktop}
	o.start()
	return o
}

func (o *office) start() {
	o.t.Helper()
	a, err := New(o.t.Context(), Options{
		StateDir: o.state, ConfigPath: filepath.Join(o.state, "config.toml"),
		Clock: func() monitor.Reading { return monitor.Reading{Wall: time.Now(), Steady: time.Since(o.began)} },
		Sender: func(c config.Channel) (channel.Sender, error) {
			if o.locked.Load() {
				return nil, errors.New("the keyring is locked")
			}
			return o.senderOf(c.Name), nil
		},
		Desktop: o.desktop,
	})
	if err != nil {
		o.t.Fatal(err)
	}
	engineCtx, stopEngine := context.WithCancel(context.Background())
	writerCtx, stopWriter := context.WithCancel(context.Background())
	var owning, writing sync.WaitGroup
	owning.Go(func() { _ = a.engine.Run(engineCtx) })
	writing.Go(func() { newWriter(a).run(writerCtx) })
	writing.Go(func() { a.desk.run(writerCtx, a.config) })
	writing.Go(func() { a.digests(writerCtx) })
	writing.Go(func() { a.mirror.run(writerCtx) })
	if a.waking != nil {
		writing.Go(func() { a.waking.run(writerCtx) })
	}
	o.a = a
	o.stop = func() {
		stopEngine()
		owning.Wait()
		stopWriter()
		writing.Wait()
		if err := a.Close(); err != nil {
			o.t.Error(err)
		}
	}
}

func (o *office) senderOf(name string) channel.Sender {
	if sender := o.senders[name]; sender != nil {
		return sender
	}
	return o.phoneOf(name)
}

func (o *office) phoneOf(name string) *phone {
	if other, some := o.others[name]; some {
		return other
	}
	return o.phone
}

// haveOthers gives channels a phone of their own, for a monitor that is started
// with them.
func (o *office) haveOthers(others map[string]*phone) {
	o.stop()
	o.others = others
	o.start()
}

func (o *office) restart() {
	o.stop()
	o.start()
}

func (o *office) beat(keys ...monitor.Key) {
	o.t.Helper()
	postings := make([]monitor.Posting, len(keys))
	for i, key := range keys {
		postings[i] = monitor.Posting{
			Key: key, Source: monitor.SourceReceiver, At: time.Now(),
			Beat: monitor.Heartbeat{Status: monitor.StatusHealthy, SentAt: time.Now()},
			Raw:  fmt.Appendf(nil, `{"event":"ROBOT_HEARTBEAT","status":"healthy","timestamp":%q}`, time.Now().UTC().Format(time.RFC3339Nano)),
		}
	}
	if _, err := o.a.Receive(postings); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) hears(want ...string) {
	o.t.Helper()
	if got := o.phone.heard(); !slices.Equal(got, want) {
		o.t.Errorf("after %s: told %q, want %q", time.Since(o.began), got, want)
	}
}

func inOffice(t *testing.T, story func(o *office)) {
	t.Helper()
	inOfficeWith(t, oneChannel, nil, story)
}

func inOfficeWith(t *testing.T, settings string, desktop Desktop, story func(o *office)) {
	t.Helper()
	inOfficeOf(t, settings, desktop, nil, story)
}

func inOfficeOf(t *testing.T, settings string, desktop Desktop, senders map[string]channel.Sender, story func(o *office)) {
	t.Helper()
	state := filepath.Join(t.TempDir(), "state")
	synctest.Test(t, func(t *testing.T) {
		o := newOfficeOf(t, state, settings, desktop, senders)
		defer func() { o.stop() }()
		story(o)
	})
}
