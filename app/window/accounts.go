package window

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"sentinel/app/view"
	"sentinel/monitor"
)

// accounts is the first tab: the answer, what needs attention, the rest.
type accounts struct {
	pane
	window *Window

	head   *headline
	acts   struct{ acknowledge, snooze *button }
	chips  *chips
	search *entry
	table  *table
	detail *detail
	guide  *notice // in place of the table

	snap   snapshot
	filter filter
	opened bool // the detail panel is wanted
	greet  bool // the first lines are still to come
}

const chipsHeight float32 = 48

func newAccounts(w *Window) *accounts {
	a := &accounts{window: w, opened: true, greet: true}
	a.acts.acknowledge = newButton("Acknowledge", func() { w.acknowledgeAll(view.Worst(modelOf(a.snap))) })
	a.acts.snooze = newMenuButton("Snooze", func() { w.snoozeMenu(a.acts.snooze, a.worst()) })
	a.head = newHeadline(a.acts.acknowledge, a.acts.snooze)
	a.chips = newChips(func(levels []monitor.Level) { a.filter.levels = levels; a.refilter() })
	a.search = newFilterEntry("Filter: account, status …   Ctrl+F", 290, w.shortcut,
		func(text string) { a.filter.text = text; a.refilter() })
	a.search.onKey = a.searchKey
	a.table = newTable(w.now)
	a.table.onSort = func(order) { a.refilter() }
	a.table.onSelect = func(*monitor.Subject) { a.showDetail() }
	a.table.onOpen = func() { a.opened = true; a.showDetail() }
	a.table.onLook = w.ask
	a.table.beyond = func(key monitor.Key) *monitor.Subject { return a.snap.subject(key) }
	a.detail = newDetail(w, a.table.subject)
	a.guide = newNotice(newStrongButton("Set a test status", func() { w.choose(tabControls) }))
	a.objects = []fyne.CanvasObject{a.head, a.chips, a.search, a.table, a.guide, a.detail}
	a.least = func() fyne.Size { return fyne.NewSize(leastWidth, leastPage) }
	a.place = a.arrange
	a.detail.Hide()
	a.guide.Hide()
	a.ExtendBaseWidget(a)
	return a
}

func (a *accounts) arrange(size fyne.Size) {
	y := a.head.height(size.Width)
	put(a.head, 0, 0, size.Width, y)
	if a.chips.Visible() {
		least := a.chips.MinSize()
		field := a.search.MinSize().Height
		put(a.chips, 20, y+(field-chipHeight)/2, least.Width, chipHeight)
		put(a.search, size.Width-20-290, y, 290, field)
		y += chipsHeight
	}
	width, height := size.Width, size.Height-y
	if a.detail.Visible() {
		width -= detailWidth
		put(a.detail, width, y, detailWidth, height)
	}
	put(a.guide, 0, y, width, height)
	put(a.table, 0, y, width, height)
}

// worst is the subject that the headline speaks of.
func (a *accounts) worst() *monitor.Subject {
	if a.head.said.Key == "" {
		return nil
	}
	return a.snap.subject(a.head.said.Key)
}

// show shows what the monitor said.
func (a *accounts) show(s snapshot) {
	a.snap = s
	a.tick()
	a.chips.show(modelOf(s).Counts(), a.stale())
	a.refilter()
}

// stale tells that what is shown is not the state of now.
func (a *accounts) stale() bool {
	return a.snap.err != nil || !a.snap.at.IsZero() && apart(a.snap.at, a.window.now()) > staleAfter
}

// apart is how long ago at was, by the clock that says the longer: Go's steady
// one stands still while the machine sleeps, the wall's may be set back.
func apart(at, now time.Time) time.Duration {
	return max(now.Sub(at), now.Round(0).Sub(at.Round(0)))
}

// refilter shows the list that the filter and the order leave. A long one is
// asked for: until it comes the earlier one stands.
func (a *accounts) refilter() {
	l := a.snap.list
	switch {
	case !a.snap.long():
		l = listOf(a.listed(), a.filter, a.table.order)
	case sorts[a.table.order.column] == "":
		a.table.order = order{} // it was short when somebody sorted it so
	}
	stale := a.stale()
	a.table.show(l, a.snap.at, stale)
	if a.greet && l.total > 0 {
		a.greet = false
		if l.attention > 0 {
			a.table.goTo(0)
		}
	}
	a.explain(l.total, stale)
	a.showDetail()
	a.window.ask()
	worst := a.worst()
	a.head.offer(worst != nil && !stale)
	if worst != nil && worst.Acknowledged {
		setVisible(a.acts.acknowledge, false)
		a.head.replace()
	}
	a.replace()
}

// listed are the subjects of a list that is not long. The placeholder is left out
// unless somebody looks for it.
func (a *accounts) listed() []monitor.Subject {
	all := a.snap.page.Subjects
	placeholder := modelOf(a.snap).Placeholder()
	if placeholder == nil || !a.filter.empty() {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), func(s monitor.Subject) bool { return s.Key == placeholder.Key })
}

// wish is what of a long list is on the screen.
func (a *accounts) wish() wish {
	wanted := &list{filter: a.filter, order: a.table.order, long: true}
	first, rows := a.table.seen()
	if !a.table.list.sameAs(wanted) {
		first = 0 // another list is shown from its top
	}
	w := wishFor(wanted, first, rows)
	if a.table.selected != "" {
		w.keys = append(w.keys, a.table.selected)
	}
	return w
}

// showDetail shows or hides the panel of the selected subject.
func (a *accounts) showDetail() {
	s := a.table.subject()
	visible := s != nil && a.opened && a.table.Visible()
	if visible {
		a.detail.show(s, a.snap.at, a.table.now(), a.stale())
	}
	if a.detail.Visible() != visible {
		setVisible(a.detail, visible)
		a.replace()
	}
}

// tick lets the ages and the sentence go on.
func (a *accounts) tick() {
	now := a.window.now()
	if tall := a.head.height(a.Size().Width); a.head.say(headOf(a.snap, now, a.stale())) && tall != a.head.height(a.Size().Width) {
		a.replace()
	}
	a.table.tick()
	if a.detail.Visible() {
		a.detail.tick(a.snap.at, now)
	}
}

// point selects somebody, whatever was looked for before.
func (a *accounts) point(key monitor.Key) {
	a.search.SetText("")
	a.chips.clear()
	a.opened = true
	if row := a.table.list.find(key); row >= 0 {
		a.table.goTo(row)
		return
	}
	a.table.choose(key)
}

// focusSearch gives the filter the keyboard.
func (a *accounts) focusSearch() {
	if a.search.Visible() {
		focus(a.search)
		a.search.TypedShortcut(&fyne.ShortcutSelectAll{})
	}
}

func (a *accounts) searchKey(event *fyne.KeyEvent) bool {
	switch event.Name {
	case fyne.KeyEscape:
		if a.search.Text == "" {
			focus(a.table.body)
			return true
		}
		a.search.SetText("")
	case fyne.KeyDown, fyne.KeyReturn, fyne.KeyEnter:
		focus(a.table.body)
		if a.table.subject() == nil {
			a.table.move(1)
		}
	default:
		return false
	}
	return true
}

// escape undoes the last thing that narrows the view: the detail panel, then
// the filter.
func (a *accounts) escape() {
	switch {
	case a.detail.Visible():
		a.opened = false
		a.showDetail()
	case !a.filter.empty():
		a.search.SetText("")
		a.chips.clear()
	}
}

// key is for the keys that nothing else used.
func (a *accounts) key(name fyne.KeyName) {
	switch name {
	case fyne.KeyEscape:
		a.escape()
	case fyne.KeyDown, fyne.KeyUp, fyne.KeyPageDown, fyne.KeyPageUp, fyne.KeyHome, fyne.KeyEnd, fyne.KeyReturn, fyne.KeyEnter:
		if a.table.Visible() {
			focus(a.table.body)
			a.table.body.TypedKey(&fyne.KeyEvent{Name: name})
		}
	}
}
