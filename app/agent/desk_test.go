package agent

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
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
	"sentinel/monitor/api"
	"sentinel/monitor/config"
	"sentinel/monitor/history"
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
		heard = append(heard, string(m.Kind)+" "+strings.Join(keys, ","))
	}
	p.messages = nil
	return heard
}

// office is a monitor in a bubble of false time, with one channel.
type office struct {
	t     *testing.T
	state string
	began time.Time
	phone *phone
	a     *Agent
	stop  func()
}

const oneChannel = "[listen]\naddress = \"\"\n[alerts]\ndigest = \"\"\n[[channel]]\nname = \"owner\"\nkind = \"webhook\"\nurl = \"http://127.0.0.1:1/\"\n"

func newOffice(t *testing.T, state string) *office {
	t.Helper()
	if err := os.MkdirAll(state, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(state, "config.toml"), []byte(oneChannel), 0o600); err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, state: state, began: time.Now(), phone: &phone{}}
	o.start()
	return o
}

func (o *office) start() {
	o.t.Helper()
	a, err := New(o.t.Context(), Options{
		StateDir: o.state, ConfigPath: filepath.Join(o.state, "config.toml"),
		Clock:  func() monitor.Reading { return monitor.Reading{Wall: time.Now(), Steady: time.Since(o.began)} },
		Sender: func(config.Channel) (channel.Sender, error) { return o.phone, nil },
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
	state := filepath.Join(t.TempDir(), "state")
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, state)
		defer func() { o.stop() }()
		story(o)
	})
}

func TestChannelIsToldOfAnOutageAndItsEnd(t *testing.T) {
	inOffice(t, func(o *office) {
		o.beat("alpha")
		time.Sleep(255*time.Second + 9*time.Second) // of the bubble's time
		o.hears()
		time.Sleep(2 * time.Second)
		o.hears("opened alpha")
		o.restart()
		time.Sleep(time.Hour)
		o.hears()
		o.beat("alpha")
		time.Sleep(11 * time.Second)
		o.hears("recovered alpha")
	})
}

func TestAcknowledgedWhileTheStormGathers(t *testing.T) {
	inOffice(t, func(o *office) {
		o.beat("alpha")
		time.Sleep(256 * time.Second)
		if err := o.a.Act(o.t.Context(), "alpha", "acknowledge", 0); err != nil {
			o.t.Error(err)
		}
		time.Sleep(24 * time.Hour)
		o.hears()
		story, err := o.a.Incidents(o.t.Context(), incidentsOfAll)
		if err != nil || len(story) != 1 {
			o.t.Fatal(story, err)
		}
		one, err := o.a.Incident(o.t.Context(), story[0].ID)
		if err != nil || len(one.Decisions) != 2 || one.Decisions[0].Stage != "group" || one.Decisions[1].Stage != "mute" {
			o.t.Errorf("%v %+v", err, one.Decisions)
		}
	})
}

var errNoAnswer = errors.New("no answer")

// A channel is out of reach for a day, and the monitor is started anew 20 times
// meanwhile: all that happened is delivered, in order, with the time at which it
// was noticed.
func TestChannelThatIsDownForADayIsToldAllInOrder(t *testing.T) {
	inOffice(t, func(o *office) {
		o.phone.failing(func() error { return errNoAnswer })
		var want []string
		first := time.Now()
		for n := range 20 {
			o.beat("alpha")
			time.Sleep(30 * time.Minute)
			o.restart()
			want = append(want, "opened alpha")
			if n < 19 {
				o.beat("alpha")
				want = append(want, "recovered alpha")
				time.Sleep(40 * time.Minute)
				want = append(want, "opened alpha")
				o.beat("alpha")
				want = append(want, "recovered alpha")
				time.Sleep(2 * time.Minute)
			}
		}
		o.hears()
		o.phone.failing(nil)
		time.Sleep(longestPause * 2)
		o.phone.mu.Lock()
		at := o.phone.messages[0].At
		var ids []string
		for i, m := range o.phone.messages {
			if i > 0 && m.At.Before(o.phone.messages[i-1].At) {
				o.t.Errorf("message %d comes before the one before it", i)
			}
			ids = append(ids, m.ID)
		}
		o.phone.mu.Unlock()
		if late := at.Sub(first); late < 4*time.Minute || late > 5*time.Minute {
			o.t.Errorf("the first was noticed after %s", late)
		}
		if slices.Sort(ids); len(slices.Compact(ids)) != len(ids) {
			o.t.Error("a message came twice")
		}
		heard := o.phone.heard()
		if i := slices.Index(heard, "opened alpha"); i != 0 || len(heard) < 40 {
			o.t.Errorf("%d messages: %q; happened: %d", len(heard), heard, len(want))
		}
	})
}

// A thousand accounts fall silent at once, and the channel fails at random: one
// message, which names all of them.
func TestStormsWithAChannelThatFailsAtRandom(t *testing.T) {
	inOffice(t, func(o *office) {
		random := rand.New(rand.NewPCG(1, 2))
		o.phone.failing(func() error {
			if random.IntN(3) > 0 {
				return errNoAnswer
			}
			return nil
		})
		keys := make([]monitor.Key, 1000)
		for i := range keys {
			keys[i] = monitor.Key(fmt.Sprintf("robot-%d/ACC_%03d", i%9, i))
		}
		for storm := range 5 {
			o.beat(keys...)
			time.Sleep(20 * time.Minute)
			o.phone.mu.Lock()
			messages := o.phone.messages
			o.phone.messages = nil
			o.phone.mu.Unlock()
			named := map[monitor.Key]bool{}
			opened := 0
			for _, m := range messages {
				if m.Kind != alert.Opened {
					continue
				}
				opened++
				for _, i := range m.Incidents {
					if i.Closed == nil {
						named[i.Key] = true
					}
				}
			}
			if opened != 1 || len(named) != len(keys) {
				o.t.Errorf("storm %d: %d messages, %d of %d accounts", storm, opened, len(named), len(keys))
			}
		}
	})
}

// When the disk refuses, people are told all the same, and once.
func TestChannelIsToldWhenTheDiskRefuses(t *testing.T) {
	inOffice(t, func(o *office) {
		o.beat("alpha")
		refuse(o.t, o.state, "cases", "outbox", "transitions", "subjects")
		time.Sleep(10 * time.Minute)
		o.hears("opened alpha")
		time.Sleep(time.Hour)
		o.hears()
	})
}

// What the disk refused comes into the outbox once it is well, and so outlasts
// the end of the program.
func TestMessageThatTheDiskRefusedIsKeptOnceItIsWell(t *testing.T) {
	inOffice(t, func(o *office) {
		o.phone.failing(func() error { return errNoAnswer })
		o.beat("alpha")
		tables := []string{"cases", "outbox", "transitions", "subjects"}
		refuse(o.t, o.state, tables...)
		time.Sleep(10 * time.Minute)
		for _, table := range tables {
			execOn(o.t, o.state, "DROP TRIGGER refuse_"+table)
		}
		time.Sleep(2 * keepAgain)
		o.restart()
		o.phone.failing(nil)
		time.Sleep(2 * longestPause)
		o.hears("opened alpha")
		o.restart()
		time.Sleep(time.Hour)
		o.hears()
	})
}

// Who renames a channel hears of what waits for the old name.
func TestMessagesOfAChannelThatIsGoneAreNamed(t *testing.T) {
	inOffice(t, func(o *office) {
		o.phone.failing(func() error { return errNoAnswer })
		o.beat("alpha")
		time.Sleep(10 * time.Minute)
		edited, _, err := config.Load(filepath.Join(o.state, "config.toml"))
		if err != nil {
			o.t.Fatal(err)
		}
		edited.Channels[0].Name = "me"
		o.phone.failing(nil)
		o.a.desk.use(edited)
		time.Sleep(time.Minute)
		o.hears("opened alpha") // which is open: the new channel hears of it
		if notices := o.a.notices.list(); len(notices) != 1 || !strings.Contains(notices[0], "(1 for owner)") {
			o.t.Errorf("%q", notices)
		}
	})
}

// A message that is refused for what it is does not stand in the way for ever.
func TestMessageThatIsRefusedForWhatItIsMakesWay(t *testing.T) {
	inOffice(t, func(o *office) {
		o.phone.failing(func() error { return &channel.Failure{Reason: "too large", Final: true, Itself: true} })
		o.beat("alpha")
		time.Sleep(2 * time.Hour)
		o.hears()
		if notices := o.a.notices.list(); len(notices) != 1 || !strings.Contains(notices[0], "refused a message for good") {
			o.t.Errorf("%q", notices)
		}
		o.phone.failing(nil)
		o.beat("bravo")
		time.Sleep(10 * time.Minute)
		o.hears("opened bravo")
	})
}

// What the disk refused, and is delivered before the program ends, is not sent
// again.
func TestMessageThatTheDiskRefusedIsToldOnce(t *testing.T) {
	inOffice(t, func(o *office) {
		o.phone.failing(func() error { return errNoAnswer })
		o.beat("alpha")
		refuse(o.t, o.state, "outbox")
		time.Sleep(10 * time.Minute)
		execOn(o.t, o.state, "DROP TRIGGER refuse_outbox")
		time.Sleep(2 * keepAgain)
		o.phone.failing(nil)
		time.Sleep(2 * longestPause)
		o.hears("opened alpha")
		o.restart()
		time.Sleep(time.Hour)
		o.hears()
	})
}

var incidentsOfAll = api.IncidentQuery{State: "all"}

// refuse lets the disk refuse rows for some tables.
func refuse(t *testing.T, state string, tables ...string) {
	t.Helper()
	for _, table := range tables {
		execOn(t, state, "CREATE TRIGGER refuse_"+table+" BEFORE INSERT ON "+table+" BEGIN SELECT RAISE(ABORT, 'disk full'); END")
	}
}

func execOn(t *testing.T, state, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(state, history.FileName)+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

// Edited settings end no try that is under way, and lose nothing that waits.
func TestEditedChannelGoesOnWithWhatWaits(t *testing.T) {
	inOffice(t, func(o *office) {
		o.phone.failing(func() error { return errNoAnswer })
		o.beat("alpha")
		time.Sleep(10 * time.Minute)
		edited, _, err := config.Load(filepath.Join(o.state, "config.toml"))
		if err != nil {
			o.t.Fatal(err)
		}
		edited.Channels[0].URL = "http://127.0.0.1:2/"
		o.a.desk.use(edited)
		synctest.Wait()
		o.phone.failing(nil)
		time.Sleep(time.Minute)
		o.hears("opened alpha") // at once, and not when the old pause is over
	})
}

// A message that is under way when the monitor ends is not sent again at the next
// start.
func TestEndWhileAMessageIsUnderWay(t *testing.T) {
	inOffice(t, func(o *office) {
		o.phone.answers = time.Second
		o.beat("alpha")
		time.Sleep(255*time.Second + 10*time.Second + 500*time.Millisecond)
		o.restart()
		time.Sleep(time.Hour)
		o.hears("opened alpha")
	})
}

// A keyring that is locked when Sentinel starts is unlocked later.
func TestChannelWhoseSecretComesLater(t *testing.T) {
	inOffice(t, func(o *office) {
		var locked atomic.Bool
		locked.Store(true)
		o.a.options.Sender = func(config.Channel) (channel.Sender, error) {
			if locked.Load() {
				return nil, errors.New("the keyring is locked")
			}
			return o.phone, nil
		}
		o.beat("alpha")
		time.Sleep(10 * time.Minute)
		if notices := o.a.notices.list(); len(notices) != 1 || !strings.Contains(notices[0], "the keyring is locked") {
			o.t.Errorf("%q", notices)
		}
		locked.Store(false)
		time.Sleep(longestPause * 2)
		o.hears("opened alpha")
		if notices := o.a.notices.list(); len(notices) != 0 {
			o.t.Errorf("%q", notices)
		}
	})
}

// Whoever ends before it has kept that it told anything is no first run the next
// time, which tells nothing of the past.
func TestWhatHappensAtTheEndOfTheFirstRunIsTold(t *testing.T) {
	inOffice(t, func(o *office) {
		o.beat("alpha")
		time.Sleep(time.Minute)
		refuse(o.t, o.state, "cases")
		o.phone.failing(func() error { return errNoAnswer })
		time.Sleep(10 * time.Minute) // it falls silent, which is written, and nothing of who is told
		o.stop()
		permit(o.t, o.state, "cases")
		o.phone.failing(nil)
		o.start()
		time.Sleep(time.Minute)
		o.hears("opened alpha")
	})
}

// What a channel was told is kept as soon as the disk takes it again.
func TestWhatWasToldIsKeptWhenTheDiskIsWell(t *testing.T) {
	inOffice(t, func(o *office) {
		o.beat("alpha")
		refuse(o.t, o.state, "cases")
		time.Sleep(10 * time.Minute)
		o.hears("opened alpha")
		permit(o.t, o.state, "cases")
		time.Sleep(keepAgain + time.Second)
		states, upto, err := o.a.store.Cases(o.t.Context())
		if err != nil || len(states) != 1 || upto != 1 {
			o.t.Errorf("%d cases, up to %d, %v", len(states), upto, err)
		}
	})
}

// What is saved late from a damaged history is delivered, however old it is, and
// nothing that was delivered already.
func TestLettersThatAreSavedLate(t *testing.T) {
	inOffice(t, func(o *office) {
		write := func(query string, values ...any) {
			o.t.Helper()
			db, err := sql.Open("sqlite", filepath.Join(o.state, history.FileName)+"?_pragma=busy_timeout(5000)")
			if err != nil {
				o.t.Fatal(err)
			}
			defer db.Close()
			if _, err := db.ExecContext(o.t.Context(), query, values...); err != nil {
				o.t.Fatal(err)
			}
		}
		write("INSERT INTO sqlite_sequence (name, seq) VALUES ('outbox', 100)")
		o.beat("alpha")
		time.Sleep(10 * time.Minute)
		o.hears("opened alpha")
		const insert = "INSERT INTO outbox (id, channel, body, made, tries, error) VALUES (?, 'owner', ?, 0, 0, '')"
		write(insert, 50, []byte(`{"id":"1","kind":"digest","text":"of a day"}`))
		write(insert, 101, []byte(`{"id":"2","kind":"opened","text":"told already"}`))
		o.a.desk.look()
		time.Sleep(time.Minute)
		o.hears("digest ")
		if n, err := o.a.store.LettersWaiting(o.t.Context()); len(n) != 0 || err != nil {
			o.t.Errorf("%v wait, %v", n, err)
		}
	})
}

// permit ends what refuse began.
func permit(t *testing.T, state string, tables ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(state, history.FileName)+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, table := range tables {
		if _, err := db.ExecContext(t.Context(), "DROP TRIGGER refuse_"+table); err != nil {
			t.Fatal(err)
		}
	}
}
