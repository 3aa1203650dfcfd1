package window

import (
	"slices"
	"sort"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"sentinel/monitor"
)

// table shows the lines. It is virtual: there are rows only for the lines on
// the screen, whatever their number.
type table struct {
	pane
	head   *tableHead
	scroll *container.Scroll
	body   *tableBody

	lines    []line
	tops     []float32 // where each line begins; one more for the end
	spans    [columnCount]span
	robots   float32 // the width that the robots' names need
	order    order
	at       time.Time // when the lines were true
	stale    bool
	clock    func() time.Time
	selected monitor.Key

	onSort   func(order)
	onSelect func(*monitor.Subject) // nil: nothing is selected
	onOpen   func()
}

func newTable(clock func() time.Time) *table {
	t := &table{clock: clock, tops: []float32{0}}
	t.body = newTableBody(t)
	t.head = newTableHead(t)
	t.scroll = container.NewVScroll(t.body)
	t.scroll.OnScrolled = func(fyne.Position) { t.body.arrange() }
	t.objects = []fyne.CanvasObject{t.head, t.scroll}
	t.least = func() fyne.Size { return fyne.NewSize(700, headHeight+3*rowHeight) }
	t.place = func(size fyne.Size) {
		t.spans = columnSpans(size.Width, t.robots)
		put(t.head, 0, 0, size.Width, headHeight)
		put(t.scroll, 0, headHeight, size.Width, size.Height-headHeight)
		t.head.replace()
		t.body.arrange()
	}
	t.ExtendBaseWidget(t)
	return t
}

// now is the moment that the ages are told for. What is stale keeps the ages
// that it had: to count on would look like knowing.
func (t *table) now() time.Time {
	if t.stale {
		return t.at
	}
	return t.clock()
}

// show replaces the lines.
func (t *table) show(lines []line, robots float32, at time.Time, stale bool) {
	t.lines, t.at, t.stale = lines, at, stale
	t.tops = make([]float32, 1, len(lines)+1)
	for _, l := range lines {
		height := rowHeight
		if l.subject == nil {
			height = groupHeight
		}
		t.tops = append(t.tops, t.tops[len(t.tops)-1]+height)
	}
	if robots != t.robots {
		t.robots = robots
		t.spans = columnSpans(t.Size().Width, robots)
		t.head.replace()
	}
	t.scroll.Refresh() // another length: keeps the offset within it
	t.body.arrange()
}

// tick lets the ages go on.
func (t *table) tick() {
	for _, r := range t.body.rows {
		r.tick()
	}
}

// choose selects a subject; the empty key none.
func (t *table) choose(key monitor.Key) {
	t.selected = key
	t.body.recolour()
	t.onSelect(t.subject())
}

// subject returns the selected one as it is now.
func (t *table) subject() *monitor.Subject {
	if i := t.indexOf(t.selected); i >= 0 {
		return t.lines[i].subject
	}
	return nil
}

func (t *table) indexOf(key monitor.Key) int {
	return slices.IndexFunc(t.lines, func(l line) bool { return l.subject != nil && l.subject.Key == key })
}

func (t *table) open() { t.onOpen() }

// move selects so many subjects further, and scrolls there.
func (t *table) move(step int) {
	var subjects []int
	at := -1
	for i, l := range t.lines {
		if l.subject == nil {
			continue
		}
		if l.subject.Key == t.selected {
			at = len(subjects)
		}
		subjects = append(subjects, i)
	}
	if len(subjects) == 0 {
		return
	}
	next := min(max(at+step, 0), len(subjects)-1)
	if at < 0 {
		next = 0
	}
	i := subjects[next]
	t.choose(t.lines[i].subject.Key)
	t.reveal(i)
}

// reveal scrolls just so far that a line is seen, with the title above it.
func (t *table) reveal(i int) {
	top, bottom := t.tops[i], t.tops[i+1]
	if i > 0 && t.lines[i-1].subject == nil {
		top = t.tops[i-1]
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
	b.least = func() fyne.Size { return fyne.NewSize(0, t.tops[len(t.tops)-1]) }
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
	first := sort.Search(len(t.lines), func(i int) bool { return t.tops[i+1] > offset })
	end := first
	for end < len(t.lines) && t.tops[end] < offset+height {
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
		line := first + i
		r.Move(fyne.NewPos(0, t.tops[line]))
		r.Resize(fyne.NewSize(width, t.tops[line+1]-t.tops[line]))
		r.show(line, t.lines[line])
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
		b.table.move(-len(b.table.lines))
	case fyne.KeyEnd:
		b.table.move(len(b.table.lines))
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
