package agent

import (
	"slices"
	"strings"
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/config"
)

func TestChannelsInForce(t *testing.T) {
	desktop := config.Channel{Name: "mine", Kind: config.KindDesktop}
	owner := config.Channel{Name: "owner", Kind: "webhook"}
	named := config.Channel{Name: "desktop", Kind: "webhook"}
	for name, test := range map[string]struct {
		configured []config.Channel
		desktop    bool
		want       string
	}{
		"nothing said, a desktop":    {nil, true, "desktop"},
		"nothing said, none":         {nil, false, ""},
		"one of another kind":        {[]config.Channel{owner}, true, "desktop owner"},
		"its own settings":           {[]config.Channel{owner, desktop}, true, "owner mine"},
		"its own settings, but none": {[]config.Channel{owner, desktop}, false, "owner"},
		"its name is taken":          {[]config.Channel{named}, true, "this desktop, desktop"},
	} {
		var names []string
		for _, c := range channelsOf(&config.Config{Channels: test.configured}, test.desktop) {
			names = append(names, c.Name)
		}
		if got := strings.Join(names, " "); got != strings.ReplaceAll(test.want, ",", "") {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

const noChannel = "[listen]\naddress = \"\"\n"

func TestDesktopIsToldSoonAndOnce(t *testing.T) {
	w := &wall{}
	inOfficeWith(t, noChannel, w, func(o *office) {
		o.phone = &w.phone
		o.beat("alpha", "bravo")
		time.Sleep(255*time.Second + 3*time.Second)
		o.hears("opened alpha,bravo")
		o.restart()
		time.Sleep(time.Hour)
		o.hears()
		o.beat("alpha")
		time.Sleep(3 * time.Second)
		o.hears("recovered alpha")
		if err := o.a.Act(o.t.Context(), "bravo", "pause", 0); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		o.hears("recovered bravo") // it ended, and what stands on the screen goes
		if !slices.Equal(w.settled, []monitor.Key{"bravo"}) || w.sounds != 0 {
			t.Errorf("settled are %q, with %d sounds", w.settled, w.sounds)
		}
	})
}

func TestDesktopMakesASoundWhereItIsToldTo(t *testing.T) {
	w := &wall{}
	inOfficeWith(t, noChannel+"[[channel]]\nname = \"here\"\nkind = \"desktop\"\nsound = [\"critical\"]\n", w, func(o *office) {
		o.phone = &w.phone
		o.beat("alpha")
		time.Sleep(5 * time.Minute)
		o.hears("opened alpha")
		o.beat("alpha")
		time.Sleep(time.Minute)
		o.hears("recovered alpha")
		if w.sounds != 1 {
			t.Errorf("%d sounds", w.sounds)
		}
	})
}

// What a desktop did not take is shown when it is there again, over a restart
// too; but not what is over long since.
func TestDesktopThatIsNotThereYet(t *testing.T) {
	w := &wall{}
	inOfficeWith(t, noChannel, w, func(o *office) {
		o.phone = &w.phone
		w.failing(func() error { return errNoAnswer })
		o.beat("alpha", "bravo")
		time.Sleep(10 * time.Minute)
		if notices := o.a.Notices(); !slices.ContainsFunc(notices, func(n string) bool { return strings.Contains(n, "The channel desktop takes no messages") }) {
			t.Errorf("people are told %q", notices)
		}
		o.beat("alpha")
		time.Sleep(2 * time.Minute)
		o.restart()
		time.Sleep(2 * time.Hour)
		w.failing(nil)
		time.Sleep(2 * longestPause)
		o.hears("opened bravo", "opened alpha") // alpha came back meanwhile, and is silent again
		if notices := o.a.Notices(); len(notices) != 0 {
			t.Errorf("people are told %q", notices)
		}
	})
}

const twoChannels = oneChannel + "[[channel]]\nname = \"backup\"\nkind = \"webhook\"\nurl = \"http://127.0.0.1:1/\"\nkeys = [\"zulu\"]\n"

// A channel that takes no messages is told of by the others: once, over
// restarts too, and again when it is well.
func TestAnotherChannelTellsOfOneThatFails(t *testing.T) {
	inOfficeWith(t, twoChannels, nil, func(o *office) {
		backup := &phone{}
		o.haveOthers(map[string]*phone{"backup": backup})
		o.phone.failing(func() error { return errNoAnswer })
		o.beat("alpha")
		time.Sleep(255*time.Second + othersAfter)
		o.hears()
		if heard := backup.heard(); len(heard) != 0 {
			t.Errorf("told of it too soon: %q", heard)
		}
		time.Sleep(4 * time.Minute) // tries lie up to that far apart
		if heard := backup.heard(); !slices.Equal(heard, []string{"opened channel/owner"}) {
			t.Errorf("the other channel was told %q", heard)
		}
		for range 5 {
			o.restart()
			time.Sleep(20 * time.Minute)
		}
		if heard := backup.heard(); len(heard) != 0 {
			t.Errorf("after restarts the other channel was told %q", heard)
		}
		o.phone.failing(nil)
		time.Sleep(2 * longestPause)
		backup.mu.Lock()
		messages := slices.Clone(backup.messages)
		backup.mu.Unlock()
		if heard := backup.heard(); !slices.Equal(heard, []string{"recovered channel/owner"}) {
			t.Fatalf("the other channel was told %q", heard)
		}
		if i := messages[0].Incidents[0]; i.Closed.Sub(i.Opened) < 100*time.Minute || i.Level != monitor.LevelCritical {
			t.Errorf("it was %s from %s to %s", i.Level, i.Opened, i.Closed)
		}
		o.hears("opened alpha")
		time.Sleep(24 * time.Hour)
		o.hears("repeated alpha", "repeated alpha", "repeated alpha", "repeated alpha", "repeated alpha", "repeated alpha")
		if heard := backup.heard(); len(heard) != 0 {
			t.Errorf("a day later the other channel was told %q", heard)
		}
	})
}

// Two that take nothing do not pile up what the one should be told of the other.
func TestChannelsThatFailTogetherSayItOnce(t *testing.T) {
	inOfficeWith(t, strings.Replace(twoChannels, `keys = ["zulu"]`, "", 1), nil, func(o *office) {
		backup := &phone{}
		o.haveOthers(map[string]*phone{"backup": backup})
		for _, p := range []*phone{o.phone, backup} {
			p.failing(func() error { return errNoAnswer })
		}
		o.beat("alpha")
		time.Sleep(12 * time.Hour)
		for _, p := range []*phone{o.phone, backup} {
			p.failing(nil)
		}
		time.Sleep(time.Hour)
		for name, heard := range map[string][]string{"owner": o.phone.heard(), "backup": backup.heard()} {
			for _, one := range heard {
				if strings.Contains(one, "channel/") {
					t.Errorf("%s was told %q after both were away", name, one)
				}
			}
		}
	})
}

var _ Desktop = (*wall)(nil)
