package window

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// troubleTable shows a list of troubles. It is virtual: there are rows only for
// the lines on the screen, whatever the list's length.
type troubleTable struct {
	pane
	scroll   *container.Scroll
	body     *troubleBody
	list     *troubleList
	now      func() time.Time // what open ones have gone on until
	selected string           // the trouble's id; empty: none

	onSelect func()
	onOpen   func()
}

func newTroubleTable(now func() time.Time) *troubleTable {
	t := &troubleTable{now: now, list: newTroubleList(nil, 0, time.Time{})}
	t.body = newTroubleBody(t)
	t.scroll = container.NewVScroll(t.body)
	t.scroll.OnScrolled = func(fyne.Position) { t.body.arrange() }
	t.objects = []fyne.CanvasObject{t.scroll}
	t.least = func() fyne.Size { return fyne.NewSize(400, 3*troubleHeight) }
	t.place = func(size fyne.Size) {
		put(t.scroll, 0, 0, size.Width, size.Height)
		t.body.arrange()
	}
	t.ExtendBaseWidget(t)
	return t
}

func (t *troubleTable) show(l *troubleList) {
	t.list = l
	t.scroll.Refresh() // another length: keeps the offset within it
	t.body.arrange()
}

// tick lets the open ones go on.
func (t *troubleTable) tick() {
	for _, r := range t.body.rows {
		if r.line.trouble != nil && r.line.trouble.open() {
			r.arrange()
		}
	}
}

// trouble returns the selected one as far as it is listed.
func (t *troubleTable) trouble() *episode {
	if row := t.list.find(t.selected); row >= 0 {
		return t.list.at(row)
	}
	return nil
}

func (t *troubleTable) choose(id string) {
	t.selected = id
	t.body.recolour()
	t.onSelect()
}

// move selects so many rows further, the first when none is selected.
func (t *troubleTable) move(step int) {
	if row := t.list.find(t.selected); row >= 0 {
		t.goTo(row + step)
		return
	}
	t.goTo(0)
}

// goTo selects a row, the first or last when there is none such, and scrolls
// just so far that it is seen, with the title above it.
func (t *troubleTable) goTo(row int) {
	if len(t.list.rows) == 0 {
		return
	}
	row = min(max(row, 0), len(t.list.rows)-1)
	t.choose(t.list.at(row).id())
	line := t.list.rows[row]
	top, bottom := t.list.tops[line], t.list.tops[line+1]
	if t.list.lines[line-1].title != "" {
		top = t.list.tops[line-1]
	}
	offset, height := t.scroll.Offset.Y, t.scroll.Size().Height
	switch {
	case top < offset:
		offset = top
	case bottom > offset+height:
		offset = bottom - height
	default:
		return
	}
	t.scroll.ScrollToOffset(fyne.NewPos(0, offset))
	t.body.arrange()
}

// troubleBody is the long sheet that scrolls. It has the keyboard for the table.
type troubleBody struct {
	pane
	table   *troubleTable
	rows    []*troubleRow // in use, in the order of their lines
	spare   []*troubleRow
	focused bool
}

func newTroubleBody(t *troubleTable) *troubleBody {
	b := &troubleBody{table: t}
	b.least = func() fyne.Size { return fyne.NewSize(0, t.list.height()) }
	b.place = func(fyne.Size) { b.arrange() }
	b.ExtendBaseWidget(b)
	return b
}

// arrange has a row for each line on the screen, and no others.
func (b *troubleBody) arrange() {
	list, height := b.table.list, b.table.scroll.Size().Height
	if height <= 0 {
		return
	}
	first, end := list.seen(b.table.scroll.Offset.Y, b.table.scroll.Offset.Y+height)
	for len(b.rows) > end-first {
		last := len(b.rows) - 1
		b.spare = append(b.spare, b.rows[last])
		b.rows = b.rows[:last]
	}
	for len(b.rows) < end-first {
		b.rows = append(b.rows, b.fresh())
	}
	b.objects = b.objects[:0]
	for i, r := range b.rows {
		top := list.tops[first+i]
		r.line = list.lines[first+i]
		put(r, 0, top, b.table.Size().Width, list.tops[first+i+1]-top)
		r.arrange()
		b.objects = append(b.objects, r)
	}
}

func (b *troubleBody) fresh() *troubleRow {
	if last := len(b.spare) - 1; last >= 0 {
		r := b.spare[last]
		b.spare = b.spare[:last]
		return r
	}
	return newTroubleRow(b.table)
}

func (b *troubleBody) recolour() {
	for _, r := range b.rows {
		r.colourBack()
	}
}

// TypedKey implements fyne.Focusable.
func (b *troubleBody) TypedKey(event *fyne.KeyEvent) {
	page := max(int(b.table.scroll.Size().Height/troubleHeight)-1, 1)
	switch event.Name {
	case fyne.KeyDown:
		b.table.move(1)
	case fyne.KeyUp:
		b.table.move(-1)
	case fyne.KeyPageDown:
		b.table.move(page)
	case fyne.KeyPageUp:
		b.table.move(-page)
	case fyne.KeyHome:
		b.table.goTo(0)
	case fyne.KeyEnd:
		b.table.goTo(len(b.table.list.rows) - 1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		if b.table.trouble() == nil {
			b.table.move(1)
		}
		b.table.onOpen()
	default:
		passKey(b, event)
	}
}

// TypedRune implements fyne.Focusable.
func (b *troubleBody) TypedRune(rune) {}

// FocusGained implements fyne.Focusable.
func (b *troubleBody) FocusGained() { b.focused = true; b.recolour() }

// FocusLost implements fyne.Focusable.
func (b *troubleBody) FocusLost() { b.focused = false; b.recolour() }
