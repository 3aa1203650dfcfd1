package window

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"sentinel/app/view"
)

// letterPanel shows the whole of a message.
type letterPanel struct {
	pane
	sign     *canvas.Image
	texts    []*canvas.Text
	incident *button
	back     *button
	buttons  *fyne.Container
	sheet    *pane // what scrolls
	scroll   *container.Scroll
	height   float32 // of the sheet

	shown *letter
	kind  string // of its channel; empty: not known
	now   time.Time
}

// mostIncidents is how many a menu offers.
const mostIncidents = 20

// newLetterPanel shows messages; onIncident is given the one that is wished for.
func newLetterPanel(onIncident func(id string, l *letter), onBack func()) *letterPanel {
	p := &letterPanel{sign: newIcon()}
	p.incident = newButton("", func() {
		l, all := p.shown, p.shown.incidents()
		if len(all) == 1 {
			onIncident(all[0].id, l)
			return
		}
		var items []*fyne.MenuItem
		for _, i := range all[:min(len(all), mostIncidents)] {
			items = append(items, fyne.NewMenuItem(view.Cut(oneLine(string(i.key)), 60), func() { onIncident(i.id, l) }))
		}
		dropMenu(p.incident, items)
	})
	p.back = newButton("All channels", onBack)
	p.buttons = container.New(layout.NewCustomPaddedHBoxLayout(8), p.incident, p.back)
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

// show shows a message to a channel of a kind.
func (p *letterPanel) show(l *letter, kind string, now time.Time) {
	if p.shown == nil || p.shown.id() != l.id() {
		p.scroll.ScrollToTop()
	}
	p.shown, p.kind, p.now = l, kind, now
	p.replace()
}

// compose lays out the message in a width, and finds how high that is.
func (p *letterPanel) compose(width float32) {
	const inset = 18
	l := p.shown
	if l == nil {
		return
	}
	f := &flow{x: inset, y: 14, width: width - 2*inset}
	setIcon(p.sign, l.Level.String())
	put(p.sign, inset, f.y+2, 20, 20)
	f.beside(28, airy(view.Cut(oneLine(view.MessageTitle(l.Message)), longMessage)), titleSize, true, colorText)
	if l.Test {
		f.write(testBadge+": only tried out", textSize, true, colorTest)
	}
	f.write(view.LevelWord(l.Level)+", to "+view.Cut(oneLine(l.Channel), 40)+": "+lowered(view.Cut(view.MessageKind(l.Message), 40)), textSize, false, colorDim)
	f.y += 6
	f.write(view.FullSentence(oneLine(view.MessageState(l.Message, p.now))), textSize, true, messageInk(l.Message))
	f.y += 10
	p.incident.setLabel("Its incident")
	incidents := len(l.incidents())
	p.incident.setMenu(incidents > 1)
	if incidents > 1 {
		p.incident.setLabel("Its " + counted(incidents, "incident", "incidents"))
	}
	setVisible(p.incident, incidents > 0)
	put(p.buttons, inset, f.room(35), p.buttons.MinSize().Width, 35)
	f.caption(strings.ToUpper(view.MessageHeading(l.Message, p.kind)))
	f.write(airy(oneLine(l.Title)), textSize-1, true, colorText)
	for _, line := range strings.Split(manyLines(l.Body), "\n") {
		f.write(airy(line), textSize-1, false, colorText)
	}
	f.caption("WHEN")
	p.composeTimes(f)
	if about := letterWhom(l); about != "" {
		f.caption("ABOUT")
		f.write(about, textSize-1, false, colorText)
	}
	p.fill(f)
}

// composeTimes tells what happened to the message, with the times.
func (p *letterPanel) composeTimes(f *flow) {
	const indent = 80
	l := p.shown
	f.pair("Noticed", timeOfDay(l.At, p.now), indent, textSize-1, colorText)
	f.pair("Written", timeOfDay(l.Made, p.now), indent, textSize-1, colorText)
	if l.Ended != nil {
		f.pair(stateTitles[l.State], timeOfDay(*l.Ended, p.now), indent, textSize-1, colorText)
	}
}

// fill puts what was laid out on the sheet.
func (p *letterPanel) fill(f *flow) {
	p.texts = f.texts(p.texts)
	p.sheet.objects = append(p.sheet.objects[:0], p.sign)
	for _, text := range p.texts {
		p.sheet.objects = append(p.sheet.objects, text)
	}
	p.sheet.objects = append(p.sheet.objects, p.buttons)
	if height := f.y + 16; height != p.height {
		p.height = height
		p.scroll.Refresh()
	}
}

// letterWhom names the first of those that a message is about.
func letterWhom(l *letter) string {
	const most = 12
	var names []string
	for i, key := range l.Keys[:min(len(l.Keys), most)] {
		name := string(key)
		if l.ofChannel(i) {
			name = "channel " + key.Account()
		}
		names = append(names, oneLine(name))
	}
	about := strings.Join(names, ", ")
	if rest := len(l.Keys) - most; rest > 0 {
		about += " and " + grouped(rest) + " more"
	}
	return about
}

// lowered begins words within a sentence.
func lowered(words string) string {
	if words == "" {
		return ""
	}
	return strings.ToLower(words[:1]) + words[1:]
}
