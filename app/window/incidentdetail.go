package window

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"sentinel/app/view"
	"sentinel/monitor"
)

const troubleDetailWidth float32 = 372

// troubleDetail is the panel that tells all of the chosen trouble.
type troubleDetail struct {
	pane
	back, edge *canvas.Rectangle
	sign       *canvas.Image
	texts      []*canvas.Text
	buttons    *fyne.Container
	ack        *button
	trend, who *button
	note       *entry
	sheet      *pane // what scrolls
	scroll     *container.Scroll
	height     float32 // of the sheet

	shown *episode
	now   time.Time
	tale  tale
}

// troubleDeeds are what one can do about the shown trouble.
type troubleDeeds struct {
	acknowledge, trend, account func(*episode)
	note                        func(t *episode, text string)
	leave                       func() // the field of the note
}

func newTroubleDetail(do troubleDeeds, onShortcut func(fyne.Shortcut) bool) *troubleDetail {
	d := &troubleDetail{back: &canvas.Rectangle{}, edge: &canvas.Rectangle{}, sign: newIcon()}
	d.ack = newButton("Acknowledge", func() { do.acknowledge(d.shown) })
	d.trend = newButton("Trend", func() { do.trend(d.shown) })
	d.who = newButton("In Accounts", func() { do.account(d.shown) })
	d.buttons = container.New(layout.NewCustomPaddedHBoxLayout(8), d.trend, d.who, d.ack) // the last, so that nothing moves under the mouse when it goes
	d.note = newEntry("Write a note; Enter saves it", troubleDetailWidth-37, onShortcut)
	d.note.onKey = func(event *fyne.KeyEvent) bool {
		switch event.Name {
		case fyne.KeyReturn, fyne.KeyEnter:
			if d.note.Text != "" && !d.note.Disabled() {
				do.note(d.shown, d.note.Text)
			}
		case fyne.KeyEscape:
			do.leave()
		default:
			return false
		}
		return true
	}
	d.sheet = &pane{}
	d.sheet.least = func() fyne.Size { return fyne.NewSize(troubleDetailWidth-1, d.height) }
	d.sheet.ExtendBaseWidget(d.sheet)
	d.scroll = container.NewVScroll(d.sheet)
	d.objects = []fyne.CanvasObject{d.back, d.edge, d.scroll}
	d.least = func() fyne.Size { return fyne.NewSize(troubleDetailWidth, 200) }
	d.place = func(size fyne.Size) {
		put(d.back, 0, 0, size.Width, size.Height)
		put(d.edge, 0, 0, 1, size.Height)
		put(d.scroll, 1, 0, size.Width-1, size.Height)
		d.compose()
	}
	d.paint = func() {
		setFill(d.back, theme.Color(colorPanel))
		setFill(d.edge, theme.Color(colorLine))
	}
	d.ExtendBaseWidget(d)
	return d
}

// show tells of a trouble as it stands now; stale is when nobody can be asked.
func (d *troubleDetail) show(t *episode, told tale, now time.Time, stale bool) {
	if d.shown == nil || d.shown.id() != t.id() {
		d.note.SetText("")
		d.scroll.ScrollToTop()
	}
	d.shown, d.tale, d.now = t, told, now
	last := t.Last()
	setVisible(d.ack, t.open() && !last.Acknowledged)
	setVisible(d.trend, last.Key != monitor.NetworkKey)
	setVisible(d.who, last.Key != monitor.NetworkKey)
	d.ack.setDisabled(stale)
	if stale {
		d.note.Disable()
	} else {
		d.note.Enable()
	}
	d.repaint()
}

// tick lets what goes on go on.
func (d *troubleDetail) tick(now time.Time) {
	if d.shown != nil && d.shown.open() {
		d.now = now
		d.compose()
	}
}

// compose lays out what the panel tells, and finds how high that is.
func (d *troubleDetail) compose() {
	const inset = 18
	t := d.shown
	if t == nil {
		return
	}
	f := &flow{x: inset, y: 14, width: troubleDetailWidth - 1 - 2*inset}
	last, first := t.Last(), t.First()
	setIcon(d.sign, troubleIcon(t))
	put(d.sign, inset, f.y+2, 20, 20)
	f.beside(28, troubleWho(last), titleSize, true, colorText)
	f.write(troubleKind(last), textSize, false, colorDim)
	f.y += 6
	ink := colorText
	if t.open() {
		ink = levelColor(t.Worst().String())
	}
	f.write(view.LevelWord(t.Worst())+", "+oneLine(view.EpisodeState(t.at(d.now))), textSize, true, ink)
	f.write(view.FullSentence(troubleWhat(last, d.now)), textSize, false, colorText)
	if whole := airy(oneLine(last.Message)); view.Cut(whole, longMessage) != whole {
		f.y += 4
		f.write(whole, textSize-1, false, colorDim) // what the sentence had to cut
	}
	f.y += 10
	put(d.buttons, inset, f.room(35), d.buttons.MinSize().Width, 35)
	d.composeStory(f)
	f.caption("KNOWN THEN")
	f.write(knownThen(first, d.now), textSize-1, false, colorText)
	f.caption("NOTES")
	for _, n := range notesOf(t.Episode) {
		f.write(oneLine(n.By)+", "+view.Clock(n.At, d.now), smallSize, false, colorDim)
		f.write(airy(oneLine(n.Text)), textSize, false, colorText)
		f.y += 4
	}
	height := d.note.MinSize().Height
	put(d.note, inset, f.room(height), f.width, height)
	d.fill(f)
}

// longMessage is from how long on a sentence cuts a message.
const longMessage = 120

// composeStory tells what happened, with the times.
func (d *troubleDetail) composeStory(f *flow) {
	f.caption("WHAT HAPPENED")
	events := storyOf(d.shown.Episode, d.tale.stories, d.now)
	indent := float32(0)
	for _, e := range events {
		indent = max(indent, textWidth(timeOfDay(e.at, d.now), textSize-1, false)+14)
	}
	for _, e := range events {
		f.pair(timeOfDay(e.at, d.now), e.words, indent, textSize-1, e.ink)
	}
	if d.tale.err != nil {
		f.write("More is not known: "+sentenceOf(d.tale.err), textSize-1, false, colorDim)
	}
}

// fill puts what was laid out on the sheet.
func (d *troubleDetail) fill(f *flow) {
	d.texts = f.texts(d.texts)
	d.sheet.objects = append(d.sheet.objects[:0], d.sign)
	for _, text := range d.texts {
		d.sheet.objects = append(d.sheet.objects, text)
	}
	d.sheet.objects = append(d.sheet.objects, d.buttons, d.note)
	if height := f.y + 16; height != d.height {
		d.height = height
		d.scroll.Refresh()
	}
}

// troubleKind says what the subject of an incident is.
func troubleKind(i monitor.Incident) string {
	switch {
	case i.Key == monitor.NetworkKey:
		return "no endpoint could be reached from here"
	case i.Key.Kind() == monitor.KindAccount:
		return "account of " + troubleOf(i)
	}
	return "robot"
}

func knownThen(i monitor.Incident, now time.Time) string {
	if known := oneLine(view.KnownThen(i, now)); known != "" {
		return airy(view.FullSentence(known))
	}
	return "Nothing was kept of what was known."
}
