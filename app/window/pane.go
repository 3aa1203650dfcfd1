package window

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// pane is the base of the window's own widgets: a few canvas objects, placed
// and coloured by the widget itself. The colours are taken when painting, so
// that a change of theme reaches them.
type pane struct {
	widget.BaseWidget
	objects []fyne.CanvasObject
	least   func() fyne.Size
	place   func(fyne.Size)
	paint   func()
}

// CreateRenderer implements fyne.Widget.
func (p *pane) CreateRenderer() fyne.WidgetRenderer {
	if p.paint != nil {
		p.paint()
	}
	return &paneRenderer{p}
}

// repaint paints and places anew, once the widget is on a screen.
func (p *pane) repaint() {
	if p.paint != nil {
		p.paint()
	}
	p.replace()
}

// replace places the objects anew in the size that the pane has.
func (p *pane) replace() {
	if size := p.Size(); p.place != nil && !size.IsZero() {
		p.place(size)
	}
}

type paneRenderer struct{ pane *pane }

func (r *paneRenderer) Layout(size fyne.Size) {
	if r.pane.place != nil {
		r.pane.place(size)
	}
}

func (r *paneRenderer) MinSize() fyne.Size {
	if r.pane.least == nil {
		return fyne.Size{}
	}
	return r.pane.least()
}

func (r *paneRenderer) Refresh()                     { r.pane.repaint() }
func (r *paneRenderer) Objects() []fyne.CanvasObject { return r.pane.objects }
func (r *paneRenderer) Destroy()                     {}

// put moves and sizes an object.
func put(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(width, height))
}

func newText(size float32, bold bool) *canvas.Text {
	t := canvas.NewText("", color.Transparent)
	t.TextSize = size
	t.TextStyle.Bold = bold
	return t
}

// setText changes a text, and repaints it only when something changed.
func setText(t *canvas.Text, text string, name fyne.ThemeColorName) {
	c := theme.Color(name)
	if t.Text == text && t.Color == c {
		return
	}
	t.Text, t.Color = text, c
	t.Refresh()
}

func setFill(r *canvas.Rectangle, fill color.Color) {
	if r.FillColor != fill {
		r.FillColor = fill
		r.Refresh()
	}
}

func setStroke(r *canvas.Rectangle, stroke color.Color, width float32) {
	if r.StrokeColor != stroke || r.StrokeWidth != width {
		r.StrokeColor, r.StrokeWidth = stroke, width
		r.Refresh()
	}
}

func newIcon() *canvas.Image {
	image := &canvas.Image{FillMode: canvas.ImageFillContain}
	return image
}

func setIcon(image *canvas.Image, name string) {
	resource := icon(name)
	if image.Resource == nil || image.Resource.Name() != resource.Name() {
		image.Resource = resource
		image.Refresh()
	}
}

func setVisible(o fyne.CanvasObject, visible bool) {
	if o.Visible() == visible {
		return
	}
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}

// passKey hands a key that a focused widget does not use to the window.
func passKey(from fyne.CanvasObject, event *fyne.KeyEvent) {
	c := fyne.CurrentApp().Driver().CanvasForObject(from)
	if c == nil {
		return
	}
	if handle := c.OnTypedKey(); handle != nil {
		handle(event)
	}
}

// focus gives an object the keyboard.
func focus(o fyne.Focusable) {
	object, ok := o.(fyne.CanvasObject)
	if !ok {
		return
	}
	driver := fyne.CurrentApp().Driver()
	if c := driver.CanvasForObject(object); c != nil {
		c.Focus(o)
		return
	}
	for _, w := range driver.AllWindows() { // what was never painted knows no canvas yet; there is one window
		w.Canvas().Focus(o)
	}
}

var transparent = color.NRGBA{}

// ringColor is the colour of the ring around what has the keyboard.
func ringColor(focused bool) color.Color {
	if focused {
		return theme.Color(colorTest)
	}
	return transparent
}
