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
	disabled bool

	frame *canvas.Rectangle
	text  *canvas.Text
}

func newButton(label string, onTap func()) *button {
	b := &button{label: label, frame: &canvas.Rectangle{CornerRadius: 8}, text: newText(textSize, false)}
	b.text.Alignment = fyne.TextAlignCenter
	b.objects = []fyne.CanvasObject{b.frame, b.text}
	b.least = func() fyne.Size {
		return fyne.NewSize(textWidth(b.label, textSize, b.strong)+30, 35)
	}
	b.place = func(size fyne.Size) {
		put(b.frame, 0, 0, size.Width, size.Height)
		put(b.text, 0, 0, size.Width, size.Height)
	}
	b.paint = b.colour
	b.onTap = onTap
	b.become(b)
	return b
}

// newStrongButton is for the one thing that a page is there to do.
func newStrongButton(label string, onTap func()) *button {
	b := newButton(label, onTap)
	b.strong = true
	b.text.TextStyle.Bold = true
	return b
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
}

func (b *button) setLabel(label string) {
	if b.label != label {
		b.label = label
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
