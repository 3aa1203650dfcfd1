package window

import (
	"image"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
)

// chart shows a drawing in a frame. What the mouse points at, or the arrow keys
// go to, is told by a hint.
type chart struct {
	pressable
	draw   func(fyne.Size) drawing
	shown  drawing
	chosen int                 // of the marks; -1: none
	onHint func(*chart, *mark) // a mark is pointed at, or none any more
	onGain func(*chart)        // the keyboard came to the chart

	frame, cursor *canvas.Rectangle
	raster        *canvas.Raster
	texts         []*canvas.Text
	images        []*canvas.Image
}

func newChart(onHint func(*chart, *mark), onGain func(*chart)) *chart {
	c := &chart{
		chosen: -1, onHint: onHint, onGain: onGain, draw: func(fyne.Size) drawing { return drawing{} },
		frame: &canvas.Rectangle{CornerRadius: 8}, cursor: &canvas.Rectangle{CornerRadius: 3},
	}
	c.raster = canvas.NewRaster(c.pixels)
	c.raster.ScaleMode = canvas.ImageScalePixels
	c.cursor.Hide()
	c.least = func() fyne.Size { return fyne.NewSize(300, 100) }
	c.place = c.arrange
	c.paint = func() {
		stroke, width := theme.Color(colorLine), float32(1)
		if c.focused {
			stroke, width = theme.Color(colorTest), 2
		}
		setFill(c.frame, theme.Color(colorPanel))
		setStroke(c.frame, stroke, width)
		setFill(c.cursor, transparent)
		setStroke(c.cursor, theme.Color(colorText), 1.5)
		c.raster.Refresh()
	}
	c.onTap = c.open
	c.onKey = c.step
	c.spoken = c.speak
	c.become(c)
	return c
}

// show replaces what is drawn.
func (c *chart) show(draw func(fyne.Size) drawing) {
	c.choose(-1)
	c.draw = draw
	c.Refresh()
}

func (c *chart) arrange(size fyne.Size) {
	put(c.frame, 0, 0, size.Width, size.Height)
	put(c.raster, 0, 0, size.Width, size.Height)
	c.shown = c.draw(size)
	c.choose(min(c.chosen, len(c.shown.marks)-1))
	for len(c.texts) < len(c.shown.labels) {
		c.texts = append(c.texts, newText(smallSize, false))
	}
	for len(c.images) < len(c.shown.signs) {
		c.images = append(c.images, newIcon())
	}
	c.objects = []fyne.CanvasObject{c.frame, c.raster}
	for i, l := range c.shown.labels {
		t := c.texts[i]
		t.TextSize, t.TextStyle.Bold = l.size, l.bold
		setText(t, l.text, l.ink)
		least := t.MinSize()
		x := l.at.X
		switch l.align {
		case fyne.TextAlignCenter:
			x -= least.Width / 2
		case fyne.TextAlignTrailing:
			x -= least.Width
		}
		put(t, x, l.at.Y-least.Height/2, least.Width, least.Height)
		c.objects = append(c.objects, t)
	}
	for i, s := range c.shown.signs {
		setIcon(c.images[i], s.name)
		put(c.images[i], s.box.x, s.box.y, s.box.w, s.box.h)
		c.objects = append(c.objects, c.images[i])
	}
	c.objects = append(c.objects, c.cursor)
}

// pixels paints the shapes in the size that they have on the screen.
func (c *chart) pixels(width, height int) image.Image {
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	if units := c.Size().Width; units > 0 {
		ink := canvasInk{picture, float32(width) / units, theme.Color}
		ink.paint(c.shown.shapes)
	}
	return picture
}

// choose points at a mark; -1 at none.
func (c *chart) choose(i int) {
	was := c.chosen
	c.chosen = i
	setVisible(c.cursor, i >= 0)
	if i < 0 {
		if was >= 0 {
			c.onHint(c, nil)
		}
		return
	}
	m := &c.shown.marks[i]
	put(c.cursor, m.box.x-1.5, m.box.y-1.5, m.box.w+3, m.box.h+3)
	c.onHint(c, m)
}

// open does what the chosen mark leads to.
func (c *chart) open() {
	if c.chosen >= 0 && c.shown.marks[c.chosen].open != nil {
		c.shown.marks[c.chosen].open()
	}
}

// step moves to the mark beside the chosen one.
func (c *chart) step(name fyne.KeyName) bool {
	marks := c.shown.marks
	if len(marks) == 0 {
		return false
	}
	switch name {
	case fyne.KeyEscape:
		if c.chosen < 0 {
			return false
		}
		c.choose(-1)
	case fyne.KeyHome:
		c.choose(0)
	case fyne.KeyEnd:
		c.choose(len(marks) - 1)
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyUp, fyne.KeyDown:
		if c.chosen < 0 {
			if name == fyne.KeyUp || name == fyne.KeyDown {
				return false // it is for the page
			}
			c.choose(len(marks) - 1)
			return true
		}
		next, found := beside(marks, c.chosen, name)
		if !found {
			return name == fyne.KeyLeft || name == fyne.KeyRight
		}
		c.choose(next)
	default:
		return false
	}
	return true
}

// beside finds the nearest mark in a direction.
func beside(marks []mark, from int, name fyne.KeyName) (nearest int, found bool) {
	at := marks[from].box.middle()
	best := float32(0)
	for i := range marks {
		to := marks[i].box.middle()
		along, across := to.X-at.X, to.Y-at.Y
		switch name {
		case fyne.KeyLeft:
			along = -along
		case fyne.KeyUp:
			along, across = -across, along
		case fyne.KeyDown:
			along, across = across, along
		}
		if along < 0.01 {
			continue
		}
		if way := along + 4*max(across, -across); !found || way < best {
			nearest, best, found = i, way, true
		}
	}
	return nearest, found
}

// point chooses what the mouse is over.
func (c *chart) point(at fyne.Position) {
	for i := range c.shown.marks {
		if c.shown.marks[i].box.holds(at) {
			if i != c.chosen {
				c.choose(i)
			}
			return
		}
	}
	if c.chosen >= 0 {
		c.choose(-1)
	}
}

func (c *chart) speak() string {
	if c.chosen >= 0 {
		return strings.Join(c.shown.marks[c.chosen].words, ", ")
	}
	if len(c.shown.labels) > 0 {
		return c.shown.labels[0].text
	}
	return ""
}

// Cursor implements desktop.Cursorable.
func (c *chart) Cursor() desktop.Cursor {
	if c.chosen >= 0 && c.shown.marks[c.chosen].open != nil {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// MouseIn implements desktop.Hoverable.
func (c *chart) MouseIn(event *desktop.MouseEvent) { c.point(event.Position) }

// MouseMoved implements desktop.Hoverable.
func (c *chart) MouseMoved(event *desktop.MouseEvent) { c.point(event.Position) }

// MouseOut implements desktop.Hoverable.
func (c *chart) MouseOut() { c.choose(-1) }

// FocusGained implements fyne.Focusable.
func (c *chart) FocusGained() {
	c.pressable.FocusGained()
	if c.focused {
		c.onGain(c)
	}
}

// FocusLost implements fyne.Focusable.
func (c *chart) FocusLost() {
	c.pressable.FocusLost()
	c.choose(-1)
}
