package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// rollTable shows a roll. It is virtual, as its sheet is.
type rollTable[T rolled, R sheetRow] struct {
	pane
	scroll   *container.Scroll
	body     *sheet[R]
	list     *roll[T]
	selected string // the thing's id; empty: none

	onSelect func()
	onOpen   func()
}

func newRollTable[T rolled, R sheetRow](makeRow func(*rollTable[T, R]) R) *rollTable[T, R] {
	t := &rollTable[T, R]{list: newRoll[T](nil, nil)}
	t.body = newSheet(t, entryHeight, func() R { return makeRow(t) })
	t.scroll = t.body.scroll
	t.objects = []fyne.CanvasObject{t.scroll}
	t.least = func() fyne.Size { return fyne.NewSize(400, 3*entryHeight) }
	t.place = func(size fyne.Size) {
		put(t.scroll, 0, 0, size.Width, size.Height)
		t.body.arrange()
	}
	t.ExtendBaseWidget(t)
	return t
}

// show replaces the list. Who has scrolled into it stays where he is, whatever
// comes above.
func (t *rollTable[T, R]) show(l *roll[T]) {
	id, above := t.anchor()
	t.list = l
	if row := l.find(id); row >= 0 {
		t.scroll.Offset.Y = max(l.tops[l.rows[row]]+above, 0)
	}
	t.body.renew()
}

// anchor is the first thing on the screen, and how much of it is above the
// screen; none at the top of the list.
func (t *rollTable[T, R]) anchor() (id string, above float32) {
	offset := t.scroll.Offset.Y
	if offset <= 0 {
		return "", 0
	}
	first, _ := t.list.seen(offset, offset)
	for ; first < len(t.list.lines); first++ {
		if l := t.list.lines[first]; !l.isTitle() {
			return l.item.id(), offset - t.list.tops[first]
		}
	}
	return "", 0
}

// item returns the selected one as far as it is listed; else nothing.
func (t *rollTable[T, R]) item() (item T) {
	if row := t.list.find(t.selected); row >= 0 {
		item = t.list.at(row)
	}
	return item
}

func (t *rollTable[T, R]) choose(id string) {
	t.selected = id
	t.body.recolour()
	t.onSelect()
}

// move selects so many rows further, the first when none is selected.
func (t *rollTable[T, R]) move(step int) {
	if row := t.list.find(t.selected); row >= 0 {
		t.goTo(row + step)
		return
	}
	t.goTo(0)
}

// goTo selects a row, the first or last when there is none such, and scrolls
// just so far that it is seen, with the title above it.
func (t *rollTable[T, R]) goTo(row int) {
	if t.rowCount() == 0 {
		return
	}
	row = min(max(row, 0), t.rowCount()-1)
	t.choose(t.list.at(row).id())
	line := t.list.rows[row]
	top := t.list.tops[line]
	if t.list.lines[line-1].isTitle() {
		top = t.list.tops[line-1]
	}
	t.body.reveal(top, t.list.tops[line+1])
}

// enter opens what is selected, or else the first row.
func (t *rollTable[T, R]) enter() {
	if t.list.find(t.selected) < 0 {
		t.move(1)
	}
	t.onOpen()
}

func (t *rollTable[T, R]) lineup() lineup { return t.list }

func (t *rollTable[T, R]) rowCount() int { return len(t.list.rows) }
