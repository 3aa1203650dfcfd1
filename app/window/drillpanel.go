package window

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"sentinel/app/view"
	"sentinel/monitor/api"
)

// drillPanel asks whether a drill is to run, and tells how it went.
type drillPanel struct {
	pane
	texts      []*canvas.Text
	signs      []*canvas.Image // of the channels
	run, leave *button
	incident   *button
	buttons    *fyne.Container
	sheet      *pane // what scrolls
	scroll     *container.Scroll
	height     float32 // of the sheet

	began time.Time // of the one that runs; zero: none does
	now   time.Time
	last  *api.Drill
	err   error
}

func newDrillPanel(onRun, onLeave func(), onIncident func(api.Drill)) *drillPanel {
	p := &drillPanel{}
	p.run = newStrongButton("Run it", onRun)
	p.leave = newButton("Cancel", onLeave)
	p.incident = newButton("Its incident", func() { onIncident(*p.last) })
	p.buttons = container.New(layout.NewCustomPaddedHBoxLayout(8), p.run, p.incident, p.leave)
	p.sheet = &pane{}
	p.sheet.least = func() fyne.Size { return fyne.NewSize(240, p.height) }
	p.sheet.ExtendBaseWidget(p.sheet)
	p.scroll = container.NewVScroll(p.sheet)
	p.objects = []fyne.CanvasObject{p.scroll}
	p.place = func(size fyne.Size) {
		put(p.scroll, 0, 0, size.Width, size.Height)
		p.compose(size.Width)
	}
	p.ExtendBaseWidget(p)
	return p
}

func (p *drillPanel) running() bool { return !p.began.IsZero() }

// show tells how the drill stands.
func (p *drillPanel) show(now time.Time, stale bool) {
	p.now = now
	p.run.setDisabled(stale || p.running())
	switch {
	case p.running():
		p.run.setLabel("Running …")
	case p.last != nil || p.err != nil:
		p.run.setLabel("Run it again")
	default:
		p.run.setLabel("Run it")
	}
	if p.running() || p.last != nil || p.err != nil {
		p.leave.setLabel("All channels")
	} else {
		p.leave.setLabel("Cancel")
	}
	setVisible(p.incident, p.last != nil && p.last.Incident != "" && !p.running())
	p.replace()
}

func (p *drillPanel) compose(width float32) {
	const inset = 18
	f := &flow{x: inset, y: 14, width: width - 2*inset}
	f.write("Run a drill", titleSize, true, colorText)
	f.y += 2
	f.write("A test incident, marked TEST, goes through all that a real one does, to all channels, and is then taken back. "+
		"People are told, and the trends leave it out.", textSize, false, colorDim)
	f.y += 8
	shown := 0
	switch {
	case p.running():
		f.write("It runs, for "+view.Lasting(p.now.Sub(p.began))+" so far. Its message waits a moment for others, as a real one does.", textSize, false, colorText)
	case p.err != nil:
		f.write("The drill did not run. "+sentenceOf(p.err), textSize, false, colorCritical)
	case p.last != nil:
		shown = p.composeOutcome(f)
	}
	f.y += 10
	put(p.buttons, inset, f.room(35), p.buttons.MinSize().Width, 35)
	p.fill(f, shown)
}

// composeOutcome tells how each channel did, and how many there are.
func (p *drillPanel) composeOutcome(f *flow) int {
	const indent = 28
	f.write(view.DrillSum(*p.last), textSize, true, colorText)
	f.y += 6
	for i, c := range p.last.Channels {
		for len(p.signs) <= i {
			p.signs = append(p.signs, newIcon())
		}
		name, ink := "ok", colorOK
		if !c.Told {
			name, ink = "warning", colorWarning
		}
		setIcon(p.signs[i], name)
		put(p.signs[i], f.x, f.y+1, 18, 18)
		f.beside(indent, cut(oneLine(c.Channel), f.width-indent, textSize, true), textSize, true, colorText)
		f.beside(indent, view.FullSentence(view.Cut(oneLine(view.DrillOutcome(c)), mostWords)), textSize-1, false, ink)
		f.y += 6
	}
	return len(p.last.Channels)
}

// fill puts what was laid out on the sheet.
func (p *drillPanel) fill(f *flow, channels int) {
	p.texts = f.texts(p.texts)
	p.sheet.objects = p.sheet.objects[:0]
	for _, sign := range p.signs[:channels] {
		p.sheet.objects = append(p.sheet.objects, sign)
	}
	for _, text := range p.texts {
		p.sheet.objects = append(p.sheet.objects, text)
	}
	p.sheet.objects = append(p.sheet.objects, p.buttons)
	if height := f.y + 16; height != p.height {
		p.height = height
		p.scroll.Refresh()
	}
}
