package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// newFilterEntry is a field that narrows a list as one types. A cross at its end
// empties it.
func newFilterEntry(placeholder string, width float32, onShortcut func(fyne.Shortcut) bool, onChange func(string)) *entry {
	e := newEntry(placeholder, width, onShortcut)
	clear := newCross("Show all again", func() {
		e.SetText("")
		focus(e)
	})
	clear.Hide()
	e.ActionItem = clear
	e.OnChanged = func(text string) {
		setVisible(clear, text != "")
		onChange(text)
	}
	return e
}

// cross takes something away.
type cross struct {
	pressable
	frame *canvas.Rectangle
	sign  *canvas.Image
}

func newCross(words string, onTap func()) *cross {
	c := &cross{frame: &canvas.Rectangle{CornerRadius: 6}, sign: newIcon()}
	c.objects = []fyne.CanvasObject{c.frame, c.sign}
	c.least = func() fyne.Size { return fyne.NewSize(28, 20) }
	c.place = func(size fyne.Size) {
		put(c.frame, 2, 4, size.Width-6, size.Height-8)
		put(c.sign, (size.Width-2-10)/2, (size.Height-10)/2, 10, 10)
	}
	c.paint = func() {
		setFill(c.frame, transparent)
		setStroke(c.frame, ringColor(c.focused), 2)
		setIcon(c.sign, iconCross)
	}
	c.onTap = onTap
	c.spoken = func() string { return words }
	c.become(c)
	return c
}
