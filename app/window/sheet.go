package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// sheet is the long sheet of a list that scrolls. There are rows only for the
// lines on the screen, whatever the list's length; as it scrolls they are used
// again for other lines. It has the keyboard for its list.
type sheet[R sheetRow] struct {
	pane
	of        sheetOwner
	scroll    *container.Scroll
	rowHeight float32 // of most lines: by so many a page goes on
	makeRow   func() R
	rows      []R // in use, in the order of their lines
	spare     []R
	focused   bool
	onLook    func() // other rows are on the screen
}

// sheetRow draws one line of a list.
type sheetRow interface {
	fyne.CanvasObject
	show(line int) // the line, or the same anew
	colourBack()
}

// sheetOwner is whose lines a sheet shows, and what its keys do.
type sheetOwner interface {
	lineup() lineup
	rowCount() int // lines that can be selected
	move(step int) // selects so many rows further
	goTo(row int)  // selects a row
	enter()        // opens the selected row, or selects one
}

// lineup is lines below one another.
type lineup interface {
	height() float32
	top(line int) float32                   // where it begins; of the one behind the last: where that ends
	seen(from, to float32) (first, end int) // the lines [first, end) of which something is between two heights
}

func newSheet[R sheetRow](of sheetOwner, rowHeight float32, makeRow func() R) *sheet[R] {
	s := &sheet[R]{of: of, rowHeight: rowHeight, makeRow: makeRow, onLook: func() {}}
	s.least = func() fyne.Size { return fyne.NewSize(0, of.lineup().height()) }
	s.place = func(fyne.Size) { s.arrange() }
	s.ExtendBaseWidget(s)
	s.scroll = container.NewVScroll(s)
	s.scroll.OnScrolled = func(fyne.Position) { s.arrange(); s.onLook() }
	return s
}

// arrange has a row for each line on the screen, and no others.
func (s *sheet[R]) arrange() {
	size := s.scroll.Size()
	if size.Height <= 0 {
		return
	}
	lines := s.of.lineup()
	first, end := lines.seen(s.scroll.Offset.Y, s.scroll.Offset.Y+size.Height)
	for len(s.rows) > end-first {
		last := len(s.rows) - 1
		s.spare = append(s.spare, s.rows[last])
		s.rows = s.rows[:last]
	}
	for len(s.rows) < end-first {
		s.rows = append(s.rows, s.fresh())
	}
	s.objects = s.objects[:0]
	for i, r := range s.rows {
		top := lines.top(first + i)
		put(r, 0, top, size.Width, lines.top(first+i+1)-top)
		r.show(first + i)
		s.objects = append(s.objects, r)
	}
}

func (s *sheet[R]) fresh() R {
	if last := len(s.spare) - 1; last >= 0 {
		r := s.spare[last]
		s.spare = s.spare[:last]
		return r
	}
	return s.makeRow()
}

// renew shows a list of another length; the place on it is kept as far as that
// goes.
func (s *sheet[R]) renew() {
	s.scroll.Refresh()
	s.arrange()
}

// scrollTo goes to a height.
func (s *sheet[R]) scrollTo(y float32) {
	s.scroll.ScrollToOffset(fyne.NewPos(0, y))
	s.arrange()
	s.onLook()
}

// reveal scrolls just so far that what is between two heights is seen.
func (s *sheet[R]) reveal(top, bottom float32) {
	switch offset, height := s.scroll.Offset.Y, s.scroll.Size().Height; {
	case top < offset:
		s.scrollTo(top)
	case bottom > offset+height:
		s.scrollTo(bottom - height)
	}
}

func (s *sheet[R]) recolour() {
	for _, r := range s.rows {
		r.colourBack()
	}
}

// TypedKey implements fyne.Focusable.
func (s *sheet[R]) TypedKey(event *fyne.KeyEvent) {
	page := max(int(s.scroll.Size().Height/s.rowHeight)-1, 1)
	switch event.Name {
	case fyne.KeyDown:
		s.of.move(1)
	case fyne.KeyUp:
		s.of.move(-1)
	case fyne.KeyPageDown:
		s.of.move(page)
	case fyne.KeyPageUp:
		s.of.move(-page)
	case fyne.KeyHome:
		s.of.goTo(0)
	case fyne.KeyEnd:
		s.of.goTo(s.of.rowCount() - 1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		s.of.enter()
	default:
		passKey(s, event)
	}
}

// TypedRune implements fyne.Focusable.
func (s *sheet[R]) TypedRune(rune) {}

// FocusGained implements fyne.Focusable.
func (s *sheet[R]) FocusGained() { s.focused = true; s.recolour() }

// FocusLost implements fyne.Focusable.
func (s *sheet[R]) FocusLost() { s.focused = false; s.recolour() }
