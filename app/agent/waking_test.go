package agent

import (
	"slices"
	"strings"
	"testing"
	"time"

	"sentinel/monitor"
)

func TestWhatHappenedWhileAsleepIsSaidOnce(t *testing.T) {
	w := &wall{}
	inOfficeWith(t, noChannel, w, func(o *office) {
		o.phone = &w.phone
		asleep := func(length time.Duration) {
			now := time.Now()
			o.a.waking.take([]monitor.Absence{{Began: now.Add(-length), Ended: now, Slept: true}})
			time.Sleep(judgedAfter + time.Second)
		}
		o.beat("alpha")
		time.Sleep(time.Hour)
		o.phone.heard()
		asleep(longAsleep - time.Second)
		o.hears()
		asleep(8 * time.Hour)
		heard := o.phone.heard()
		if len(heard) != 1 || !strings.HasPrefix(heard[0], "status This machine was asleep for 8 h: one trouble is open\nalpha is missing since ") {
			t.Errorf("heard %q", heard)
		}
		o.beat("alpha")
		time.Sleep(time.Minute)
		o.phone.heard()
		asleep(time.Hour - time.Minute) // in which nothing happened: alpha came back before
		if heard := o.phone.heard(); slices.ContainsFunc(heard, func(h string) bool { return !strings.Contains(h, "all are well again") }) {
			t.Errorf("heard %q", heard)
		}
	})
}
