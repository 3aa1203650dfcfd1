package window

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// newFrame puts the parts of the window where they stand.
func newFrame(w *Window) fyne.CanvasObject {
	f := &pane{}
	f.objects = append([]fyne.CanvasObject{w.bar}, w.pages...)
	f.objects = append(f.objects, w.footer, w.toast)
	f.least = func() fyne.Size { return fyne.NewSize(leastWidth, leastHeight) }
	f.place = func(size fyne.Size) {
		put(w.bar, 0, 0, size.Width, tabsHeight)
		for _, page := range w.pages {
			put(page, 0, tabsHeight, size.Width, size.Height-tabsHeight-footerHeight)
		}
		put(w.footer, 0, size.Height-footerHeight, size.Width, footerHeight)
		put(w.toast, 0, size.Height-footerHeight-toastHeight-14, size.Width, toastHeight)
	}
	f.ExtendBaseWidget(f)
	return f
}

const (
	toastHeight float32 = 38
	toastStays          = 6 * time.Second
)

// toast says for a while how something went.
type toast struct {
	pane
	bad   bool
	until time.Time
	box   *canvas.Rectangle
	text  *fitted
}

func newToast() *toast {
	t := &toast{box: &canvas.Rectangle{CornerRadius: 8}, text: newFitted(textSize, false)}
	t.objects = []fyne.CanvasObject{t.box, t.text.Text}
	t.place = func(size fyne.Size) {
		t.text.set(t.text.full, size.Width-120, colorText)
		width := textWidth(t.text.Text.Text, textSize, false)
		put(t.box, (size.Width-width)/2-18, 0, width+36, size.Height)
		put(t.text.Text, (size.Width-width)/2, 0, width, size.Height)
	}
	t.paint = func() {
		setFill(t.box, theme.Color(colorSelected))
		edge := colorLine
		if t.bad {
			edge = colorCritical
		}
		setStroke(t.box, theme.Color(edge), 1)
	}
	t.ExtendBaseWidget(t)
	t.Hide()
	return t
}

func (t *toast) say(words string, bad bool, now time.Time) {
	t.bad, t.until = bad, now.Add(toastStays)
	t.text.set(words, t.Size().Width-120, colorText)
	t.Show()
	t.Refresh()
}

func (t *toast) tick(now time.Time) {
	if t.Visible() && now.After(t.until) {
		t.Hide()
	}
}
