package window

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"sentinel/monitor/api"
)

func openRemote(t *testing.T) (*Window, *remote, *fake) {
	t.Helper()
	backend := pictured()
	backend.remote["health"] = `{"status":"healthy","environment":"production"}`
	backend.remote["status"] = `{"mode":"live"}`
	backend.remote["logs"] = `{"lines":["first","<b>second</b> \u001b[31mred\n","🔄 third"],"filename":"main.log"}`
	w := openWindow(t, backend, LookDark)
	w.choose(tabRemote)
	return w, w.remote, backend
}

func TestFullStatusIsAskedAtFirst(t *testing.T) {
	_, r, backend := openRemote(t)
	want := "Health\n{\n  \"status\": \"healthy\",\n  \"environment\": \"production\"\n}\n\nStatus\n{\n  \"mode\": \"live\"\n}"
	if got := r.text.text(); got != want {
		t.Errorf("the tab shows\n%s\nwant\n%s", got, want)
	}
	if len(backend.remotes) != 2 {
		t.Errorf("the backend was asked %d times, want 2", len(backend.remotes))
	}
}

func TestViewLogs(t *testing.T) {
	w, r, backend := openRemote(t)
	test.Tap(r.logs)
	if got, want := r.text.text(), "first\n<b>second</b> [31mred\n🔄 third"; got != want {
		t.Errorf("the log is shown as %q, want %q", got, want)
	}
	focus(r.kind)
	w.press(fyne.KeyDown)
	last := backend.remotes[len(backend.remotes)-1]
	if want := (api.RemoteQuery{What: "logs", LogType: "executor", Lines: 100}); last != want {
		t.Errorf("the backend was asked %+v, want %+v", last, want)
	}
	asked := len(backend.remotes)
	w.press(fyne.KeyF5)
	if len(backend.remotes) != asked+1 {
		t.Error("F5 does not ask again")
	}
	test.Tap(r.copy)
	if got := w.app.Clipboard().Content(); !strings.HasPrefix(got, "first\n") {
		t.Errorf("the clipboard holds %q", got)
	}
}

func TestRemoteFailure(t *testing.T) {
	_, r, backend := openRemote(t)
	backend.failing = errors.New("robot.example refused the password: look at user and password of the source cloud")
	test.Tap(r.full)
	if !r.state.Visible() || r.text.Visible() || r.state.head != "No answer from cloud to show" || !r.retry.Visible() {
		t.Errorf("a failure is told as %q", r.state.head)
	}
	backend.failing = nil
	test.Tap(r.retry)
	if !r.text.Visible() || r.state.Visible() {
		t.Error("Try again does not")
	}
}

func TestNoEndpoint(t *testing.T) {
	w := openWindow(t, unseen(), LookDark)
	w.choose(tabRemote)
	r := w.remote
	if r.state.head != "No endpoint is watched" || !strings.Contains(r.state.example, `kind = "http"`) || r.full.Visible() {
		t.Errorf("without an endpoint the tab says %q", r.state.head)
	}
}

func TestLateAnswerIsDropped(t *testing.T) {
	w, r, _ := openRemote(t)
	var waiting []func()
	w.spawn = func(f func()) { waiting = append(waiting, f) }
	r.viewStatus()
	if r.state.head != "Asking cloud …" {
		t.Errorf("while it waits the tab says %q", r.state.head)
	}
	r.viewLogs()
	waiting[1]()
	waiting[0]()
	if got := r.text.text(); !strings.HasPrefix(got, "first") {
		t.Errorf("the answer to the earlier question took the place of the later: %q", got)
	}
}

func TestLongLogHasFewTexts(t *testing.T) {
	_, r, _ := openRemote(t)
	r.text.show(strings.Repeat("a line\n", 10_000), true)
	if n := len(r.text.sheet.objects); n > 60 || n < 5 {
		t.Errorf("%d texts for 10,000 lines", n)
	}
	if r.text.scroll.Offset.Y == 0 {
		t.Error("a log is not shown from its end")
	}
	r.text.key(fyne.KeyHome)
	if r.text.scroll.Offset.Y != 0 {
		t.Error("Home does not go to the beginning")
	}
}
