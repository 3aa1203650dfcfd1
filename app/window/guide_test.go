package window

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"sentinel/monitor"
)

// unseen is a monitor whose only robot was never seen.
func unseen() *fake {
	s := monitor.Subject{Key: "vps", Kind: monitor.KindRobot, Robot: "vps", Level: monitor.LevelUnknown, Liveness: monitor.New, Since: noon, Bystander: true}
	backend := fakeOf([]monitor.Subject{s})
	backend.page.Overall = monitor.LevelOff
	backend.sources = backend.sources[:1]
	return backend
}

func TestNewUserIsToldWhatToDo(t *testing.T) {
	w := openWindow(t, unseen(), LookDark)
	guide := w.accounts.guide
	if !guide.Visible() || w.accounts.table.Visible() {
		t.Fatal("there is no guide")
	}
	const path = "/home/trader/bot/logs/heartbeat_status.txt"
	if !strings.Contains(guide.words, path) || !strings.Contains(guide.example, path) {
		t.Errorf("the guide does not name the file: %q, %q", guide.words, guide.example)
	}
	test.Tap(guide.action)
	if w.chosen != tabControls {
		t.Error("the guide's button does not lead to the Controls tab")
	}
}

func TestNothingConfiguredIsToldTheLines(t *testing.T) {
	backend := fakeOf(nil)
	backend.sources = nil
	w := openWindow(t, backend, LookDark)
	guide := w.accounts.guide
	if !strings.Contains(guide.words, "config.toml") || !strings.Contains(guide.example, "[[source]]") {
		t.Errorf("the guide says %q and %q", guide.words, guide.example)
	}
}

func TestNoMonitorFromTheStart(t *testing.T) {
	backend := pictured()
	backend.err = errors.New("no monitor is running for this state folder: start sentinel")
	w := openWindow(t, backend, LookDark)
	guide := w.accounts.guide
	if guide.head != "The monitor does not answer" || !strings.Contains(guide.words, "start sentinel") {
		t.Errorf("the guide says %q: %q", guide.head, guide.words)
	}
	if guide.action.Visible() {
		t.Error("a test status is offered without a monitor")
	}
	backend.err = nil
	w.lookAt(backend)
	if !w.accounts.table.Visible() || guide.Visible() {
		t.Error("the table does not come when the monitor does")
	}
}

func TestMissingRobotIsNoGuide(t *testing.T) {
	backend := unseen()
	backend.page.Subjects[0].Bystander = false
	backend.page.Subjects[0].Level, backend.page.Subjects[0].Liveness = monitor.LevelCritical, monitor.Missing
	backend.page.Overall = monitor.LevelCritical
	w := openWindow(t, backend, LookDark)
	if w.accounts.guide.Visible() || !w.accounts.table.Visible() {
		t.Error("a robot that is missing is hidden by the guide")
	}
}
