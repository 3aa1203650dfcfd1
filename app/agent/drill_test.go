package agent

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/alert"
	"sentinel/monitor/alert/channel"
	"sentinel/monitor/api"
)

// webhook is the settings of one more channel.
func webhook(name, more string) string {
	return fmt.Sprintf("[[channel]]\nname = %q\nkind = \"webhook\"\nurl = \"http://127.0.0.1:1/\"\n%s\n", name, more)
}

// drills runs a drill and returns how each channel did: "name told after 10s",
// "name stage: reason", "name failed: reason".
func (o *office) drills(ctx context.Context) (api.Drill, []string) {
	o.t.Helper()
	drill, err := o.a.Drill(ctx)
	if err != nil {
		o.t.Fatal(err)
	}
	var fared []string
	for _, c := range drill.Channels {
		switch {
		case c.Told:
			fared = append(fared, fmt.Sprintf("%s told after %.0fs", c.Channel, c.Seconds))
		case c.Stage != "":
			fared = append(fared, fmt.Sprintf("%s %s: %s", c.Channel, c.Stage, c.Reason))
		default:
			fared = append(fared, fmt.Sprintf("%s failed: %s", c.Channel, c.Reason))
		}
	}
	return drill, fared
}

// hearsOfTests asserts what it was told of tests since the last look.
func (p *phone) hearsOfTests(t *testing.T, who string, want ...string) {
	t.Helper()
	p.mu.Lock()
	p.messages = slices.DeleteFunc(p.messages, func(m alert.Message) bool {
		return !slices.ContainsFunc(m.Incidents, func(i monitor.Incident) bool { return i.Test })
	})
	p.mu.Unlock()
	if got := p.heard(); !slices.Equal(got, want) {
		t.Errorf("%s was told %q of tests, want %q", who, got, want)
	}
}

// nothingStays checks that the robot of a drill is gone, and its incident ended
// as a test.
func (o *office) nothingStays() {
	o.t.Helper()
	if s, err := o.a.Subject(o.t.Context(), monitor.DrillKey); !errors.Is(err, api.ErrNotFound) {
		o.t.Errorf("its robot stays: %+v, %v", s, err)
	}
	if saved, err := o.a.store.Subjects(o.t.Context()); err != nil || slices.ContainsFunc(saved, func(s monitor.SavedSubject) bool { return s.Key == monitor.DrillKey }) {
		o.t.Errorf("its robot is kept (%v)", err)
	}
	if names, err := o.a.Remembered(o.t.Context()); err != nil || slices.Contains(names, monitor.DrillKey) {
		o.t.Errorf("it is remembered among %q (%v)", names, err)
	}
	list, err := o.a.Incidents(o.t.Context(), api.IncidentQuery{State: "all", Key: monitor.DrillKey})
	if err != nil || len(list) == 0 {
		o.t.Errorf("its incidents are %v, %v", list, err)
	}
	for _, i := range list {
		if !i.Test || i.End != monitor.EndTest {
			o.t.Errorf("its incident is %+v", i)
		}
	}
	cases, _, err := o.a.store.Cases(o.t.Context())
	if err != nil {
		o.t.Error(err)
	}
	for _, c := range cases {
		if strings.Contains(c.Incident, string(monitor.DrillKey)) {
			o.t.Errorf("of it is kept %s", c.State)
		}
	}
	if waiting, err := o.a.store.LettersWaiting(o.t.Context()); err != nil || len(waiting) != 0 {
		o.t.Errorf("messages wait: %v, %v", waiting, err)
	}
}

func TestDrillTellsHowEachChannelDoesAndIsTakenBack(t *testing.T) {
	w := &wall{}
	settings := oneChannel +
		webhook("slow", "") + webhook("closed", "") +
		webhook("asleep", `quiet_hours = "00:00-23:59"`) +
		webhook("awake", "quiet_hours = \"00:00-23:59\"\nexcept_critical = true") +
		webhook("later", `escalate_after = "10m"`) +
		webhook("mild", `levels = ["warning"]`) +
		webhook("alphas", `keys = ["alpha"]`)
	inOfficeWith(t, settings, w, func(o *office) {
		slow, closed, awake := &phone{answers: 5 * time.Second}, &phone{}, &phone{}
		closed.failing(func() error { return &channel.Failure{Reason: "the server answered 403 Forbidden", Final: true} })
		quiet, mild := &phone{}, &phone{}
		o.haveOthers(map[string]*phone{
			"slow": slow, "closed": closed, "awake": awake, "asleep": quiet, "later": quiet, "mild": mild, "alphas": quiet,
		})
		drill, fared := o.drills(o.t.Context())
		want := []string{
			"desktop told after 2s", "owner told after 10s", "slow told after 15s", "closed failed: the server answered 403 Forbidden",
			"asleep mute: quiet hours", "awake told after 10s", "later escalate: told when nobody has acknowledged it for 10m0s",
			"mild route: level critical is not for this channel", "alphas route: sentinel-drill is not for this channel",
		}
		if !slices.Equal(fared, want) {
			t.Errorf("channels did\n%s\nwant\n%s", strings.Join(fared, "\n"), strings.Join(want, "\n"))
		}
		if drill.Key != monitor.DrillKey || !drill.Opened.Equal(o.began) || time.Since(o.began) > 16*time.Second {
			t.Errorf("after %s: %+v", time.Since(o.began), drill)
		}
		for name, p := range map[string]*phone{"owner": o.phone, "slow": slow, "awake": awake, "the screen": &w.phone} {
			p.hearsOfTests(t, name, "opened sentinel-drill")
		}
		time.Sleep(time.Hour) // beyond quiet hours
		w.hearsOfTests(t, "the screen", "recovered sentinel-drill")
		if got := mild.heard(); !slices.Equal(got, []string{"opened channel/closed"}) { // a warning: nothing critical was missed
			t.Errorf("of the closed channel was told %q", got)
		}
		for name, p := range map[string]*phone{"owner": o.phone, "slow": slow, "awake": awake, "closed": closed, "the rest": quiet} {
			p.hearsOfTests(t, name)
		}
		o.nothingStays()
	})
}

// Who asked has gone: what nobody waits for is taken back at once.
func TestDrillThatIsBrokenOffIsTakenBack(t *testing.T) {
	w := &wall{}
	inOfficeWith(t, oneChannel, w, func(o *office) {
		ctx, leave := context.WithTimeout(o.t.Context(), 5*time.Second)
		defer leave()
		if _, err := o.a.Drill(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(o.began) > 6*time.Second {
			t.Errorf("after %s: %v", time.Since(o.began), err)
		}
		time.Sleep(time.Hour)
		o.hears()
		w.hearsOfTests(t, "the screen", "opened sentinel-drill", "recovered sentinel-drill")
		o.nothingStays()
	})
}

func TestOneDrillAtATime(t *testing.T) {
	inOffice(t, func(o *office) {
		first := make(chan error, 1)
		go func() {
			_, err := o.a.Drill(o.t.Context())
			first <- err
		}()
		time.Sleep(time.Second)
		if _, err := o.a.Drill(o.t.Context()); !errors.Is(err, api.ErrRefused) || !strings.Contains(err.Error(), "under way") {
			t.Errorf("a second one: %v", err)
		}
		if err := <-first; err != nil {
			t.Error(err)
		}
		if _, fared := o.drills(o.t.Context()); !slices.Equal(fared, []string{"owner told after 10s"}) {
			t.Errorf("one right after it: %q", fared)
		}
		o.beat(monitor.DrillKey)
		if _, err := o.a.Drill(o.t.Context()); !errors.Is(err, api.ErrRefused) || !strings.Contains(err.Error(), "rename") {
			t.Errorf("where a robot is named so: %v", err)
		}
	})
}

// A process that is killed has no time to take anything back.
func TestDrillDoesNotOutliveTheMonitor(t *testing.T) {
	w := &wall{}
	inOfficeWith(t, oneChannel, w, func(o *office) {
		o.phone.failing(func() error { return errNoAnswer })
		drilled := make(chan error, 1)
		go func() {
			_, err := o.a.Drill(context.Background())
			drilled <- err
		}()
		time.Sleep(15 * time.Second)
		o.restart()
		<-drilled
		o.phone.failing(nil)
		time.Sleep(time.Hour)
		o.hears()
		w.hearsOfTests(t, "the screen", "opened sentinel-drill", "recovered sentinel-drill")
		o.nothingStays()
	})
}

// What really happens meanwhile is told as if there were no drill, and the drill
// as if nothing happened.
func TestDrillInAStorm(t *testing.T) {
	inOffice(t, func(o *office) {
		o.beat("alpha", "bravo")
		time.Sleep(128 * time.Second)
		o.beat("charlie")
		time.Sleep(119 * time.Second) // alpha and bravo are missing in 8 s, and charlie after 136 s
		if _, fared := o.drills(o.t.Context()); !slices.Equal(fared, []string{"owner told after 10s"}) {
			t.Errorf("channels did %q", fared)
		}
		o.hears("opened sentinel-drill")
		time.Sleep(9 * time.Second)
		o.hears("opened alpha,bravo")
		if _, fared := o.drills(o.t.Context()); !slices.Equal(fared, []string{"owner told after 10s"}) {
			t.Errorf("channels did %q", fared)
		}
		o.hears("opened sentinel-drill")
		time.Sleep(10 * time.Minute)
		o.hears("opened charlie") // an interval after the others
	})
}

// A robot that is really silent is critical whatever is played.
func TestDrillDoesNotHideWhoIsSilent(t *testing.T) {
	inOffice(t, func(o *office) {
		o.beat("alpha")
		time.Sleep(10 * time.Minute)
		go func() { _, _ = o.a.Drill(o.t.Context()) }()
		time.Sleep(time.Second)
		page, err := o.a.Page(o.t.Context(), monitor.Query{})
		if err != nil || len(page.Subjects) < 2 || page.Subjects[0].Key != "alpha" || !page.Subjects[1].Test {
			t.Errorf("%+v, %v", page.Subjects, err)
		}
		if icon := view.Icon(view.Model{Page: page}); icon != monitor.LevelCritical.String() {
			t.Errorf("the icon is %s", icon)
		}
		time.Sleep(time.Minute)
	})
}

// What waits for a channel that takes nothing is not the message of a drill that
// is over.
func TestDrillLeavesNoMessageBehind(t *testing.T) {
	for name, test := range map[string]struct {
		fails error
		want  string
		took  time.Duration
	}{
		"out of reach": {errNoAnswer, "owner failed: no answer", 70 * time.Second},
		"asks to wait": {&channel.Failure{Reason: "too many", After: time.Hour}, "owner failed: too many", 70 * time.Second},
		"refuses it":   {&channel.Failure{Reason: "too long", Itself: true}, "owner failed: too long", 10 * time.Second},
		"is closed":    {&channel.Failure{Reason: "no such token", Final: true}, "owner failed: no such token", 10 * time.Second},
	} {
		inOffice(t, func(o *office) {
			o.phone.failing(func() error { return test.fails })
			began := time.Now()
			if _, fared := o.drills(o.t.Context()); !slices.Equal(fared, []string{test.want}) || time.Since(began) != test.took {
				t.Errorf("%s: after %s channels did %q", name, time.Since(began), fared)
			}
			o.phone.failing(nil)
			time.Sleep(time.Second)
			o.nothingStays()
			o.beat("alpha")
			time.Sleep(266 * time.Second)
			o.hears("opened alpha")
		})
	}
}

// Messages that wait for the channel are before that of a drill.
func TestDrillBehindOtherMessages(t *testing.T) {
	inOffice(t, func(o *office) {
		o.phone.failing(func() error { return errNoAnswer })
		o.beat("alpha")
		time.Sleep(10 * time.Minute)
		_, fared := o.drills(o.t.Context())
		if len(fared) != 1 || !strings.HasPrefix(fared[0], "owner failed: ") || !strings.HasSuffix(fared[0], "no answer") {
			t.Errorf("channels did %q", fared)
		}
		o.phone.failing(nil)
		time.Sleep(10 * time.Minute)
		if heard := o.phone.heard(); !slices.Equal(heard, []string{"opened alpha"}) {
			t.Errorf("told was %q", heard)
		}
		o.nothingStays()
	})
}

// Neither how robots fared nor the digest knows of a drill.
func TestDrillIsNoPartOfTheDay(t *testing.T) {
	inOffice(t, func(o *office) {
		o.beat("alpha")
		o.drills(o.t.Context())
		time.Sleep(time.Minute)
		o.beat("alpha")
		time.Sleep(time.Minute)
		day, err := o.a.Overall(o.t.Context(), api.OverallQuery{From: o.began, To: time.Now(), Step: time.Hour})
		if err != nil || day.Subjects != 1 || day.Total.DownSeconds != 0 || day.Total.Outages != 0 {
			t.Errorf("%+v, %v", day, err)
		}
		words, err := o.a.dayInWords(o.t.Context(), time.Now())
		if err != nil || strings.Contains(words, "drill") || strings.Contains(words, "incident of") {
			t.Errorf("the digest is %q, %v", words, err)
		}
		o.nothingStays()
	})
}

// A test that a channel refuses for what it is keeps no news waiting: it is tried
// once.
func TestRefusedMessageOfATestMakesWayAtOnce(t *testing.T) {
	inOffice(t, func(o *office) {
		o.phone.failing(func() error { return &channel.Failure{Reason: "too long", Itself: true} })
		if _, err := o.a.engine.Play(o.t.Context(), monitor.DrillKey, drillBeat, time.Hour); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10*time.Second + firstPause/2)
		o.phone.failing(nil)
		time.Sleep(10 * time.Minute)
		o.hears()
	})
}
