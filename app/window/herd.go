package window

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"

	"sentinel/monitor"
	"sentinel/monitor/api"
)

// What is done to a robot leaves its accounts as they are: they go on to be
// watched, and wake people. So whoever does something to a robot is asked about
// its accounts too.

// herd is a robot with its accounts.
type herd struct {
	robot    monitor.Subject
	accounts int  // that are known
	whole    bool // they are all of them
}

// herdOf returns a robot with its accounts; false when there are none, or it is
// an account itself.
func (w *Window) herdOf(s *monitor.Subject) (herd, bool) {
	if s == nil || s.Kind != monitor.KindRobot {
		return herd{}, false
	}
	h := herd{robot: *s, whole: !w.snap.long()}
	for i := range w.snap.page.Subjects {
		if other := &w.snap.page.Subjects[i]; other.Kind == monitor.KindAccount && other.Robot == s.Robot {
			h.accounts++
		}
	}
	return h, h.accounts > 0 || !h.whole
}

// others are the accounts in words: "its 13 accounts".
func (h herd) others() string {
	switch {
	case !h.whole:
		return "its accounts"
	case h.accounts == 1:
		return "its account"
	}
	return "its " + grouped(h.accounts) + " accounts"
}

// pauseItems are the items that pause a robot, or watch it again, with its
// accounts and without.
func (w *Window) pauseItems(h herd) []*fyne.MenuItem {
	name := oneLine(h.robot.Name())
	verb, action, said := "Pause ", api.ActionPause, "are no longer watched until you resume them"
	if h.robot.Liveness == monitor.Paused {
		verb, action, said = "Resume ", api.ActionResume, "are watched again"
	}
	return []*fyne.MenuItem{
		fyne.NewMenuItem(verb+name+" and "+h.others(), func() { w.actTogether(h, action, 0, said) }),
		fyne.NewMenuItem(verb+name+" alone", func() { w.togglePause(&h.robot) }),
	}
}

// snoozeItems are the items that snooze a robot with its accounts.
func (w *Window) snoozeItems(h herd, now time.Time) []*fyne.MenuItem {
	items := []*fyne.MenuItem{fyne.NewMenuItemSeparator()}
	for _, choice := range snoozeChoices(now) {
		items = append(items, fyne.NewMenuItem(choice.label+", with "+h.others(), func() {
			w.actTogether(h, api.ActionSnooze, choice.length, "are snoozed until "+w.now().Add(choice.length).Format("15:04"))
		}))
	}
	if h.robot.SnoozedUntil != nil && h.robot.SnoozedUntil.After(now) {
		items = append(items, fyne.NewMenuItem("End the snooze, with "+h.others(), func() {
			w.actTogether(h, api.ActionSnooze, 0, "are told of again")
		}))
	}
	return items
}

// actTogether does something to a robot and to all its accounts.
func (w *Window) actTogether(h herd, action string, length time.Duration, said string) {
	accounts := 0
	w.call(func(ctx context.Context, b Backend) error {
		all, err := api.Everyone(ctx, b, monitor.Query{Robot: h.robot.Robot})
		if err != nil {
			return err
		}
		if err := b.Act(ctx, h.robot.Key, action, length); err != nil {
			return err
		}
		for _, s := range all {
			if s.Kind != monitor.KindAccount {
				continue
			}
			err := b.Act(ctx, s.Key, action, length)
			switch {
			case errors.Is(err, api.ErrNotFound): // forgotten meanwhile
			case err != nil:
				return err
			default:
				accounts++
			}
		}
		return nil
	}, func(err error) {
		w.acted(err, oneLine(h.robot.Name())+" and "+counted(accounts, "account of it ", "accounts of it ")+said+".")
	})
}
