package window

import (
	"cmp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

const headHeight float32 = 32

// tableHead is the row of the columns' titles; a press sorts by that column.
type tableHead struct {
	pane
	cells []*headCell
	rule  *canvas.Rectangle
}

func newTableHead(t *table) *tableHead {
	h := &tableHead{rule: &canvas.Rectangle{}}
	h.objects = []fyne.CanvasObject{h.rule}
	for c := range columnCount {
		cell := newHeadCell(t, c)
		h.cells = append(h.cells, cell)
		h.objects = append(h.objects, cell)
	}
	h.place = func(size fyne.Size) {
		put(h.rule, tableInset, size.Height-1, size.Width-2*tableInset, 1)
		for c, cell := range h.cells {
			place := t.spans[c]
			setVisible(cell, place.shown())
			put(cell, place.left-6, 0, place.width+12, size.Height-1)
			cell.replace()
		}
	}
	h.paint = func() { setFill(h.rule, theme.Color(colorLine)) }
	h.ExtendBaseWidget(h)
	return h
}

type headCell struct {
	pressable
	table  *table
	column column
	frame  *canvas.Rectangle
	text   *canvas.Text
	arrow  *canvas.Image
}

func newHeadCell(t *table, c column) *headCell {
	h := &headCell{table: t, column: c, frame: &canvas.Rectangle{CornerRadius: 4}, text: newText(smallSize, false), arrow: newIcon()}
	h.objects = []fyne.CanvasObject{h.frame, h.text, h.arrow}
	h.place = func(size fyne.Size) {
		put(h.frame, 0, 4, size.Width, size.Height-8)
		width := textWidth(columnTitles[c], smallSize, false)
		x := float32(6)
		if c.isNumber() {
			x = size.Width - 6 - width
			if h.sorting() {
				x -= 11
			}
		}
		put(h.text, x, 0, width, size.Height)
		arrow := x + width + 3
		if c == columnLevel {
			arrow = 11
		}
		put(h.arrow, arrow, (size.Height-8)/2, 8, 8)
	}
	h.paint = func() {
		ink := colorDim
		if h.hovered && t.sorts(c) || h.sorting() && c != columnLevel {
			ink = colorText
		}
		setText(h.text, columnTitles[c], ink)
		setFill(h.frame, transparent)
		setStroke(h.frame, ringColor(h.focused), 2)
		setVisible(h.arrow, h.sorting() || h.hovered && c == columnLevel)
		name := iconDown
		if h.table.order.upward {
			name = iconUp
		}
		setIcon(h.arrow, name)
	}
	h.onTap = func() { t.sortBy(c) }
	h.onKey = h.neighbour
	h.spoken = func() string { return "Sort by " + cmp.Or(columnTitles[c], "urgency") }
	h.become(h)
	return h
}

func (h *headCell) sorting() bool { return h.table.order.column == h.column }

// sorts tells whether the list can be sorted by a column: a long one only as
// the monitor does.
func (t *table) sorts(c column) bool { return !t.list.long || sorts[c] != "" }

// sortBy sorts by a column, or turns the order round.
func (t *table) sortBy(c column) {
	if !t.sorts(c) {
		return
	}
	t.order = t.order.flip(c)
	for _, cell := range t.head.cells {
		cell.Refresh()
	}
	t.onSort(t.order)
}

// neighbour moves the keyboard to the title beside this one.
func (h *headCell) neighbour(key fyne.KeyName) bool {
	next := int(h.column)
	switch key {
	case fyne.KeyLeft:
		next--
	case fyne.KeyRight:
		next++
	default:
		return false
	}
	if next >= 0 && next < len(h.table.head.cells) {
		focus(h.table.head.cells[next])
	}
	return true
}
