package window

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"

	"sentinel/monitor"
)

const (
	rowHeight   float32 = 38
	groupHeight float32 = 36
)

// row shows one line of the table. Rows are used again for other lines as the
// table scrolls.
type row struct {
	pane
	table   *table
	line    line
	hovered bool

	back, rule *canvas.Rectangle
	title      *canvas.Text // of a group
	sign       *canvas.Image
	name       *fitted
	note       *fitted
	badge      *canvas.Text
	marks      *canvas.Image // what is odd about its clock
	cells      map[column]*fitted
	silence    *fitted // behind the status
	strip      *strip
	blanks     [2]*canvas.Rectangle // in place of what is still to come
}

func newRow(t *table) *row {
	r := &row{
		table: t, back: &canvas.Rectangle{}, rule: &canvas.Rectangle{}, title: newText(smallSize, false),
		sign: newIcon(), name: newFitted(textSize, true), note: newFitted(textSize, false), badge: newText(textSize, true),
		marks: newIcon(), cells: map[column]*fitted{}, silence: newFitted(textSize, false), strip: newStrip(),
		blanks: [2]*canvas.Rectangle{{CornerRadius: 4}, {CornerRadius: 4}},
	}
	r.objects = []fyne.CanvasObject{
		r.back, r.rule, r.title, r.sign, r.name.Text, r.badge, r.note.Text,
		r.marks, r.silence.Text, r.strip.Raster, r.blanks[0], r.blanks[1],
	}
	for c := columnRobot; c < columnStrip; c++ {
		cell := newFitted(textSize, false)
		r.cells[c] = cell
		r.objects = append(r.objects, cell.Text)
	}
	r.place = func(fyne.Size) { r.arrange() }
	r.paint = func() {}
	r.ExtendBaseWidget(r)
	return r
}

// show implements sheetRow.
func (r *row) show(line int) {
	r.line = r.table.list.line(line)
	r.arrange()
}

// arrange fills in and places what the row shows.
func (r *row) arrange() {
	size := r.Size()
	group, known := r.line.group != "", r.line.subject != nil
	for _, o := range r.objects {
		switch o {
		case r.back:
		case r.title:
			setVisible(o, group)
		case r.rule:
			setVisible(o, !group)
		case r.blanks[0], r.blanks[1]:
			setVisible(o, !group && !known)
		default:
			setVisible(o, known)
		}
	}
	r.colourBack()
	put(r.back, tableInset, 0, size.Width-2*tableInset, size.Height)
	if group {
		setText(r.title, r.line.group, colorDim)
		put(r.title, tableInset+10, 10, size.Width, size.Height-10)
		return
	}
	setFill(r.rule, theme.Color(colorLine))
	put(r.rule, tableInset, size.Height-1, size.Width-2*tableInset, 1)
	if known {
		r.fill(r.line.subject, size.Height-1)
		return
	}
	for i, c := range []column{columnAccount, columnStatus} {
		setFill(r.blanks[i], theme.Color(colorLine))
		put(r.blanks[i], r.table.spans[c].left, (size.Height-9)/2, 90, 8)
	}
}

func (r *row) fill(s *monitor.Subject, height float32) {
	spans, now, stale := r.table.spans, r.table.now(), r.table.stale
	ink := func(name fyne.ThemeColorName) fyne.ThemeColorName {
		if stale {
			return colorDim
		}
		return name
	}
	name := subjectIcon(*s)
	if stale {
		name = "stalled"
	}
	setIcon(r.sign, name)
	put(r.sign, spans[columnLevel].left, (height-18)/2, 18, 18)
	r.fillName(s, height, now, ink)
	r.fillStatus(s, height, ink)
	session := colorDim
	if badSession(s) {
		session = ink(colorWarning)
	}
	age := ink(colorText)
	if s.Liveness == monitor.Late || s.Liveness == monitor.Missing {
		age = ink(levelColor(s.Level.String()))
	}
	r.cell(columnRobot, robotCell(s), colorDim, height)
	r.cell(columnSession, sessionCell(s), session, height)
	r.cell(columnOrders, ordersCell(s), ink(colorText), height)
	r.cell(columnAge, ageCell(s, r.table.at, now), age, height)
	r.cell(columnMisses, missesCell(s), ink(colorText), height)
	setVisible(r.strip.Raster, spans[columnStrip].shown())
	r.strip.set(s.Strip, stale)
	put(r.strip.Raster, spans[columnStrip].left, (height-stripHeight)/2+1, spans[columnStrip].width, stripHeight)
}

// fillName places the name, the mark of a test and the remark, which together
// share the column.
func (r *row) fillName(s *monitor.Subject, height float32, now time.Time, ink func(fyne.ThemeColorName) fyne.ThemeColorName) {
	place := r.table.spans[columnAccount]
	x, left := place.left, place.width
	badge := ""
	if s.Test {
		badge = "TEST"
	}
	badgeWidth := textWidth(badge, textSize, true)
	if s.Test {
		left -= badgeWidth + 6
	}
	r.name.set(accountCell(s), left, ink(colorText))
	width := textWidth(r.name.Text.Text, textSize, true)
	put(r.name.Text, x, 0, width, height)
	x, left = x+width+6, left-width-6
	setText(r.badge, badge, ink(colorTest))
	if s.Test {
		put(r.badge, x, 0, badgeWidth, height)
		x += badgeWidth + 6
	}
	setVisible(r.marks, s.Cause == monitor.CauseClock)
	if s.Cause == monitor.CauseClock {
		setIcon(r.marks, iconClock)
		put(r.marks, x, (height-14)/2, 14, 14)
		x, left = x+14+6, left-14-6
	}
	note, striking := noteCell(s, now)
	if note != "" {
		note = "· " + note
	}
	if left < 24 {
		note = ""
	}
	name := colorDim
	if striking {
		name = ink(colorWarning)
	}
	r.note.set(note, left, name)
	put(r.note.Text, x, 0, max(left, 0), height)
}

// nameWidth is how wide what fillName places would like to be.
func nameWidth(s *monitor.Subject, now time.Time) float32 {
	width := textWidth(accountCell(s), textSize, true)
	if s.Test {
		width += textWidth("TEST", textSize, true) + 6
	}
	if s.Cause == monitor.CauseClock {
		width += 14 + 6
	}
	if note, _ := noteCell(s, now); note != "" {
		width += 6 + textWidth("· "+note, textSize, false)
	}
	return width
}

// fillStatus places what the subject reports, and behind it what its silence
// comes to: that is never cut away.
func (r *row) fillStatus(s *monitor.Subject, height float32, ink func(fyne.ThemeColorName) fyne.ThemeColorName) {
	place := r.table.spans[columnStatus]
	silence, name := silenceCell(s)
	width := textWidth(silence, textSize, false)
	room := place.width
	if silence != "" {
		room = max(room-width-5, 0)
	}
	cell := r.cells[columnStatus]
	cell.set(airy(statusCell(s)), room, ink(colorText))
	said := textWidth(cell.Text.Text, textSize, false)
	put(cell.Text, place.left, 0, said, height)
	r.silence.set(silence, place.width, ink(name))
	put(r.silence.Text, place.left+said+5, 0, width, height)
}

func (r *row) cell(c column, text string, ink fyne.ThemeColorName, height float32) {
	cell, place := r.cells[c], r.table.spans[c]
	setVisible(cell.Text, place.shown())
	if !place.shown() {
		return
	}
	room := place.width + 0.5
	if c.isNumber() {
		room += columnGap // into the gap at the left, rather than a number cut short
	}
	cell.set(text, room, ink)
	alignIn(c, place, cell.Text, textWidth(cell.Text.Text, textSize, false), 0, height)
}

// tick shows the age anew: the only cell that changes by itself.
func (r *row) tick() {
	s := r.line.subject
	if s == nil || r.table.stale {
		return
	}
	text := ageCell(s, r.table.at, r.table.now())
	if cell := r.cells[columnAge]; cell.full != text {
		name := colorText
		if s.Liveness == monitor.Late || s.Liveness == monitor.Missing {
			name = levelColor(s.Level.String())
		}
		r.cell(columnAge, text, name, r.Size().Height-1)
	}
}

func (r *row) colourBack() {
	selected := r.selected()
	switch {
	case selected:
		setFill(r.back, theme.Color(colorSelected))
	case r.hovered && r.line.group == "":
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

func (r *row) selected() bool {
	switch t := r.table; {
	case r.line.group != "":
		return false
	case t.awaited:
		return r.line.row == t.cursor
	default:
		return r.line.subject != nil && r.line.subject.Key == t.selected
	}
}

// Tapped implements fyne.Tappable.
func (r *row) Tapped(*fyne.PointEvent) {
	focus(r.table.body)
	if r.line.group == "" {
		r.table.point(r.line.row)
		r.table.onOpen()
	}
}

// MouseIn implements desktop.Hoverable.
func (r *row) MouseIn(*desktop.MouseEvent) { r.hovered = true; r.colourBack() }

// MouseMoved implements desktop.Hoverable.
func (r *row) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (r *row) MouseOut() { r.hovered = false; r.colourBack() }
