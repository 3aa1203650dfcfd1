package window

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"sentinel/monitor"
	"sentinel/monitor/api"
)

// scene is a state of the window that is drawn.
type scene struct {
	name string
	play func(*testing.T, Look) *Window
}

// scenes are the states of the window that were looked at and found good. A
// picture that changes on purpose: look at testdata/failed, then move it to
// testdata.
var scenes = []scene{
	{"accounts", func(t *testing.T, look Look) *Window { return openWindow(t, pictured(), look) }},
	{"allwell", func(t *testing.T, look Look) *Window {
		return openWindow(t, fakeOf([]monitor.Subject{
			account("alpha", "ACC_001", "active", 1, 31, "looooo"), account("alpha", "ACC_002", "idle", 0, 8, ""),
		}), look)
	}},
	{"honest", func(t *testing.T, look Look) *Window { return openWindow(t, honest(), look) }},
	{"long", func(t *testing.T, look Look) *Window {
		backend := vast(100_000)
		w := openWindow(t, backend, look)
		w.rest(backend)
		w.accounts.table.scrollTo(rowHeight * 2)
		w.rest(backend)
		return w
	}},
	{"blank", func(t *testing.T, look Look) *Window {
		backend := vast(100_000)
		w := openWindow(t, backend, look)
		w.rest(backend)
		w.accounts.table.scrollTo(rowHeight * 50_000)
		return w
	}},
	{"hostile", func(t *testing.T, look Look) *Window { return openWindow(t, hostile(), look) }},
	{"newuser", func(t *testing.T, look Look) *Window { return openWindow(t, unseen(), look) }},
	{"nomatch", func(t *testing.T, look Look) *Window {
		w := openWindow(t, pictured(), look)
		w.accounts.search.SetText("nobody")
		return w
	}},
	{"unreachable", func(t *testing.T, look Look) *Window {
		backend := pictured()
		w := openWindow(t, backend, look)
		backend.err = errors.New("nothing listens on 127.0.0.1:8787: start sentinel or sentinelctl run")
		w.lookAt(backend)
		return w
	}},
	{"incidents", func(t *testing.T, look Look) *Window {
		w := openIncidents(t, eventful(), look)
		w.incidents.table.choose("open")
		return w
	}},
	{"incidents-flapped", func(t *testing.T, look Look) *Window {
		w := openIncidents(t, eventful(), look)
		w.incidents.table.choose("flap-1")
		focus(w.incidents.axis)
		w.press(fyne.KeyEnd)
		w.press(fyne.KeyLeft)
		return w
	}},
	{"incidents-list", func(t *testing.T, look Look) *Window {
		w := openIncidents(t, eventful(), look)
		w.incidents.span.choose(2)
		return w
	}},
	{"incidents-hostile", func(t *testing.T, look Look) *Window {
		w := openIncidents(t, mischievous(), look)
		w.win.Resize(fyne.NewSize(leastWidth, leastHeight))
		w.incidents.table.goTo(0)
		return w
	}},
	{"incidents-none", func(t *testing.T, look Look) *Window { return openIncidents(t, pictured(), look) }},
	{"incidents-year", func(t *testing.T, look Look) *Window {
		w := openIncidents(t, overwhelmed(), look)
		w.incidents.span.choose(3)
		return w
	}},
	{"trends-day", func(t *testing.T, look Look) *Window { return openTrends(t, look, 0) }},
	{"trends-week", func(t *testing.T, look Look) *Window { return openTrends(t, look, 1) }},
	{"trends-month", func(t *testing.T, look Look) *Window {
		w := openTrends(t, look, 2)
		focus(w.trends.sheet.misses)
		w.press(fyne.KeyEnd)
		w.press(fyne.KeyLeft)
		return w
	}},
	{"trends-year", func(t *testing.T, look Look) *Window { return openTrends(t, look, 3) }},
	{"trends-all", func(t *testing.T, look Look) *Window { return openTrendsOf(t, livedBackend(), look, everybody, 2) }},
	{"trends-all-year", func(t *testing.T, look Look) *Window { return openTrendsOf(t, livedBackend(), look, everybody, 3) }},
	{"trends-suggested", func(t *testing.T, look Look) *Window {
		return openTrendsOf(t, suggesting(), look, "alpha/ACC_003", 0)
	}},
	{"trends-nobody", func(t *testing.T, look Look) *Window {
		w := openWindow(t, fakeOf(nil), look)
		w.choose(tabTrends)
		return w
	}},
	{"trends-seek", func(t *testing.T, look Look) *Window {
		w := openTrends(t, look, 0)
		focus(w.trends.who.entry)
		w.trends.who.entry.SetText("acc")
		return w
	}},
	{"trends-empty", func(t *testing.T, look Look) *Window {
		w := openWindow(t, unseen(), look)
		w.choose(tabTrends)
		return w
	}},
	{"controls", func(t *testing.T, look Look) *Window {
		w := openWindow(t, pictured(), look)
		w.choose(tabControls)
		test.Tap(w.controls.set)
		return w
	}},
	{"remote", func(t *testing.T, look Look) *Window {
		backend := pictured()
		backend.remote["health"] = `{"status":"healthy","timestamp":"2026-01-20T14:00:00Z","active_sessions":2}`
		backend.remote["status"] = `{"mode":"live","symbols":["XAUUSD","EURUSD"]}`
		w := openWindow(t, backend, look)
		w.choose(tabRemote)
		return w
	}},
	{"noendpoint", func(t *testing.T, look Look) *Window {
		w := openWindow(t, unseen(), look)
		w.choose(tabRemote)
		return w
	}},
}

// openTrends opens the tab on a history of one of the spans.
func openTrends(t *testing.T, look Look, span int) *Window {
	t.Helper()
	return openTrendsOf(t, livedBackend(), look, "alpha/ACC_003", span)
}

func openTrendsOf(t *testing.T, backend *fake, look Look, of whom, span int) *Window {
	t.Helper()
	w := openWindow(t, backend, look)
	w.choose(tabTrends)
	w.trends.choose(of)
	w.trends.span.choose(span)
	return w
}

// livedBackend is one with histories.
func livedBackend() *fake {
	backend := pictured()
	backend.history, backend.overall = lived, livedTogether
	return backend
}

// suggesting is one with a subject that gets slower, and whose heartbeats suggest
// another rhythm.
func suggesting() *fake {
	backend := livedBackend()
	backend.rhythm = &api.Rhythm{
		Interval: 120, Grace: 15, MaxMisses: 1, Suggested: &api.Suggestion{Interval: 60, MaxMisses: 2},
		Drift: &api.Drift{Key: "alpha/ACC_003", Change: 0.4, P95Seconds: 84, BeforeP95Seconds: 60},
	}
	return backend
}

func TestScenes(t *testing.T) {
	for _, scene := range slices.Concat(scenes, alertScenes) {
		for _, look := range []Look{LookDark, LookLight} {
			t.Run(fmt.Sprintf("%s-%s", scene.name, look), func(t *testing.T) {
				w := scene.play(t, look)
				test.AssertRendersToImage(t, fmt.Sprintf("%s-%s.png", scene.name, look), w.win.Canvas())
			})
		}
	}
}

func TestMarkup(t *testing.T) {
	w := openWindow(t, pictured(), LookDark)
	test.AssertObjectRendersToMarkup(t, "headline.xml", w.accounts.head)
	test.AssertObjectRendersToMarkup(t, "chips.xml", w.accounts.chips)
	test.AssertObjectRendersToMarkup(t, "row.xml", w.accounts.table.body.rows[1])
}

// emoji are the ones that status files begin with.
var emoji = []string{"🔄", "✅", "💰", "🎯", "❌", "⚠️", "🚀"}

func TestEmojiAreDrawnInColour(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(Theme(LookDark))
	row := container.NewHBox()
	seen := map[string]string{}
	for _, e := range emoji {
		picture := drawText(t, e)
		if n := colours(picture); n < 4 {
			t.Errorf("%s is drawn with %d colours: the letters' font has it, not the emoji font", e, n)
		}
		ink := fmt.Sprint(picture.Pix)
		if other, same := seen[ink]; same {
			t.Errorf("%s and %s look the same: neither is in the font", e, other)
		}
		seen[ink] = e
		row.Add(canvas.NewText(e+"  Text", color.White))
	}
	w := test.NewTempWindow(t, row)
	test.AssertRendersToImage(t, "emoji.png", w.Canvas())
}

// drawText draws text on black.
func drawText(t *testing.T, s string) *image.NRGBA {
	t.Helper()
	text := canvas.NewText(s, color.White)
	text.TextSize = 24
	w := test.NewTempWindow(t, container.NewStack(canvas.NewRectangle(color.Black), text))
	w.Resize(fyne.NewSize(48, 48))
	return w.Canvas().Capture().(*image.NRGBA)
}

// colours counts the different ones that are no grey.
func colours(picture *image.NRGBA) int {
	found := map[color.NRGBA]bool{}
	for y := range picture.Rect.Dy() {
		for x := range picture.Rect.Dx() {
			c := picture.NRGBAAt(x, y)
			if max(c.R, c.G, c.B)-min(c.R, c.G, c.B) > 40 {
				found[c] = true
			}
		}
	}
	return len(found)
}
