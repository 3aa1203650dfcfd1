package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
)

// rollRow is what all rows of a roll have: a title, or a thing with a line below
// it, that a click selects. The row that embeds it says how a thing is drawn.
type rollRow[T rolled, R sheetRow] struct {
	pane
	table   *rollTable[T, R]
	line    rollLine[T]
	hovered bool
	fill    func(item T, size fyne.Size)

	back, rule *canvas.Rectangle
	heading    *canvas.Text
}

// become makes the embedding row known, with what it draws of a thing.
func (r *rollRow[T, R]) become(self fyne.Widget, table *rollTable[T, R], fill func(T, fyne.Size), drawn ...fyne.CanvasObject) {
	r.table, r.fill = table, fill
	r.back, r.rule, r.heading = &canvas.Rectangle{}, &canvas.Rectangle{}, newText(smallSize, false)
	r.objects = append([]fyne.CanvasObject{r.back, r.rule, r.heading}, drawn...)
	r.place = func(fyne.Size) { r.arrange() }
	r.paint = func() {}
	r.ExtendBaseWidget(self)
}

// show implements sheetRow.
func (r *rollRow[T, R]) show(line int) {
	r.line = r.table.list.lines[line]
	r.arrange()
}

// arrange fills in and places what the row shows.
func (r *rollRow[T, R]) arrange() {
	size, isTitle := r.Size(), r.line.isTitle()
	for _, o := range r.objects[1:] {
		setVisible(o, (o == r.heading) == isTitle)
	}
	r.colourBack()
	put(r.back, tableInset, 0, size.Width-2*tableInset, size.Height)
	if isTitle {
		room := size.Width - 2*tableInset - 20
		setText(r.heading, cut(r.line.title, room, smallSize, false), colorDim)
		put(r.heading, tableInset+10, 10, room, size.Height-10)
		return
	}
	setFill(r.rule, theme.Color(colorLine))
	put(r.rule, tableInset, size.Height-1, size.Width-2*tableInset, 1)
	r.fill(r.line.item, size)
}

func (r *rollRow[T, R]) selected() bool {
	return !r.line.isTitle() && r.line.item.id() == r.table.selected
}

func (r *rollRow[T, R]) colourBack() {
	selected := r.selected()
	switch {
	case selected:
		setFill(r.back, theme.Color(colorSelected))
	case r.hovered && !r.line.isTitle():
		setFill(r.back, theme.Color(colorHover))
	default:
		setFill(r.back, transparent)
	}
	width := float32(0)
	if selected && r.table.body.focused {
		width = 1.5
	}
	setStroke(r.back, ringColor(width > 0), width)
}

// Tapped implements fyne.Tappable.
func (r *rollRow[T, R]) Tapped(*fyne.PointEvent) {
	focus(r.table.body)
	if !r.line.isTitle() {
		r.table.choose(r.line.item.id())
		r.table.onOpen()
	}
}

// MouseIn implements desktop.Hoverable.
func (r *rollRow[T, R]) MouseIn(*desktop.MouseEvent) { r.hovered = true; r.colourBack() }

// MouseMoved implements desktop.Hoverable.
func (r *rollRow[T, R]) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (r *rollRow[T, R]) MouseOut() { r.hovered = false; r.colourBack() }
