package window

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"sentinel/monitor"
)

func TestActions(t *testing.T) {
	backend := pictured()
	w := openWindow(t, backend, LookDark)
	test.Tap(w.accounts.acts.acknowledge)
	test.Tap(w.accounts.detail.pause)
	w.snooze("alpha/ACC_003", time.Hour)
	want := []string{"acknowledge alpha/ACC_003 0s", "pause alpha/ACC_003 0s", "snooze alpha/ACC_003 1h0m0s"}
	if !slices.Equal(backend.acts, want) {
		t.Errorf("the monitor was asked %q, want %q", backend.acts, want)
	}
	if got := w.toast.text.full; got != "ACC_003 is snoozed until 15:01." {
		t.Errorf("the window says %q", got)
	}
}

func TestActionThatFails(t *testing.T) {
	backend := pictured()
	w := openWindow(t, backend, LookDark)
	backend.failing = errors.New("somebody else has paused it")
	test.Tap(w.accounts.detail.pause)
	if got := w.toast.text.full; got != "Somebody else has paused it." || !w.toast.Visible() {
		t.Errorf("the window says %q", got)
	}
	w.toast.tick(noon.Add(toastStays + time.Second))
	if w.toast.Visible() {
		t.Error("the word stays for ever")
	}
}

func TestResumeWhatIsPaused(t *testing.T) {
	s := account("alpha", "ACC_001", "active", 0, 5, "")
	s.Level, s.Liveness = monitor.LevelOff, monitor.Paused
	backend := fakeOf([]monitor.Subject{s})
	w := openWindow(t, backend, LookDark)
	test.Tap(w.accounts.table.body.rows[1])
	if got := w.accounts.detail.pause.label; got != "Resume watching" {
		t.Errorf("the button says %q", got)
	}
	test.Tap(w.accounts.detail.pause)
	if want := []string{"resume alpha/ACC_001 0s"}; !slices.Equal(backend.acts, want) {
		t.Errorf("the monitor was asked %q, want %q", backend.acts, want)
	}
}

func TestSnoozeChoices(t *testing.T) {
	choices := snoozeChoices(time.Date(2026, 1, 20, 23, 30, 0, 0, time.UTC))
	want := []time.Duration{15 * time.Minute, time.Hour, 4 * time.Hour, 8*time.Hour + 30*time.Minute}
	for i, c := range choices {
		if c.length != want[i] {
			t.Errorf("%s is %s, want %s", c.label, c.length, want[i])
		}
	}
}

func TestAcknowledgedIsNotOfferedAgain(t *testing.T) {
	s := trouble(account("alpha", "ACC_003", "active", 2, 252, "mm"), monitor.LevelCritical, monitor.Missing, 2)
	s.Acknowledged = true
	w := openWindow(t, fakeOf([]monitor.Subject{s}), LookDark)
	if w.accounts.acts.acknowledge.Visible() || w.accounts.detail.ack.Visible() {
		t.Error("Acknowledge is offered for what is acknowledged")
	}
	if !w.accounts.acts.snooze.Visible() {
		t.Error("Snooze is not offered")
	}
}

func TestSentenceOf(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{nil, ""},
		{errors.New("nothing listens there"), "Nothing listens there."},
		{errors.New("robot.example answered 404"), "robot.example answered 404."},
		{fmt.Errorf("asking: %w", context.DeadlineExceeded), "It took too long."},
		{errors.New("two\nlines \u202eand more."), "Two lines and more."},
		{errors.New(""), ""},
		{errors.New("💰 is no number"), "💰 is no number."},
	} {
		if got := sentenceOf(c.err); got != c.want {
			t.Errorf("sentenceOf(%v) = %q, want %q", c.err, got, c.want)
		}
	}
}

func TestUnreachableMonitorIsNeverShownAsCurrent(t *testing.T) {
	backend := pictured()
	w := openWindow(t, backend, LookDark)
	backend.err = errors.New("nothing listens on 127.0.0.1:8787")
	later := noon.Add(90 * time.Second)
	w.clock = func() time.Time { return later }
	w.accounts.table.clock = w.clock
	w.lookAt(backend)
	head := w.accounts.head.said
	if head.Icon != "stalled" || !strings.Contains(head.Detail, "from 14:01") {
		t.Errorf("the headline is %+v", head)
	}
	row := w.accounts.table.body.rows[1]
	if got := row.cells[columnAge].full; got != "4 min 12 s" {
		t.Errorf("the age went on to %q though nothing is known of it", got)
	}
	if !strings.Contains(row.sign.Resource.Name(), "stalled") {
		t.Errorf("the row's icon is %s", row.sign.Resource.Name())
	}
	if !w.accounts.detail.pause.disabled || w.accounts.acts.snooze.Visible() {
		t.Error("actions are offered that nobody can do")
	}
	backend.err = nil
	w.lookAt(backend)
	if w.accounts.head.said.Icon != "critical" {
		t.Errorf("after it answered again the icon is %s", w.accounts.head.said.Icon)
	}
}

func TestHungFeedTurnsStale(t *testing.T) {
	w := openWindow(t, pictured(), LookDark)
	later := noon.Add(staleAfter + time.Second)
	w.clock = func() time.Time { return later }
	w.tick()
	if w.accounts.head.said.Icon != "stalled" {
		t.Errorf("without an answer for %s the icon is %s", staleAfter, w.accounts.head.said.Icon)
	}
}

// A robot's silence and that of its accounts are one thing to acknowledge.
func TestAcknowledgeARobotWithItsAccounts(t *testing.T) {
	silent := func(s monitor.Subject) monitor.Subject {
		s.Level, s.Liveness, s.Cause, s.AgeSeconds = monitor.LevelCritical, monitor.Missing, monitor.CauseMissing, ptr(252.0)
		return s
	}
	bravo := silent(account("bravo", "", "healthy", 0, 5, ""))
	bravo.Key, bravo.Kind = "bravo", monitor.KindRobot
	lone := account("alpha", "ACC_001", "active", 0, 5, "")
	backend := fakeOf([]monitor.Subject{
		silent(account("bravo", "ACC_001", "active", 3, 5, "")), silent(account("bravo", "ACC_002", "active", 0, 5, "")),
		bravo, lone,
	})
	w := openWindow(t, backend, LookDark)
	if got, want := w.accounts.head.said.Title, "bravo has been silent for 4 min 12 s; 2 of its accounts too, with 3 open orders"; got != want {
		t.Errorf("the headline is %q, want %q", got, want)
	}
	test.Tap(w.accounts.acts.acknowledge)
	want := []string{"acknowledge bravo 0s", "acknowledge bravo/ACC_001 0s", "acknowledge bravo/ACC_002 0s"}
	if !slices.Equal(backend.acts, want) {
		t.Errorf("the monitor was asked %q, want %q", backend.acts, want)
	}
	if got := w.toast.text.full; got != "Acknowledged bravo and 2 of its accounts." {
		t.Errorf("the window says %q", got)
	}
}

// chooseItem does what an item of a menu does.
func chooseItem(t *testing.T, items []*fyne.MenuItem, label string) {
	t.Helper()
	for _, item := range items {
		if item.Label == label {
			item.Action()
			return
		}
	}
	t.Errorf("the menu has no %q", label)
}

// What is done to a robot leaves its accounts as they are: one is asked.
func TestRobotWithItsAccounts(t *testing.T) {
	robot := account("bravo", "", "healthy", 0, 5, "")
	robot.Key, robot.Kind = "bravo", monitor.KindRobot
	all := []monitor.Subject{
		robot, account("bravo", "ACC_001", "active", 1, 5, ""), account("bravo", "ACC_002", "idle", 0, 5, ""), account("alpha", "ACC_001", "active", 0, 5, ""),
	}
	backend := longOf(all)
	w := openWindow(t, backend, LookDark)
	d := w.accounts.detail
	w.accounts.table.choose("bravo/ACC_001")
	test.Tap(d.pause)
	w.accounts.table.choose("bravo")
	test.Tap(d.pause)
	if w.win.Canvas().Overlays().Top() == nil || !d.pause.menu {
		t.Error("of a robot with accounts nobody is asked whom to pause")
	}
	h, _ := w.herdOf(&robot)
	chooseItem(t, w.pauseItems(h), "Pause bravo alone")
	chooseItem(t, w.pauseItems(h), "Pause bravo and its 2 accounts")
	if got, want := w.toast.text.full, "bravo and 2 accounts of it are no longer watched until you resume them."; got != want {
		t.Errorf("the window says %q, want %q", got, want)
	}
	chooseItem(t, w.snoozeItems(h, noon), "For 1 hour, with its 2 accounts")
	want := []string{
		"pause bravo/ACC_001 0s", "pause bravo 0s", "pause bravo 0s", "pause bravo/ACC_001 0s", "pause bravo/ACC_002 0s",
		"snooze bravo 1h0m0s", "snooze bravo/ACC_001 1h0m0s", "snooze bravo/ACC_002 1h0m0s",
	}
	if !slices.Equal(backend.acts, want) {
		t.Errorf("the monitor was asked\n%q, want\n%q", backend.acts, want)
	}
}

// The panel's Acknowledge takes the accounts that are silent with the robot, as
// the headline's does.
func TestPanelAcknowledgesARobotWithItsAccounts(t *testing.T) {
	silent := func(s monitor.Subject) monitor.Subject {
		return trouble(s, monitor.LevelCritical, monitor.Missing, 3)
	}
	robot := silent(account("bravo", "", "healthy", 0, 300, ""))
	robot.Key, robot.Kind = "bravo", monitor.KindRobot
	backend := fakeOf([]monitor.Subject{robot, silent(account("bravo", "ACC_001", "active", 1, 300, ""))})
	w := openWindow(t, backend, LookDark)
	w.accounts.table.choose("bravo")
	test.Tap(w.accounts.detail.ack)
	if want := []string{"acknowledge bravo 0s", "acknowledge bravo/ACC_001 0s"}; !slices.Equal(backend.acts, want) {
		t.Errorf("the monitor was asked %q, want %q", backend.acts, want)
	}
}
