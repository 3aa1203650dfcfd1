package window

import "fyne.io/fyne/v2"

// tableBody is the long sheet that scrolls. It has the keyboard for the table.
type tableBody struct {
	pane
	table   *table
	rows    []*row // in use, in the order of their lines
	spare   []*row
	focused bool
}

func newTableBody(t *table) *tableBody {
	b := &tableBody{table: t}
	b.least = func() fyne.Size { return fyne.NewSize(0, t.list.top(t.list.lines())) }
	b.place = func(fyne.Size) { b.arrange() }
	b.ExtendBaseWidget(b)
	return b
}

// arrange has a row for each line on the screen, and no others.
func (b *tableBody) arrange() {
	t := b.table
	height := t.scroll.Size().Height
	if height <= 0 {
		return
	}
	offset := t.scroll.Offset.Y
	lines := t.list.lines()
	first := t.list.lineAt(offset)
	end := first
	for end < lines && t.list.top(end) < offset+height {
		end++
	}
	for len(b.rows) > end-first {
		last := len(b.rows) - 1
		b.spare = append(b.spare, b.rows[last])
		b.rows = b.rows[:last]
	}
	for len(b.rows) < end-first {
		b.rows = append(b.rows, b.fresh())
	}
	b.objects = b.objects[:0]
	width := t.Size().Width
	for i, r := range b.rows {
		top := t.list.top(first + i)
		r.Move(fyne.NewPos(0, top))
		r.Resize(fyne.NewSize(width, t.list.top(first+i+1)-top))
		r.show(t.list.line(first + i))
		b.objects = append(b.objects, r)
	}
}

func (b *tableBody) fresh() *row {
	if last := len(b.spare) - 1; last >= 0 {
		r := b.spare[last]
		b.spare = b.spare[:last]
		return r
	}
	return newRow(b.table)
}

func (b *tableBody) recolour() {
	for _, r := range b.rows {
		r.colourBack()
	}
}

// TypedKey implements fyne.Focusable.
func (b *tableBody) TypedKey(event *fyne.KeyEvent) {
	page := max(int(b.table.scroll.Size().Height/rowHeight)-1, 1)
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
		b.table.goTo(b.table.list.total - 1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		if b.table.subject() == nil {
			b.table.move(1)
		}
		b.table.open()
	default:
		passKey(b, event)
	}
}

// TypedRune implements fyne.Focusable.
func (b *tableBody) TypedRune(rune) {}

// FocusGained implements fyne.Focusable.
func (b *tableBody) FocusGained() { b.focused = true; b.recolour() }

// FocusLost implements fyne.Focusable.
func (b *tableBody) FocusLost() { b.focused = false; b.recolour() }
