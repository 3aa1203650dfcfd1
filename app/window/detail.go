package window

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sentinel/monitor"
)

const (
	detailWidth float32 = 290
	factHeight  float32 = 24
)

// detail is the panel that tells all of the selected subject.
type detail struct {
	pane
	back, edge      *canvas.Rectangle
	title, subtitle *fitted
	facts           []fact
	texts           [][2]*canvas.Text
	why             *widget.Label
	pause           *button
	incidents       *button
	ack, snooze     *button
	buttons         *fyne.Container
	sheet           *pane // what scrolls when the window is low
	scroll          *container.Scroll
	height          float32 // of the sheet
	shown           *monitor.Subject
	herded          func(*monitor.Subject) bool // it is a robot with accounts
	stale           bool
}

func newDetail(w *Window, subject func() *monitor.Subject) *detail {
	d := &detail{
		back: &canvas.Rectangle{}, edge: &canvas.Rectangle{},
		title: newFitted(titleSize, true), subtitle: newFitted(textSize, false), why: widget.NewLabel(""),
	}
	d.pause = newButton("Pause watching", func() {
		if h, any := w.herdOf(subject()); any {
			dropMenu(d.pause, w.pauseItems(h))
			return
		}
		w.togglePause(subject())
	})
	d.herded = func(s *monitor.Subject) bool { _, any := w.herdOf(s); return any }
	d.incidents = newButton("Incidents", func() { w.incidents.of(subject()) })
	d.ack = newButton("Acknowledge", func() {
		if s := subject(); s != nil {
			w.acknowledge(s.Key)
		}
	})
	d.snooze = newMenuButton("Snooze", func() { w.snoozeMenu(d.snooze, subject()) })
	d.why.Wrapping = fyne.TextWrapWord
	d.buttons = container.New(layout.NewCustomPaddedVBoxLayout(8),
		container.New(layout.NewCustomPaddedHBoxLayout(8), d.ack, d.snooze), container.New(layout.NewCustomPaddedHBoxLayout(8), d.pause, d.incidents))
	d.sheet = &pane{objects: []fyne.CanvasObject{d.title.Text, d.subtitle.Text, d.why, d.buttons}}
	d.sheet.least = func() fyne.Size { return fyne.NewSize(detailWidth-1, d.height) }
	d.sheet.ExtendBaseWidget(d.sheet)
	d.scroll = container.NewVScroll(d.sheet)
	d.objects = []fyne.CanvasObject{d.back, d.edge, d.scroll}
	d.least = func() fyne.Size { return fyne.NewSize(detailWidth, 200) }
	d.place = func(size fyne.Size) {
		put(d.back, 0, 0, size.Width, size.Height)
		put(d.edge, 0, 0, 1, size.Height)
		put(d.scroll, 1, 0, size.Width-1, size.Height)
		d.arrange(size.Width - 1)
	}
	d.paint = func() {
		setFill(d.back, theme.Color(colorPanel))
		setFill(d.edge, theme.Color(colorLine))
	}
	d.ExtendBaseWidget(d)
	return d
}

// show tells of a subject as it was at the moment at; stale greys it.
func (d *detail) show(s *monitor.Subject, at, now time.Time, stale bool) {
	d.shown, d.stale = s, stale
	d.facts = factsOf(s, at, now)
	if stale {
		for i := range d.facts {
			d.facts[i].ink = colorDim
		}
	}
	d.title.set(oneLine(s.Name()), detailWidth-36, colorText)
	d.subtitle.set(subtitleOf(s), detailWidth-36, colorDim)
	why := whyOf(s, at, now)
	if d.why.Text != why {
		d.why.SetText(why)
	}
	setVisible(d.why, why != "")
	label := "Pause watching"
	if s.Liveness == monitor.Paused {
		label = "Resume watching"
	}
	d.pause.setMenu(d.herded(s))
	d.pause.setLabel(label)
	d.pause.setDisabled(stale)
	d.snooze.setDisabled(stale)
	d.ack.setDisabled(stale)
	setVisible(d.ack, s.NeedsAttention() && !s.Acknowledged)
	d.fillFacts()
	d.repaint()
}

// tick lets what is told by the clock go on.
func (d *detail) tick(at, now time.Time) {
	if d.shown != nil && !d.stale {
		d.show(d.shown, at, now, false)
	}
}

// fillFacts has a pair of texts for each fact.
func (d *detail) fillFacts() {
	for len(d.texts) < len(d.facts) {
		pair := [2]*canvas.Text{newText(textSize, false), newText(textSize, false)}
		d.texts = append(d.texts, pair)
		d.sheet.objects = append(d.sheet.objects, pair[0], pair[1])
	}
	for i, pair := range d.texts {
		used := i < len(d.facts)
		setVisible(pair[0], used)
		setVisible(pair[1], used)
		if used {
			f := d.facts[i]
			room := detailWidth - 36 - textWidth(f.name, textSize, false) - 12
			setText(pair[0], f.name, colorDim)
			setText(pair[1], cut(f.value, room, textSize, false), f.ink)
		}
	}
}

// arrange places what the panel tells, and finds how high that is.
func (d *detail) arrange(width float32) {
	const inset = 18
	width -= 2 * inset
	put(d.title.Text, inset, 14, width, 24)
	put(d.subtitle.Text, inset, 37, width, 20)
	y := float32(68)
	for i := range d.facts {
		pair := d.texts[i]
		put(pair[0], inset, y, width, factHeight)
		valueWidth := textWidth(pair[1].Text, textSize, false)
		put(pair[1], inset+width-valueWidth, y, valueWidth, factHeight)
		y += factHeight
	}
	y += 8
	if d.why.Visible() {
		d.why.Resize(fyne.NewSize(width+16, 1)) // tells the label how wide it is to wrap
		height := d.why.MinSize().Height
		put(d.why, inset-8, y-4, width+16, height)
		y += height
	}
	least := d.buttons.MinSize()
	put(d.buttons, inset, y+4, least.Width, least.Height)
	if height := y + 4 + least.Height + 16; height != d.height {
		d.height = height
		d.scroll.Refresh()
	}
}
