package agent

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor/alert/channel"
	"sentinel/monitor/api"
	"sentinel/monitor/config"
	"sentinel/monitor/history"
)

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
		permit(o.t, o.state, tables...)
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

// A channel that was out of reach for long and refuses the message once, as the
// login page of a network does, is told of it all the same.
func TestOneRefusalAfterAnOutageLosesNothing(t *testing.T) {
	inOffice(t, func(o *office) {
		tries := 0
		o.phone.failing(func() error {
			switch tries++; {
			case tries <= 2*refusedAfter:
				return errNoAnswer
			case tries == 2*refusedAfter+1:
				return &channel.Failure{Reason: "bad request", Final: true, Itself: true}
			}
			return nil
		})
		o.beat("alpha")
		time.Sleep(3 * time.Hour)
		o.hears("opened alpha")
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
		permit(o.t, o.state, "outbox")
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
		o.locked.Store(true)
		o.beat("alpha")
		time.Sleep(10 * time.Minute)
		if notices := o.a.notices.list(); len(notices) != 1 || !strings.Contains(notices[0], "the keyring is locked") {
			o.t.Errorf("%q", notices)
		}
		o.locked.Store(false)
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
		const insert = "INSERT OR REPLACE INTO outbox (id, channel, body, made, tries, error) VALUES (?, 'owner', ?, 0, 0, '')"
		write(insert, 50, []byte(`{"id":"1","kind":"digest","text":"of a day"}`))
		write(insert, 101, []byte(`{"id":"2","kind":"opened","text":"told already"}`))
		o.a.desk.look()
		time.Sleep(time.Minute)
		o.hears("digest of a day")
		if n, err := o.a.store.LettersWaiting(o.t.Context()); len(n) != 0 || err != nil {
			o.t.Errorf("%v wait, %v", n, err)
		}
	})
}

// permit ends what refuse began.
func permit(t *testing.T, state string, tables ...string) {
	t.Helper()
	for _, table := range tables {
		execOn(t, state, "DROP TRIGGER refuse_"+table)
	}
}
