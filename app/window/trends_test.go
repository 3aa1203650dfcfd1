package window

import (
	"errors"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"sentinel/monitor/api"
)

func TestTrendsShowWhoIsSelected(t *testing.T) {
	backend := pictured()
	backend.history = lived
	w := openWindow(t, backend, LookDark)
	if len(backend.histories) != 0 {
		t.Error("a history was asked for before anybody looks at it")
	}
	w.accounts.table.goTo(1)
	selected := w.accounts.table.selected
	w.choose(tabTrends)
	if w.trends.asker.whom.key() != selected || w.trends.who.entry.Text != string(selected) {
		t.Errorf("the tab shows %q, selected is %q", w.trends.asker.whom, selected)
	}
	q := backend.histories[0]
	if want := time.Date(2026, 1, 13, 0, 0, 0, 0, time.UTC); !q.From.Equal(want) || !q.To.Equal(noon) || q.Step != aDay {
		t.Errorf("asked for %v to %v in steps of %v", q.From, q.To, q.Step)
	}
	w.trends.choose("alpha/ACC_001")
	w.choose(tabAccounts)
	w.choose(tabTrends)
	if got := w.trends.asker.whom; got != "alpha/ACC_001" {
		t.Errorf("coming back, the tab shows %q in place of the one chosen here", got)
	}
}

func TestOneHistoryAtATime(t *testing.T) {
	backend := pictured()
	backend.history = lived
	w := openWindow(t, backend, LookDark)
	var waiting []func()
	w.spawn = func(f func()) { waiting = append(waiting, f) }
	w.choose(tabTrends)
	w.trends.span.choose(0)
	w.trends.choose("alpha/ACC_001")
	w.trends.choose("alpha/ACC_002")
	if len(waiting) != 1 {
		t.Fatalf("%d histories are asked for at once", len(waiting))
	}
	waiting[0]()
	if w.trends.scroll.Visible() {
		t.Error("the history of another one is shown")
	}
	if len(waiting) != 2 {
		t.Fatalf("after the answer %d were asked for, want the newest wish only", len(waiting))
	}
	waiting[1]()
	if h := w.trends.asker.shown.history; h.Key != "alpha/ACC_002" || h.StepSeconds != 3600 || !w.trends.scroll.Visible() {
		t.Errorf("shown is %s in steps of %v s", h.Key, h.StepSeconds)
	}
	if len(waiting) != 2 {
		t.Error("what has come was asked for again")
	}
}

func TestTrendsAskAgainOnlyWhileShown(t *testing.T) {
	backend := pictured()
	backend.history = lived
	w := openWindow(t, backend, LookDark)
	w.choose(tabTrends)
	asked := len(backend.histories)
	w.tick()
	if len(backend.histories) != asked {
		t.Error("a fresh history is asked for again")
	}
	w.clock = func() time.Time { return noon.Add(refreshGap) }
	w.trends.tick()
	if len(backend.histories) != asked+1 {
		t.Error("an old history is not asked for again")
	}
	w.choose(tabAccounts)
	w.clock = func() time.Time { return noon.Add(time.Hour) }
	w.trends.tick()
	w.lookAt(backend)
	if len(backend.histories) != asked+1 {
		t.Error("a history is asked for while another tab is shown")
	}
}

func TestTrendsFailure(t *testing.T) {
	backend := pictured()
	backend.history = lived
	backend.failing = errors.New("the history cannot be read: the disk is full")
	w := openWindow(t, backend, LookDark)
	w.choose(tabTrends)
	r := w.trends
	if r.scroll.Visible() || !r.retry.Visible() || r.state.words != "The history cannot be read: the disk is full." || !r.save.disabled {
		t.Errorf("a failure is told as %q: %q", r.state.head, r.state.words)
	}
	backend.failing = nil
	test.Tap(r.retry)
	if !r.scroll.Visible() || r.state.Visible() {
		t.Fatal("Try again does not")
	}
	backend.failing = errors.New("the monitor does not answer")
	w.press(fyne.KeyF5)
	if !r.scroll.Visible() || r.note.full != "No newer numbers: The monitor does not answer." {
		t.Errorf("when nothing newer comes, what is there is shown %v, with %q", r.scroll.Visible(), r.note.full)
	}
}

func TestSeekAmongAll(t *testing.T) {
	w := openTrends(t, LookDark, 0)
	s := w.trends.who
	focus(s.entry)
	s.entry.SetText("ACC_0")
	s.entry.SetText("acc_00")
	if got := strings.Join(s.offer.names, " "); got != "alpha/ACC_003 alpha/ACC_001 alpha/ACC_002 alpha/ACC_004" {
		t.Errorf("offered are %s", got)
	}
	w.press(fyne.KeyDown)
	w.press(fyne.KeyReturn)
	if w.trends.asker.whom != "alpha/ACC_001" || s.offer.Visible() || s.entry.Text != "alpha/ACC_001" {
		t.Errorf("Enter chose %q", w.trends.asker.whom)
	}
	s.entry.SetText("beta")
	w.press(fyne.KeyEscape)
	if s.offer.Visible() || s.entry.Text != "alpha/ACC_001" {
		t.Errorf("Escape leaves %q in the field", s.entry.Text)
	}
	s.entry.SetText("acc")
	s.offer.MouseIn(nil)
	w.win.Canvas().Unfocus() // a press of the mouse on the offer does
	test.TapAt(s.offer, fyne.NewPos(40, 5+seekerRowHeight*1.5))
	if w.trends.asker.whom != whom(s.offer.names[1]) || s.offer.Visible() {
		t.Errorf("a click on the second chose %q of %v", w.trends.asker.whom, s.offer.names)
	}
}

func TestSeekAmongTooMany(t *testing.T) {
	backend := vast(100_000)
	w := openWindow(t, backend, LookDark)
	w.rest(backend)
	w.choose(tabTrends)
	asked := len(backend.asked)
	focus(w.trends.who.entry)
	w.trends.who.entry.SetText("r1")
	if len(backend.asked) != asked+1 || backend.asked[asked].Text != "r1" {
		t.Errorf("the monitor was asked %+v", backend.asked[asked:])
	}
}

func TestValuesByMouseAndKeys(t *testing.T) {
	w := openTrends(t, LookDark, 0)
	s := w.trends.sheet
	hour := s.misses.shown.marks[14]
	s.misses.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: hour.box.middle()}})
	want := "Tue 20 Jan 04:00 to 05:00|Available 95.00 % of the time|6 beats missed, 54 came|1 outage, 3 min"
	if got := strings.Join(s.hint.words, "|"); got != want || !s.hint.Visible() {
		t.Errorf("the hint says %q, want %q", got, want)
	}
	s.misses.MouseOut()
	if s.hint.Visible() {
		t.Error("the hint stays when the mouse has gone")
	}
	focus(s.band)
	w.press(fyne.KeyEnd)
	w.press(fyne.KeyLeft)
	if got := s.hint.words[0]; got != "Critical: error" || !strings.HasPrefix(s.band.AccessibilityLabel(), got) {
		t.Errorf("the arrow keys lead to %q, and a reader says %q", got, s.band.AccessibilityLabel())
	}
	focus(s.heat)
	w.press(fyne.KeyHome)
	w.press(fyne.KeyDown)
	w.press(fyne.KeyRight)
	if got := s.hint.words[0]; got != "Tuesdays, 01:00 to 02:00" {
		t.Errorf("down and right of Monday's first hour is %q", got)
	}
	w.press(fyne.KeyEscape)
	if s.hint.Visible() {
		t.Error("Escape leaves the hint")
	}
}

func TestSavePicture(t *testing.T) {
	w := openTrends(t, LookLight, 1)
	w.pictures = filepath.Join(t.TempDir(), "Pictures")
	test.Tap(w.trends.save)
	test.Tap(w.trends.save)
	path := filepath.Join(w.pictures, "sentinel-alpha-ACC_003-2026-01-20.png")
	if got := w.toast.text.full; got != "Saved as "+strings.TrimSuffix(path, ".png")+"-2.png." {
		t.Errorf("the window says %q", got)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	picture, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	size := w.trends.sheet.Size()
	if got := picture.Bounds().Size(); got.X != int(size.Width)*2 || got.Y != int(size.Height)*2 {
		t.Errorf("the picture has %v pixels, the sheet %v units", got, size)
	}
}

func TestPictureNameStaysInItsFolder(t *testing.T) {
	name := pictureName(outcome{whom: whom("../../etc/" + strings.Repeat("ü", 200))})
	if strings.ContainsAny(name, `/\`) || len(name) > 120 {
		t.Errorf("the file would be %q", name)
	}
}

func TestTrendSentence(t *testing.T) {
	half := func(share float64) *float64 { return &share }
	for _, c := range []struct {
		span         api.Span
		want, detail string
	}{
		{
			api.Span{Availability: half(0.9997), Outages: 1, DownSeconds: 180, Beats: 1440, Misses: 3, LeftOutSeconds: api.LeftOut{Unobserved: 7200}},
			"alpha/ACC_003 was available 99.97 % of the time: 1 outage, 3 min", "Left out: 2 h nobody watched  ·  1440 beats came, 3 missed",
		},
		{
			api.Span{Availability: half(0.9), Outages: 12, DownSeconds: 8640},
			"alpha/ACC_003 was available 90.00 % of the time: 12 outages, 2 h 24 min in all", "",
		},
		{api.Span{Availability: half(0.9), DownSeconds: 60}, "alpha/ACC_003 was available 90.00 % of the time: 1 min of an outage that began before", ""},
		{api.Span{Availability: half(1)}, "alpha/ACC_003 was available 100 % of the time, without an outage", ""},
		{
			api.Span{LeftOutSeconds: api.LeftOut{Quiet: 3600, Paused: 60}},
			"Nothing counts for alpha/ACC_003 in this time: the market was closed", "Left out: 1 h the market was closed, 1 min paused",
		},
	} {
		h := api.History{Key: "alpha/ACC_003", Total: c.span}
		if got := trendSentence(h); got != c.want {
			t.Errorf("%+v reads %q, want %q", c.span, got, c.want)
		}
		if got := trendDetail(h); got != c.detail {
			t.Errorf("below it stands %q, want %q", got, c.detail)
		}
	}
}
