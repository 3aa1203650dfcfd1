package window

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"sentinel/monitor"
)

// table shows a list. It is virtual: there are rows only for the lines on the
// screen, and all it does costs what they cost, whatever the list's length.
type table struct {
	pane
	head   *tableHead
	scroll *container.Scroll
	body   *sheet[*row]

	list     *list
	needs    needs
	spans    [columnCount]span
	order    order
	at       time.Time // when the list was true
	stale    bool
	clock    func() time.Time
	selected monitor.Key
	cursor   int  // the row that is selected, as last known; -1: none
	awaited  bool // the cursor's row is selected as soon as it is known whose it is

	onSort   func(order)
	onSelect func(*monitor.Subject) // nil: nothing is selected
	onOpen   func()
	onLook   func()                             // other rows are on the screen
	beyond   func(monitor.Key) *monitor.Subject // one whose row is not at hand
}

func newTable(clock func() time.Time) *table {
	t := &table{clock: clock, list: &list{}, cursor: -1, onLook: func() {}}
	t.body = newSheet(t, rowHeight, func() *row { return newRow(t) })
	t.body.onLook = func() { t.onLook() }
	t.head = newTableHead(t)
	t.scroll = t.body.scroll
	t.objects = []fyne.CanvasObject{t.head, t.scroll}
	t.least = func() fyne.Size { return fyne.NewSize(700, headHeight+3*rowHeight) }
	t.place = func(size fyne.Size) {
		t.spans = columnSpans(size.Width, t.needs)
		put(t.head, 0, 0, size.Width, headHeight)
		put(t.scroll, 0, headHeight, size.Width, size.Height-headHeight)
		t.head.replace()
		t.body.arrange()
		t.onLook()
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

// show replaces the list.
func (t *table) show(l *list, at time.Time, stale bool) {
	before := t.list
	t.list, t.at, t.stale = l, at, stale
	t.follow()
	t.makeRoom(needsOf(l.subjects, t.now()), l.long && before.long)
	if l.long && !l.sameAs(before) {
		t.scroll.Offset.Y = 0
	}
	if l.long != before.long {
		t.head.repaint() // a long list knows fewer orders
	}
	t.body.renew()
}

// makeRoom divides the width anew for what the columns need; while one scrolls
// through a long list, of which only a part is known, they only grow.
func (t *table) makeRoom(n needs, grow bool) {
	if grow {
		n = n.most(t.needs)
	}
	if n != t.needs {
		t.needs = n
		t.spans = columnSpans(t.Size().Width, n)
		t.head.replace()
	}
}

// follow keeps the cursor with the selected subject: it goes where that goes,
// and selects who stands where it was sent.
func (t *table) follow() {
	if t.awaited {
		t.cursor = min(t.cursor, t.list.total-1)
		if s := t.list.at(t.cursor); s != nil {
			t.choose(s.Key)
		}
		return
	}
	if row := t.list.find(t.selected); row >= 0 || !t.list.long {
		t.cursor = row
	}
}

// tick lets the ages go on.
func (t *table) tick() {
	for _, r := range t.body.rows {
		r.tick()
	}
}

// choose selects a subject; the empty key none.
func (t *table) choose(key monitor.Key) {
	t.selected, t.awaited = key, false
	t.cursor = t.list.find(key)
	t.body.recolour()
	t.onSelect(t.subject())
}

// subject returns the selected one as it is now.
func (t *table) subject() *monitor.Subject {
	if row := t.list.find(t.selected); row >= 0 {
		return t.list.at(row)
	}
	if t.list.long && t.selected != "" {
		return t.beyond(t.selected)
	}
	return nil
}

// enter opens what is selected, or else the first row.
func (t *table) enter() {
	if t.subject() == nil {
		t.move(1)
	}
	t.onOpen()
}

func (t *table) lineup() lineup { return t.list }

func (t *table) rowCount() int { return t.list.total }

// move selects so many rows further, and scrolls there.
func (t *table) move(step int) {
	if t.cursor < 0 {
		t.goTo(0)
		return
	}
	t.goTo(t.cursor + step)
}

// goTo selects a row, the first or last when there is none such, and scrolls
// there.
func (t *table) goTo(row int) {
	if t.list.total > 0 {
		row = min(max(row, 0), t.list.total-1)
		t.point(row)
		t.reveal(t.list.lineOf(row))
	}
}

// point selects a row. Whose it is may still have to be asked for.
func (t *table) point(row int) {
	if s := t.list.at(row); s != nil {
		t.choose(s.Key)
		return
	}
	t.cursor, t.awaited = row, true
	t.body.recolour()
}

// reveal scrolls just so far that a line is seen, with the title above it.
func (t *table) reveal(i int) {
	top := t.list.top(i)
	if t.list.line(i-1).group != "" {
		top = t.list.top(i - 1)
	}
	t.body.reveal(top, t.list.top(i+1))
}

// seen returns the rows on the screen.
func (t *table) seen() (first, count int) {
	for _, r := range t.body.rows {
		if r.line.group != "" {
			continue
		}
		if count == 0 {
			first = r.line.row
		}
		count++
	}
	return first, count
}
