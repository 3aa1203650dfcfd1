package window

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"sentinel/monitor"
	"sentinel/monitor/api"
)

func TestFootItems(t *testing.T) {
	looked := noon
	got := footItems([]api.SourceInfo{
		{Name: "vps", Kind: "file", Healthy: true, LastLook: &looked},
		{Name: "cloud", Kind: "http", Healthy: true, LastLook: &looked, Latency: ptr(0.084)},
		{Name: "first", Kind: "file"},
		{Name: "new", Kind: "file", LastLook: &looked},
		{Name: "bad", Kind: "http", Cause: monitor.CauseUnreachable, LastLook: &looked, Latency: ptr(10.)},
		{Name: "odd\n", Kind: "carrier pigeon", Healthy: true, LastLook: &looked},
	}, "127.0.0.1:8787")
	want := []footItem{
		{"warning", "Endpoint bad: unreachable"},
		{"ok", "File vps"},
		{"ok", "Endpoint cloud 84 ms"},
		{"off", "File first"},
		{"off", "File new: not there"},
		{"ok", "Source odd"},
		{"ok", "Monitor 127.0.0.1:8787"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("the footer tells\n%q\nwant\n%q", got, want)
	}
}

func TestWatchingSince(t *testing.T) {
	for _, c := range []struct {
		info api.Info
		want string
	}{
		{api.Info{}, ""},
		{api.Info{Started: noon}, "Watching since 14:01"},
		{api.Info{Started: noon, HistoryBytes: 38 << 20}, "Watching since 14:01 · history 38 MB"},
	} {
		if got := watchingSince(c.info, noon); got != c.want {
			t.Errorf("watchingSince is %q, want %q", got, c.want)
		}
	}
}

func TestFooterCountsWhatItLeavesOut(t *testing.T) {
	openWindow(t, pictured(), LookDark) // the theme
	f := newFooter()
	items := make([]footItem, 30)
	for i := range items {
		items[i] = footItem{"ok", "File robot"}
	}
	f.show(items, "Watching since 14:01")
	f.Resize(fyne.NewSize(1280, footerHeight))
	shown := 0
	for i := range items {
		if f.texts[i].Visible() {
			shown++
		}
	}
	if want := fmt.Sprintf("+ %d more", 30-shown); shown == 0 || shown == 30 || !f.rest.Visible() || f.rest.Text != want {
		t.Errorf("%d are shown, and %q, want %q", shown, f.rest.Text, want)
	}
	if right := f.rest.Position().X + f.rest.Size().Width; right > f.right.Position().X {
		t.Errorf("the count ends at %v, over what stands at %v", right, f.right.Position().X)
	}
	f.show(items[:2], "Watching since 14:01")
	if f.rest.Visible() {
		t.Errorf("%q though all are shown", f.rest.Text)
	}
}

// The built-in source that nobody uses is of interest only as long as nobody else
// is known.
func TestPlaceholderIsLeftOut(t *testing.T) {
	placeholder := monitor.Subject{
		Key: "default", Kind: monitor.KindRobot, Robot: "default", Level: monitor.LevelUnknown, Liveness: monitor.New, Since: noon, Bystander: true,
	}
	source := api.SourceInfo{Name: "default", Kind: "file", Key: "default", Where: "logs/heartbeat_status.txt", LastLook: ptr(noon)}
	backend := fakeOf([]monitor.Subject{placeholder})
	backend.sources = []api.SourceInfo{source}
	w := openWindow(t, backend, LookDark)
	if got := w.footer.items[0].text; got != "File default: not there" {
		t.Errorf("alone, the footer tells of it as %q", got)
	}
	backend = fakeOf([]monitor.Subject{placeholder, account("alpha", "ACC_001", "active", 0, 5, "")})
	backend.sources = []api.SourceInfo{source}
	w = openWindow(t, backend, LookDark)
	if got := w.footer.items[0].text; got != "Monitor 127.0.0.1:8787" {
		t.Errorf("beside another, the footer tells of it as %q", got)
	}
	wantNames(t, w, "--EVERYONE", "ACC_001")
	for _, c := range w.accounts.chips.all {
		if c.level == monitor.LevelUnknown && c.Visible() {
			t.Errorf("beside another it is counted as %d unknown", c.count)
		}
	}
	w.accounts.search.SetText("def")
	wantNames(t, w, "--EVERYONE", "default")
}
