package agent

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

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
		quiet := &phone{}
		o.haveOthers(map[string]*phone{
			"slow": slow, "closed": closed, "awake": awake, "asleep": quiet, "later": quiet, "mild": quiet, "alphas": quiet,
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
		for name, p := range map[string]*phone{"owner": o.phone, "slow": slow, "awake": awake, "closed": closed, "the rest": quiet} {
			p.hearsOfTests(t, name)
		}
		o.nothingStays()
	})
}
