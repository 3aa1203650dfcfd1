package window

import (
	"errors"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/api"
)

// trends is the tab that shows how a robot or an account fared, or all together.
type trends struct {
	pane
	window *Window

	who    *seeker
	span   *picker
	save   *button
	note   *fitted // why the numbers are not new ones
	scroll *container.Scroll
	sheet  *trendSheet
	state  *notice // in place of the sheet
	retry  *button

	asker    historyAsker
	selected monitor.Key // in Accounts, when the tab was last entered
	known    bool        // the monitor has told whom it watches
	long     bool        // there are more of them than it tells at once
	seeking  int         // counts what was sought, so that a late answer is dropped
}

func newTrends(w *Window) *trends {
	t := &trends{window: w, note: newFitted(smallSize, false)}
	t.asker = historyAsker{window: w, onAnswer: t.answered}
	t.who = newSeeker(300, w.shortcut, t.seek, func(name string) { t.choose(whom(name)) })
	labels := make([]string, len(trendSpans))
	for i, s := range trendSpans {
		labels[i] = s.label
	}
	t.span = newPicker(160, labels, 1, func(int) { t.ask() })
	t.save = newButton("Save as PNG", t.savePicture)
	t.sheet = newTrendSheet(t.reveal)
	t.sheet.onChoose, t.sheet.onAccept = t.choose, t.accept
	t.scroll = container.NewVScroll(t.sheet)
	t.retry = newButton("Try again", t.ask)
	t.state = newNotice(t.retry)
	t.objects = []fyne.CanvasObject{t.who.entry, t.span, t.note.Text, t.save, t.scroll, t.state, t.who.offer}
	t.least = func() fyne.Size { return fyne.NewSize(leastWidth, leastPage) }
	t.place = t.arrange
	t.paint = func() { setText(t.note.Text, t.note.Text.Text, colorDim) }
	t.ExtendBaseWidget(t)
	t.refill()
	return t
}

func (t *trends) arrange(size fyne.Size) {
	const y, below = 14, 58
	who := t.who.entry.MinSize()
	put(t.who.entry, 20, y+(35-who.Height)/2, who.Width, who.Height)
	t.who.offer.Move(fyne.NewPos(20, y+39))
	t.who.offer.Resize(fyne.NewSize(who.Width, t.who.offer.Size().Height))
	x := 20 + who.Width + 12
	put(t.span, x, y, t.span.width, 35)
	x += t.span.width + 16
	save := t.save.MinSize()
	put(t.save, size.Width-20-save.Width, y, save.Width, 35)
	room := size.Width - 20 - save.Width - 16 - x
	t.note.set(t.note.full, room, colorDim)
	put(t.note.Text, x, y, room, 35)
	put(t.scroll, 0, below, size.Width, size.Height-below)
	put(t.state, 0, below, size.Width, size.Height-below)
}

// show takes what the monitor said.
func (t *trends) show(s snapshot) {
	first := !t.known
	t.known, t.long = t.known || !s.at.IsZero(), s.long()
	if !t.long || len(t.who.names) == 0 {
		t.who.setNames(whomNames(s.page.Subjects))
	}
	if t.Visible() && (first || t.asker.whom == "") {
		t.enter()
	}
}

// enter is called when the tab is chosen: it shows who is selected in Accounts,
// unless another was chosen here since.
func (t *trends) enter() {
	of := t.asker.whom
	if selected := t.window.accounts.table.selected; selected != "" && selected != t.selected {
		of, t.selected = whom(selected), selected
	}
	if of == "" {
		of = firstWhom(t.window.snap.page.Subjects)
	}
	t.choose(of)
}

// choose shows how others fared.
func (t *trends) choose(of whom) {
	t.who.set(string(of))
	if of != t.asker.whom {
		t.scroll.ScrollToTop()
	}
	t.asker.whom = of
	t.ask()
}

// ask asks for what is chosen, when the tab is shown.
func (t *trends) ask() {
	t.asker.span = t.span.chosen
	if t.Visible() && t.asker.whom != "" {
		t.asker.ask()
	}
	t.refill()
}

// tick asks again when what is shown has become old.
func (t *trends) tick() {
	if t.Visible() && t.asker.whom != "" && t.asker.due() {
		t.asker.ask()
	}
}

// seek asks for the names with a part, where the monitor does not tell all.
func (t *trends) seek(part string) {
	if t.long {
		t.seeking++
		t.window.seekNames(part, t.seeking, func(names []string, sought int) {
			if sought == t.seeking {
				t.who.setNames(names)
			}
		})
	}
}

// answered shows what has come.
func (t *trends) answered() {
	if t.asker.err == nil {
		t.sheet.show(t.asker.shown, t.window.now())
	}
	t.refill()
}

// refill shows the sheet, or a notice of why there is none.
func (t *trends) refill() {
	a := &t.asker
	there := a.shows() && !a.shown.blank()
	setVisible(t.scroll, there)
	setVisible(t.state, !there)
	setVisible(t.retry, !there && a.err != nil)
	t.save.setDisabled(!there)
	some := a.whom != ""
	for _, o := range []fyne.CanvasObject{t.who.entry, t.span, t.save} {
		setVisible(o, some)
	}
	note := ""
	switch name := trendName(a.whom); {
	case !some && !t.known:
		t.state.say(view.IconOff, "Asking the monitor …", "", "")
	case !some:
		t.state.say(view.IconOff, "Nobody is watched yet",
			"Trends show how robots and accounts fared once they have sent heartbeats.\nLet a robot send one, or name what it writes in the settings file:",
			"[[source]]\nname = \"vps\"\nkind = \"file\"\npath = \"logs/heartbeat_status.txt\"")
	case there && a.err != nil:
		note = "No newer numbers: " + sentenceOf(a.err)
	case there:
	case a.shows():
		t.state.say(view.IconOff, "Nothing is known of "+name+" in this time",
			"Choose a longer time above, or look again when heartbeats have come.\nWhat was sent before Sentinel ran can be imported.", "")
	case errors.Is(a.err, api.ErrNotFound):
		t.state.say(view.IconOff, "Nothing is known of "+name, "It has never been heard of. Choose another above.", "")
	case a.err != nil:
		t.state.say(view.IconWarning, "The history of "+name+" did not come", sentenceOf(a.err), "")
	default:
		t.state.say(view.IconOff, "Asking how "+name+" fared …", "", "")
	}
	t.note.full = ""
	t.note.set(note, t.note.Text.Size().Width, colorDim)
	t.replace()
	t.state.replace()
}

// reveal scrolls to a part of the sheet.
func (t *trends) reveal(part box) {
	top, height := t.scroll.Offset.Y, t.scroll.Size().Height
	switch {
	case part.y < top:
		t.scroll.ScrollToOffset(fyne.NewPos(0, part.y))
	case part.y+part.h > top+height:
		t.scroll.ScrollToOffset(fyne.NewPos(0, part.y+part.h-height+8))
	}
}

// key is for the keys that nothing else used.
func (t *trends) key(name fyne.KeyName) {
	page := t.scroll.Size().Height - 60
	steps := map[fyne.KeyName]float32{
		fyne.KeyDown: 40, fyne.KeyUp: -40, fyne.KeyPageDown: page, fyne.KeyPageUp: -page, fyne.KeyHome: -1e6, fyne.KeyEnd: 1e6,
	}
	if step, known := steps[name]; known && t.scroll.Visible() {
		t.scroll.ScrollToOffset(fyne.NewPos(0, t.scroll.Offset.Y+step))
	}
}

// refreshGap is how long a history is shown before a newer one is asked for.
const refreshGap = time.Minute
