package agent

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sentinel/monitor/alert/channel"
	"sentinel/monitor/config"
)

// settle puts other settings in force.
func (o *office) settle(settings string) {
	o.t.Helper()
	path := filepath.Join(o.state, "config.toml")
	if err := os.WriteFile(path, []byte(settings), 0o600); err != nil {
		o.t.Fatal(err)
	}
	c, _, err := config.Load(path)
	if err != nil {
		o.t.Fatal(err)
	}
	o.a.mu.Lock()
	o.a.config = c
	o.a.mu.Unlock()
	o.a.desk.use(c)
}

func (o *office) notices() string { return strings.Join(o.a.Notices(), "; ") }

func refusing() error { return &channel.Failure{Reason: "it is too large", Itself: true} }

// Who is taken out of the settings while a message is under way to it is heard of
// no more, and one of its name that comes later starts afresh.
func TestChannelThatIsTakenOutWhileItHangs(t *testing.T) {
	inOfficeWith(t, twoChannels, nil, func(o *office) {
		backup := &phone{}
		o.haveOthers(map[string]*phone{"backup": backup, "other": {}})
		o.phone.failing(func() error { time.Sleep(channel.Bound); return errNoAnswer })
		o.beat("alpha")
		time.Sleep(20 * time.Minute)
		if heard := backup.heard(); !slices.Equal(heard, []string{"opened channel/owner"}) {
			t.Errorf("told of it %q", heard)
		}
		o.settle(strings.Replace(twoChannels, `name = "owner"`, `name = "other"`, 1))
		time.Sleep(24 * time.Hour)
		if heard := backup.heard(); len(heard) != 0 || strings.Contains(o.notices(), "channel owner") {
			t.Errorf("after it is gone: told %q; notices %s", heard, o.notices())
		}
	})
}

// A channel that works again after its settings were edited is told of another
// that fails then.
func TestChannelThatWasEditedIsToldOfOthersAgain(t *testing.T) {
	inOfficeWith(t, strings.Replace(twoChannels, `keys = ["zulu"]`, "", 1), nil, func(o *office) {
		backup := &phone{}
		o.haveOthers(map[string]*phone{"backup": backup})
		o.phone.failing(func() error { return errNoAnswer })
		o.beat("alpha")
		time.Sleep(20 * time.Minute)
		o.phone.failing(nil)
		o.settle(strings.Replace(twoChannels, "http://127.0.0.1:1/", "http://127.0.0.1:2/", 1))
		time.Sleep(20 * time.Minute)
		o.hears("opened alpha")
		backup.heard()
		o.settle(strings.Replace(strings.Replace(twoChannels, "http://127.0.0.1:1/", "http://127.0.0.1:2/", 1), `keys = ["zulu"]`, "", 1))
		backup.failing(func() error { return errNoAnswer })
		o.beat("alpha")
		time.Sleep(20 * time.Minute)
		if heard := o.phone.heard(); !slices.Contains(heard, "opened channel/backup") {
			t.Errorf("told %q", heard)
		}
	})
}

// A channel that answers is well, whatever it thinks of one message.
func TestMessageThatIsSetAsideIsNoTroubleOfTheChannel(t *testing.T) {
	inOfficeWith(t, twoChannels, nil, func(o *office) {
		backup := &phone{}
		o.haveOthers(map[string]*phone{"backup": backup})
		o.phone.failing(refusing)
		o.beat("alpha")
		time.Sleep(15 * time.Minute)
		o.phone.failing(nil)
		if heard := strings.Join(backup.heard(), "; "); heard != "opened channel/owner; recovered channel/owner" && heard != "" {
			t.Errorf("the other was told %q", heard)
		}
		list, err := o.a.Channels(o.t.Context())
		if err != nil || list[0].Trouble != "" || !strings.Contains(o.notices(), "refused a message for good") {
			t.Errorf("%+v, %v; notices %s", list, err, o.notices())
		}
		time.Sleep(24 * time.Hour)
		o.phone.failing(func() error { return errNoAnswer })
		o.beat("alpha")
		time.Sleep(11 * time.Second) // one try fails
		o.phone.failing(nil)
		time.Sleep(2 * time.Minute)
		if heard := backup.heard(); len(heard) != 0 {
			t.Errorf("a try that failed is told at once: %q", heard)
		}
		if strings.Contains(o.notices(), "refused") {
			t.Errorf("it takes messages, and people are told %s", o.notices())
		}
	})
}

// Reports do not come before alarms when a channel is well again.
func TestReportsDoNotPileUpInFrontOfAlarms(t *testing.T) {
	inOfficeWith(t, oneChannel+"mirror = [\"trade\"]\n", nil, func(o *office) {
		o.phone.failing(func() error { return errNoAnswer })
		o.beat("alpha")
		o.reports(false, "waiting")
		for range 12 * 60 {
			o.reports(false, "trade", "waiting")
			time.Sleep(time.Minute)
		}
		o.phone.failing(nil)
		time.Sleep(20 * time.Minute)
		heard := o.phone.heard()
		if n := slices.IndexFunc(heard, func(h string) bool { return h == "opened alpha" }); n < 0 || n > 1 || len(heard) > 6 {
			t.Errorf("told %q", heard)
		}
	})
}

// A test that arrives shows that what is in the way is gone.
func TestTestThatArrivesEndsATrouble(t *testing.T) {
	inOffice(t, func(o *office) {
		o.locked.Store(true)
		o.restart()
		time.Sleep(time.Minute)
		if !strings.Contains(o.notices(), "cannot be used: the keyring is locked") {
			t.Errorf("people are told %s", o.notices())
		}
		o.locked.Store(false)
		time.Sleep(longestPause)
		if o.notices() != "" {
			t.Errorf("it can be used, and people are told %s", o.notices())
		}
		o.phone.failing(func() error { return &channel.Failure{Reason: "the server answered 403", Final: true} })
		o.beat("alpha")
		time.Sleep(time.Hour)
		o.phone.failing(nil)
		if tried, err := o.a.TestChannel(o.t.Context(), "owner"); err != nil || !tried.Taken {
			t.Fatal(tried, err)
		}
		time.Sleep(time.Second)
		o.hears("test ", "opened alpha")
		if o.notices() != "" {
			t.Errorf("people are told %s", o.notices())
		}
	})
}
