package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// button is a quiet button with a thin border. Space and Enter press it.
type button struct {
	pressable
	label    string
	strong   bool // the one thing to do here
	flat     bool // without a frame, beside things that matter more
	menu     bool // opens one: an arrow follows the label
	disabled bool

	frame *canvas.Rectangle
	text  *canvas.Text
	arrow *canvas.Image
}

func newButton(label string, onTap func()) *button {
	b := &button{label: label, frame: &canvas.Rectangle{CornerRadius: 8}, text: newText(textSize, false), arrow: newIcon()}
	b.objects = []fyne.CanvasObject{b.frame, b.text, b.arrow}
	b.least = func() fyne.Size {
		return fyne.NewSize(b.room()+30, 35)
	}
	b.place = func(size fyne.Size) {
		put(b.frame, 0, 0, size.Width, size.Height)
		x := (size.Width - b.room()) / 2
		width := textWidth(b.label, textSize, b.strong)
		put(b.text, x, 0, width, size.Height)
		put(b.arrow, x+width+6, (size.Height-9)/2+1, 9, 9)
	}
	b.paint = b.colour
	b.onTap = onTap
	b.spoken = func() string { return b.label }
	b.become(b)
	return b
}

// newMenuButton is for a button that opens a menu. The arrow is drawn: the
// bundled fonts have none.
func newMenuButton(label string, onTap func()) *button {
	b := newButton(label, onTap)
	b.menu = true
	return b
}

// newStrongButton is for the one thing that a page is there to do.
func newStrongButton(label string, onTap func()) *button {
	b := newButton(label, onTap)
	b.strong = true
	b.text.TextStyle.Bold = true
	return b
}

// room is the width of what stands in the button.
func (b *button) room() float32 {
	width := textWidth(b.label, textSize, b.strong)
	if b.menu {
		width += 6 + 9
	}
	return width
}

func (b *button) colour() {
	fill, stroke, width := theme.Color(colorPanel), theme.Color(colorLine), float32(1)
	ink := colorText
	switch {
	case b.disabled:
		ink = colorDim
	case b.strong:
		fill, stroke = theme.Color(colorTest), theme.Color(colorTest)
		ink = colorPanel
	}
	if b.flat {
		fill, stroke, ink = transparent, transparent, colorDim
	}
	if b.hovered && !b.disabled && !b.strong {
		fill = theme.Color(colorSelected)
	}
	if b.focused {
		stroke, width = theme.Color(colorTest), 2
		if b.strong {
			stroke = theme.Color(colorText)
		}
	}
	setFill(b.frame, fill)
	setStroke(b.frame, stroke, width)
	setText(b.text, b.label, ink)
	setVisible(b.arrow, b.menu)
	setIcon(b.arrow, iconDown)
}

func (b *button) setLabel(label string) {
	if b.label != label {
		b.label = label
		b.Refresh()
	}
}

func (b *button) setMenu(menu bool) {
	if b.menu != menu {
		b.menu = menu
		b.Refresh()
	}
}

func (b *button) setDisabled(disabled bool) {
	if b.disabled != disabled {
		b.disabled = disabled
		b.Refresh()
	}
}

// Tapped implements fyne.Tappable.
func (b *button) Tapped(event *fyne.PointEvent) {
	if !b.disabled {
		b.pressable.Tapped(event)
	}
}

// TypedKey implements fyne.Focusable.
func (b *button) TypedKey(event *fyne.KeyEvent) {
	if !b.disabled {
		b.pressable.TypedKey(event)
	}
}

// Disable implements fyne.Disableable: Tab then passes the button by.
func (b *button) Disable() { b.setDisabled(true) }

// Enable implements fyne.Disableable.
func (b *button) Enable() { b.setDisabled(false) }

// Disabled implements fyne.Disableable.
func (b *button) Disabled() bool { return b.disabled }
