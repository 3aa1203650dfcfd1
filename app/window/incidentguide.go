package window

import (
	"fyne.io/fyne/v2"

	"sentinel/app/view"
)

// explain shows a notice in place of a list that would be empty, and says why
// what is shown may be old. all is how many troubles there are without a filter.
func (p *incidents) explain(all int) {
	a, span := &p.asker, incidentSpans[p.asker.span].words
	never := p.snap.at.IsZero()
	note := ""
	switch {
	case never && p.snap.err != nil:
		p.guide.say(view.IconStalled, "The monitor does not answer", sentenceOf(p.snap.err)+
			"\nIt is asked again every second; nothing needs to be done here once it runs.", "")
	case never, !a.shows() && a.err == nil:
		p.guide.say(view.IconOff, "Asking for the incidents of "+span+" …", "", "")
	case !a.shows():
		p.guide.say(view.IconWarning, "The incidents of "+span+" did not come", sentenceOf(a.err), "")
	case p.stale():
		note = "The monitor does not answer. What is shown is from " + view.Clock(p.snap.at, p.window.now()) + ", and may no longer be so."
	case a.err != nil:
		note = "Nothing newer has come: " + sentenceOf(a.err)
	}
	blank := never || !a.shows()
	if !blank && len(p.picked) == 0 {
		p.explainNone(all, span)
	}
	there := !blank && len(p.picked) > 0
	setVisible(p.guide, !there)
	setVisible(p.table, there)
	setVisible(p.axis, there)
	setVisible(p.retry, !never && !a.shows() && a.err != nil)
	for _, o := range []fyne.CanvasObject{p.state, p.span, p.search} {
		setVisible(o, !never)
	}
	p.note.full = note
	setText(p.note.Text, "", colorDim)
	if !there {
		p.hint.Hide()
		p.guide.replace()
	}
}

// explainNone says why there is none to list.
func (p *incidents) explainNone(all int, span string) {
	switch {
	case all > 0 && p.filter.state == openOnly && len(p.filter.levels) == 0 && p.filter.text == "":
		p.guide.say(view.IconOK, "Nothing is wrong now",
			"All that went wrong in "+span+" has ended: "+counted(all, "incident", "incidents")+".\nChoose “Ended” above to see what it was.", "")
	case all > 0:
		p.guide.say(view.IconOff, "Nothing matches the filter",
			"None of the "+counted(all, "incident", "incidents")+" of "+span+" does. Esc shows them all again.", "")
	case len(p.snap.page.Subjects) == 0:
		p.guide.say(view.IconOff, "No incident in "+span,
			"Nobody is watched yet. Here it will stand when a robot or an account goes silent\nor reports trouble: since when, what was known then, and how it ended.", "")
	default:
		p.guide.say(view.IconOK, "No incident in "+span,
			"Nobody went silent, and nobody reported trouble.\nChoose a longer time above to look further back.", "")
	}
}

// focusSearch gives the filter the keyboard.
func (p *incidents) focusSearch() {
	if p.search.Visible() {
		focus(p.search)
		p.search.TypedShortcut(&fyne.ShortcutSelectAll{})
	}
}

func (p *incidents) searchKey(event *fyne.KeyEvent) bool {
	switch event.Name {
	case fyne.KeyEscape:
		if p.search.Text == "" {
			focus(p.table.body)
			return true
		}
		p.search.SetText("")
	case fyne.KeyDown, fyne.KeyReturn, fyne.KeyEnter:
		focus(p.table.body)
		if p.table.item() == nil {
			p.table.move(1)
		}
	default:
		return false
	}
	return true
}

// escape undoes the last thing that narrows the view: the detail panel, then
// the filter.
func (p *incidents) escape() {
	if p.detail.Visible() {
		p.opened = false
		p.showDetail()
		return
	}
	p.unfilter()
}

// unfilter shows all of them.
func (p *incidents) unfilter() {
	p.search.SetText("")
	p.chips.clear()
	p.state.choose(int(openAndEnded))
}

// key is for the keys that nothing else used.
func (p *incidents) key(name fyne.KeyName) {
	switch name {
	case fyne.KeyEscape:
		p.escape()
	case fyne.KeyDown, fyne.KeyUp, fyne.KeyPageDown, fyne.KeyPageUp, fyne.KeyHome, fyne.KeyEnd, fyne.KeyReturn, fyne.KeyEnter:
		if p.table.Visible() {
			focus(p.table.body)
			p.table.body.TypedKey(&fyne.KeyEvent{Name: name})
		}
	}
}
