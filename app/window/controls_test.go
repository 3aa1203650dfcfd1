package window

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"sentinel/monitor"
	"sentinel/monitor/api"
)

func openControls(t *testing.T, backend *fake) (*Window, *controls) {
	t.Helper()
	w := openWindow(t, backend, LookDark)
	w.choose(tabControls)
	return w, w.controls
}

func TestSetTestStatus(t *testing.T) {
	backend := pictured()
	_, c := openControls(t, backend)
	test.Tap(c.cards[3])
	test.Tap(c.set)
	if len(backend.tests) != 1 {
		t.Fatalf("%d statuses were set, want 1", len(backend.tests))
	}
	got := backend.tests[0]
	if got.Source != "vps" || got.Type != "profit" || time.Duration(got.TTL) != 5*time.Minute || got.SessionActive == nil || !*got.SessionActive {
		t.Errorf("the monitor was asked %+v", got)
	}
	if want := "It is set until 14:06:16, or until the robot writes."; c.result.Text != want {
		t.Errorf("the tab says %q, want %q", c.result.Text, want)
	}
}

func TestEveryTypeHasACard(t *testing.T) {
	backend := pictured()
	_, c := openControls(t, backend)
	for i, kind := range api.StatusTypes {
		test.Tap(c.cards[i])
		c.custom.SetText("mine")
		test.Tap(c.set)
		if got := backend.tests[i]; got.Type != kind {
			t.Errorf("card %d sets %q, want %q", i, got.Type, kind)
		}
	}
	if got := backend.tests[5].Message; got != "mine" {
		t.Errorf("the custom message is %q", got)
	}
}

func TestCustomNeedsAMessage(t *testing.T) {
	w, c := openControls(t, pictured())
	test.Tap(c.cards[5])
	if !c.set.disabled || !c.custom.Visible() {
		t.Error("a custom status can be set without a message")
	}
	if w.win.Canvas().Focused() != c.custom {
		t.Error("the keyboard is not in the message's field")
	}
	test.Type(c.custom, "🚀 new build")
	if c.set.disabled {
		t.Error("a custom status with a message cannot be set")
	}
	w.press(fyne.KeyReturn)
	if !strings.HasPrefix(c.result.Text, "It is set") {
		t.Errorf("Enter does not set it: %q", c.result.Text)
	}
}

func TestFailureIsToldInPlace(t *testing.T) {
	backend := pictured()
	_, c := openControls(t, backend)
	backend.failing = errors.New("the folder /home/trader/bot/logs cannot be written to")
	test.Tap(c.set)
	if want := "The folder /home/trader/bot/logs cannot be written to."; c.result.Text != want {
		t.Errorf("the tab says %q, want %q", c.result.Text, want)
	}
	if c.set.disabled {
		t.Error("it cannot be tried again")
	}
}

func TestWhatIsInTheFile(t *testing.T) {
	backend := pictured()
	w, c := openControls(t, backend)
	if c.now.badge.Text != "TEST" || !strings.Contains(c.now.words.Text, "until 14:05:16, for 4 min more") {
		t.Errorf("of a test the panel says %q %q", c.now.badge.Text, c.now.words.Text)
	}
	for i := range backend.page.Subjects {
		backend.page.Subjects[i].Test = false
	}
	w.lookAt(backend)
	if c.now.badge.Text != "" || !strings.HasPrefix(c.now.words.Text, "Written by the robot") {
		t.Errorf("of a robot's status the panel says %q %q", c.now.badge.Text, c.now.words.Text)
	}
	backend.err = errors.New("gone")
	w.lookAt(backend)
	if !strings.Contains(c.now.words.Text, "does not answer") || !c.set.disabled {
		t.Errorf("without a monitor the panel says %q", c.now.words.Text)
	}
}

func TestNoFileToSet(t *testing.T) {
	backend := pictured()
	backend.sources = backend.sources[1:]
	_, c := openControls(t, backend)
	if !c.none.Visible() || c.set.Visible() || !strings.Contains(c.none.example, `kind = "file"`) {
		t.Errorf("without a file source the tab says %q", c.none.head)
	}
}

func TestCardsByKeyboard(t *testing.T) {
	w, c := openControls(t, pictured())
	focus(c.cards[0])
	w.press(fyne.KeyRight)
	w.press(fyne.KeyDown)
	w.press(fyne.KeySpace)
	if c.chosen != 4 || !c.cards[4].chosen || c.cards[0].chosen {
		t.Errorf("card %d is chosen, want 4", c.chosen)
	}
	focus(c.length)
	w.press(fyne.KeyDown)
	if c.length.label() != "15 minutes" {
		t.Errorf("Down chooses %q", c.length.label())
	}
}

func TestTestOfSilentRobotIsTold(t *testing.T) {
	backend := pictured()
	vps := &backend.page.Subjects[slices.IndexFunc(backend.page.Subjects, func(s monitor.Subject) bool { return s.Key == "vps" })]
	vps.Test, vps.Level, vps.Liveness = false, monitor.LevelCritical, monitor.Missing
	w, c := openControls(t, backend)
	test.Tap(c.cards[3])
	test.Tap(c.set)
	if c.now.message.Text != "🎯  Profit secured" || c.now.badge.Text != "TEST" || !strings.Contains(c.now.words.Text, "outranks") {
		t.Errorf("after a test of a silent robot the panel says %q %q", c.now.message.Text, c.now.words.Text)
	}
	vps.LastBeat = ptr(noon.Add(time.Second)) // the robot writes meanwhile
	w.lookAt(backend)
	if c.now.message.Text != "💰  Trade executed" || c.now.badge.Text != "" {
		t.Errorf("after the robot wrote the panel says %q", c.now.message.Text)
	}
}
