package window

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"sentinel/monitor/api"
)

// face is what the panel beside the inbox shows.
type face int

const (
	faceChannels face = iota
	faceLetter
	faceDrill
)

const alertsPanelWidth float32 = 400

// alerts is the tab that tells who is told when something is wrong, and what they
// were told.
type alerts struct {
	pane
	window *Window

	head       *headline
	drillIt    *button
	add        *button
	channel    *picker
	order      *picker
	search     *entry
	note       *fitted // why nothing is newer
	inbox      *inboxTable
	guide      *notice // in place of the inbox
	retry      *button
	back, edge *canvas.Rectangle // of the panel
	channels   *channelPanel
	letter     *letterPanel
	drill      *drillPanel
	form       *channelForm // in place of all else while it is open

	asker  alertAsker
	face   face
	names  []string // of the channels that the picker offers, behind "All channels"
	text   string   // that is looked for
	fresh  string   // the channel that was saved just now, until it is listed
	filled bool     // the form is open
	snap   snapshot
	old    bool // what is shown was stale when last looked at
}

func newAlerts(w *Window) *alerts {
	p := &alerts{window: w, note: newFitted(smallSize, false), back: &canvas.Rectangle{}, edge: &canvas.Rectangle{}}
	p.asker = alertAsker{window: w, onAnswer: p.refill, took: map[string]time.Time{}}
	p.drillIt = newButton("Run a drill", func() { p.turn(faceDrill); focus(p.drill.run) })
	p.add = newStrongButton("Add a channel", p.openForm)
	p.head = newHeadline(p.drillIt, p.add)
	p.channel = newPicker(160, []string{allChannels}, 0, p.chooseChannel)
	labels := make([]string, len(inboxOrders))
	for i, o := range inboxOrders {
		labels[i] = o.label
	}
	p.order = newPicker(140, labels, 0, func(int) { p.refill() })
	p.search = newFilterEntry("", 290, w.shortcut,
		func(text string) { p.text = text; p.refill() })
	p.search.onKey = p.searchKey
	p.inbox = newRollTable(func(t *inboxTable) *letterRow { return newLetterRow(t, p.asOf) })
	p.inbox.onSelect = p.showFace
	p.inbox.onOpen = func() { p.turn(faceLetter) }
	p.inbox.body.onLook = p.reach
	p.retry = newButton("Try again", p.ask)
	p.guide = newNotice(p.retry)
	p.channels = newChannelPanel(channelDeeds{test: p.test, edit: p.edit, remove: p.remove})
	p.letter = newLetterPanel(func(id string, l *letter) { w.incidents.point(id, l.At) }, func() { p.turn(faceChannels) })
	p.drill = newDrillPanel(p.runDrill, func() { p.turn(faceChannels) }, func(d api.Drill) { w.incidents.point(d.Incident, d.Opened) })
	p.form = newChannelForm(w, p.saved, p.closeForm)
	p.objects = []fyne.CanvasObject{
		p.head, p.channel, p.order, p.search, p.note.Text, p.inbox, p.guide,
		p.back, p.edge, p.channels, p.letter, p.drill, p.form,
	}
	p.least = func() fyne.Size { return fyne.NewSize(leastWidth, leastPage) }
	p.place = p.arrange
	p.paint = func() {
		setText(p.note.Text, p.note.Text.Text, colorDim)
		setFill(p.back, theme.Color(colorPanel))
		setFill(p.edge, theme.Color(colorLine))
	}
	p.ExtendBaseWidget(p)
	p.refill()
	return p
}

// allChannels is the first of what the picker of channels offers.
const allChannels = "All channels"

func (p *alerts) arrange(size fyne.Size) {
	put(p.form, 0, 0, size.Width, size.Height)
	y := p.head.height(size.Width)
	put(p.head, 0, 0, size.Width, y)
	width := size.Width
	if p.back.Visible() {
		width -= alertsPanelWidth
	}
	for _, o := range []fyne.CanvasObject{p.channels, p.letter, p.drill} {
		put(o, width+1, y, alertsPanelWidth-1, size.Height-y)
	}
	put(p.back, width, y, alertsPanelWidth, size.Height-y)
	put(p.edge, width, y, 1, size.Height-y)
	put(p.channel, 20, y, p.channel.width, 35)
	put(p.order, 28+p.channel.width, y, p.order.width, 35)
	x := 44 + p.channel.width + p.order.width
	field := min(p.search.width, width-16-x)
	if field < 250 {
		p.search.SetPlaceHolder("Filter   Ctrl+F")
	} else {
		p.search.SetPlaceHolder("Filter: who, what, text …   Ctrl+F")
	}
	high := p.search.MinSize().Height
	put(p.search, width-16-field, y+(35-high)/2, field, high)
	y += 35 + 8
	if p.note.full != "" {
		p.note.set(p.note.full, width-40, colorDim)
		put(p.note.Text, 20, y-4, width-40, 20)
		y += 20
	}
	put(p.inbox, 0, y, width, size.Height-y)
	put(p.guide, 0, y, width, size.Height-y)
}

// show takes what the monitor said: something may have been told.
func (p *alerts) show(s snapshot) {
	p.snap = s
	if p.Visible() {
		p.enter()
	}
}

// enter is called when the tab is chosen.
func (p *alerts) enter() {
	if stale := p.stale(); stale != p.old || p.snap.at.IsZero() {
		p.old = stale
		p.refill()
	}
	if !p.old && !p.snap.at.IsZero() {
		p.asker.follow()
	}
}

// ask asks for all of it anew.
func (p *alerts) ask() {
	p.asker.olderErr = nil
	p.asker.ask()
	p.refill()
}

// tick looks for what has come since, and lets a drill go on.
func (p *alerts) tick() {
	if !p.Visible() || p.stale() {
		return
	}
	if p.asker.behind {
		p.asker.follow()
	}
	if p.drill.running() {
		p.drill.show(p.asOf(), false)
	}
}

// stale tells that what is shown is not the state of now.
func (p *alerts) stale() bool { return p.window.accounts.stale() }

// asOf is the moment that what is shown is true for.
func (p *alerts) asOf() time.Time {
	if p.stale() {
		return p.snap.at
	}
	return p.window.now()
}

// chooseChannel shows the messages of one channel, or of all.
func (p *alerts) chooseChannel(i int) {
	p.asker.channel = ""
	if i > 0 {
		p.asker.channel = p.names[i-1]
	}
	p.ask()
}

// turn shows another face of the panel.
func (p *alerts) turn(to face) {
	p.face = to
	p.showFace()
}

// showFace shows what the panel is turned to; a message only while it is listed.
func (p *alerts) showFace() {
	l := p.inbox.item()
	if p.face == faceLetter && l == nil {
		p.face = faceChannels
	}
	some := p.asker.known && !p.filled && (p.face != faceChannels || len(p.asker.channels) > 0)
	if p.back.Visible() != some {
		defer p.replace()
	}
	setVisible(p.back, some)
	setVisible(p.edge, some)
	setVisible(p.channels, some && p.face == faceChannels)
	setVisible(p.letter, some && p.face == faceLetter)
	setVisible(p.drill, some && p.face == faceDrill)
	switch p.face {
	case faceLetter:
		p.letter.show(l, p.asker.kindOf(l.Channel), p.asOf())
	case faceDrill:
		p.drill.show(p.asOf(), p.stale())
	}
}

// reach asks for older messages when the last ones are on the screen.
func (p *alerts) reach() {
	const ahead = 10 * entryHeight
	s := p.inbox.scroll
	if p.Visible() && !p.stale() && s.Offset.Y+s.Size().Height+ahead >= p.inbox.list.height() {
		p.asker.reach()
	}
}
