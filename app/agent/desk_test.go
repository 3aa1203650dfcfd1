package agent

import (
	"errors"
	"slices"
	"testing"
	"time"
)

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
