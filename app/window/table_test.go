package window

import (
	"fmt"
	"image"
	"image/color"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"sentinel/monitor"
)

// many are so many accounts, all well but for the first.
func many(n int) *fake {
	all := make([]monitor.Subject, n)
	for i := range all {
		all[i] = account("alpha", fmt.Sprintf("ACC_%04d", i), "active", 1, float64(i%100), "")
	}
	all[0] = trouble(all[0], monitor.LevelCritical, monitor.Missing, 3)
	return fakeOf(all)
}

func TestThousandLinesHaveFewRows(t *testing.T) {
	w := openWindow(t, many(1000), LookDark)
	table := w.accounts.table
	if n := table.list.lines(); n != 1002 {
		t.Fatalf("%d lines, want 1002", n)
	}
	for range 30 {
		w.press(fyne.KeyPageDown)
		if n := len(table.body.objects); n > 20 {
			t.Fatalf("%d rows on the screen", n)
		}
	}
	w.press(fyne.KeyEnd)
	last := table.body.rows[len(table.body.rows)-1]
	if last.line.subject != table.subject() {
		t.Error("End does not scroll to the last line")
	}
	if bottom := last.Position().Y + last.Size().Height - table.scroll.Offset.Y; bottom > table.scroll.Size().Height+0.5 {
		t.Errorf("the last line ends at %g of %g", bottom, table.scroll.Size().Height)
	}
}

func TestShorterListScrollsBack(t *testing.T) {
	w := openWindow(t, many(500), LookDark)
	w.press(fyne.KeyEnd)
	w.accounts.search.SetText("ACC_0001")
	table := w.accounts.table
	if n := table.list.lines(); len(table.body.rows) != n {
		t.Errorf("%d rows for %d lines", len(table.body.rows), n)
	}
}

func TestColumnsFillTheWidth(t *testing.T) {
	test.NewTempApp(t)
	for _, width := range []float32{610, 800, 990, 1280, 1920} {
		spans := columnSpans(width, needs{account: 400, robot: 60})
		for c := range columnCount {
			if c > 0 && spans[c].shown() && spans[c-1].right() > spans[c].left {
				t.Errorf("at %g columns %d and %d overlap", width, c-1, c)
			}
			if spans[c].shown() && spans[c].right() > width-tableInset {
				t.Errorf("at %g column %d ends at %g", width, c, spans[c].right())
			}
		}
		if spans[columnAccount].width+spans[columnStatus].width < readable {
			t.Errorf("at %g Account and Status cannot be read", width)
		}
		if spans[columnStrip].shown() != (width >= 990) {
			t.Errorf("at %g the strip is shown: %t", width, spans[columnStrip].shown())
		}
	}
}

func TestStripTellsByHeightToo(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(Theme(LookDark))
	s := newStrip()
	s.marks = "olme-"
	picture := s.draw(int(stripWidth), int(stripHeight)).(*image.NRGBA)
	left := int(stripWidth) - 5*3
	want := []struct {
		height int
		name   fyne.ThemeColorName
	}{{5, colorOK}, {10, colorWarning}, {16, colorCritical}, {16, colorCritical}, {2, colorLine}}
	for i, w := range want {
		height := 0
		for y := range int(stripHeight) {
			if picture.NRGBAAt(left+3*i, y).A != 0 {
				height++
			}
		}
		ink := picture.NRGBAAt(left+3*i, int(stripHeight)-1)
		if height != w.height || ink != theme.Color(w.name).(color.NRGBA) {
			t.Errorf("mark %c is %d high in %v, want %d in %s", s.marks[i], height, ink, w.height, w.name)
		}
	}
	if got := picture.NRGBAAt(left-3, int(stripHeight)-1); got != theme.Color(colorLine).(color.NRGBA) {
		t.Errorf("before the first mark there is %v, want the mark of what was not watched", got)
	}
}

func TestCells(t *testing.T) {
	s := account("alpha", "ACC_001", "active", 3, 0.2, "")
	s.SessionValid = ptr(false)
	check := func(what, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s is %q, want %q", what, got, want)
		}
	}
	check("the age", ageCell(&s, noon, noon), "now")
	check("the session", sessionCell(&s), "invalid")
	check("the orders", ordersCell(&s), "3")
	s.SnoozedUntil = ptr(noon.Add(3600e9))
	check("the remark", note(&s), "snoozed until 15:01")
	s.Liveness, s.SnoozedUntil = monitor.Paused, nil
	check("the silence", silence(&s), "· paused")
	check("the misses", missesCell(&s), "–")
	s.Unexpected, s.OpensAt = "idle → error", ptr(noon.Add(time.Hour))
	check("the remark", note(&s), "unexpected: idle to error")
	s.Unexpected, s.Liveness = "", monitor.Quiet
	check("the remark", note(&s), "opens 15:01")
	check("the silence", silence(&s), "· quiet")
	s.OpensAt, s.Liveness = nil, monitor.Late
	check("the silence", silence(&s), "· late")
	robot := account("alpha", "", "healthy", 0, 3, "")
	robot.ActiveAccounts, robot.Reporting = ptr(12), ptr(10)
	check("the remark", note(&robot), "10 of 12 report")
	if _, striking := noteCell(&robot, noon); !striking {
		t.Error("it does not strike that fewer accounts report than are active")
	}
	s.Liveness = monitor.Paused
	s.Message = "line\none \u202etwo"
	check("the status", statusCell(&s), "line one two")
	unknown := monitor.Subject{Key: "vps", Kind: monitor.KindRobot, Liveness: monitor.New}
	check("the age", ageCell(&unknown, noon, noon), "–")
	check("the status", statusCell(&unknown), "never seen")
	check("the robot", robotCell(&unknown), "–")
}

func TestNoneOfTheColoursIsMissing(t *testing.T) {
	for _, look := range []Look{LookDark, LookLight} {
		own := Theme(look)
		for _, name := range []fyne.ThemeColorName{
			colorPanel, colorLine, colorText, colorDim, colorOK, colorWarning, colorCritical, colorTest, colorSelected, colorHover,
		} {
			if c, ok := own.Color(name, theme.VariantDark).(color.NRGBA); !ok || c.A != 0xff {
				t.Errorf("%s has no %s", look, name)
			}
		}
	}
	if Theme(LookSystem).Color(colorPanel, theme.VariantLight) != Theme(LookLight).Color(colorPanel, theme.VariantDark) {
		t.Error("the look of the desktop is not followed")
	}
}

func note(s *monitor.Subject) string {
	text, _ := noteCell(s, noon)
	return text
}

func silence(s *monitor.Subject) string {
	text, _ := silenceCell(s)
	return text
}

func BenchmarkShowThousand(b *testing.B) {
	a := test.NewTempApp(b)
	backend := many(1000)
	w := New(a, func() (Backend, error) { return backend, nil })
	b.Cleanup(w.Close)
	w.lookAt(backend)
	for b.Loop() {
		w.show(w.snap)
	}
}

// What a row says of the silence is never cut away for a long report.
func TestSilenceIsSeenBehindALongReport(t *testing.T) {
	late := account("alpha", "ACC_001", "error", 0, 140, "")
	late = trouble(late, monitor.LevelCritical, monitor.Late, 1)
	late.Message = "❌ Order rejected because there was not enough margin left on the account for it"
	w := openWindow(t, fakeOf([]monitor.Subject{late}), LookDark)
	row := w.accounts.table.body.rows[1]
	place, text := w.accounts.table.spans[columnStatus], row.silence.Text
	if text.Text != "· late" || text.Position().X+text.Size().Width > place.right()+1 {
		t.Errorf("%q ends at %g, the column at %g", text.Text, text.Position().X+text.Size().Width, place.right())
	}
}
