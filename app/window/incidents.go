package window

import (
	"time"

	"fyne.io/fyne/v2"

	"sentinel/monitor"
)

// incidents is the tab that shows what went wrong, when, and who knows of it.
type incidents struct {
	pane
	window *Window

	state  *picker
	span   *picker
	chips  *chips
	search *entry
	note   *fitted // why nothing is newer
	axis   *chart
	hint   *hint
	table  *troubleTable
	detail *troubleDetail
	guide  *notice // in place of axis and table
	retry  *button

	asker  incidentAsker
	filter troubleFilter
	picked []*episode
	wanted string // the incident that is to be shown as soon as it is known
	opened bool   // the detail panel is wanted
	snap   snapshot
	old    bool // what is shown was stale when last looked at

	tale   tale
	asking *episode // whose tale is being asked for
}

func newIncidents(w *Window) *incidents {
	p := &incidents{window: w, opened: true, note: newFitted(smallSize, false), hint: newHint()}
	p.asker = incidentAsker{window: w, onAnswer: p.refilter, span: 1}
	p.state = newPicker(166, troubleStates, 0, func(i int) { p.filter.state = troubleState(i); p.refilter() })
	labels := make([]string, len(incidentSpans))
	for i, s := range incidentSpans {
		labels[i] = s.label
	}
	p.span = newPicker(150, labels, p.asker.span, func(i int) { p.asker.span = i; p.asker.ask(); p.refilter() })
	p.chips = newChips(func(levels []monitor.Level) { p.filter.levels = levels; p.refilter() })
	p.search = newFilterEntry("Filter: account, cause, note …   Ctrl+F", 290, w.shortcut,
		func(text string) { p.filter.text = text; p.refilter() })
	p.search.onKey = p.searchKey
	p.axis = newChart(p.tell, func(*chart) {})
	p.table = newTroubleTable(p.asOf)
	p.table.onSelect = p.showDetail
	p.table.onOpen = func() { p.opened = true; p.showDetail() }
	p.detail = newTroubleDetail(troubleDeeds{
		acknowledge: func(t *episode) { w.acknowledge(t.Last().Key) },
		trend:       func(t *episode) { w.choose(tabTrends); w.trends.choose(whom(t.Last().Key)) },
		account: func(t *episode) {
			w.choose(tabAccounts)
			w.accounts.point(t.Last().Key)
		},
		note:  p.addNote,
		leave: func() { focus(p.table.body) },
	}, w.shortcut)
	p.retry = newButton("Try again", p.ask)
	p.guide = newNotice(p.retry)
	p.objects = []fyne.CanvasObject{p.state, p.span, p.chips, p.search, p.note.Text, p.axis, p.table, p.guide, p.detail, p.hint}
	p.least = func() fyne.Size { return fyne.NewSize(leastWidth, leastPage) }
	p.place = p.arrange
	p.paint = func() { setText(p.note.Text, p.note.Text.Text, colorDim) }
	p.detail.Hide()
	p.ExtendBaseWidget(p)
	p.refilter()
	return p
}

func (p *incidents) arrange(size fyne.Size) {
	const y = 14
	put(p.state, 20, y, p.state.width, 35)
	put(p.span, 28+p.state.width, y, p.span.width, 35)
	x := 44 + p.state.width + p.span.width
	put(p.chips, x, y+(35-chipHeight)/2, p.chips.MinSize().Width, chipHeight)
	field := p.search.MinSize()
	put(p.search, size.Width-20-field.Width, y+(35-field.Height)/2, field.Width, field.Height)
	top := float32(y + 35 + 10)
	if p.note.full != "" {
		p.note.set(p.note.full, size.Width-40, colorDim)
		put(p.note.Text, 20, top-6, size.Width-40, 20)
		top += 18
	}
	put(p.guide, 0, top, size.Width, size.Height-top)
	put(p.axis, 20, top, size.Width-40, axisPanel)
	top += axisPanel + 4
	width := size.Width
	if p.detail.Visible() {
		width -= troubleDetailWidth
		put(p.detail, width, top, troubleDetailWidth, size.Height-top)
	}
	put(p.table, 0, top, width, size.Height-top)
}

// show takes what the monitor said: something may have happened.
func (p *incidents) show(s snapshot) {
	p.snap = s
	if p.Visible() {
		p.enter()
	}
}

// enter is called when the tab is chosen.
func (p *incidents) enter() {
	if stale := p.stale(); stale != p.old || p.snap.at.IsZero() {
		p.old = stale
		p.refilter()
	}
	if !p.old && !p.snap.at.IsZero() {
		p.asker.follow()
	}
}

// of shows the incidents of a robot or an account.
func (p *incidents) of(s *monitor.Subject) {
	if s != nil {
		p.unfilter()
		p.search.SetText(string(s.Key))
		p.window.choose(tabIncidents)
	}
}

// point shows an incident that began about then.
func (p *incidents) point(id string, opened time.Time) {
	p.unfilter()
	p.wanted = id
	span := 0
	for span < len(incidentSpans)-1 && opened.Before(incidentsFrom(span, p.window.now())) {
		span++
	}
	if span > p.asker.span {
		p.span.choose(span)
	}
	p.window.choose(tabIncidents)
	p.ask()
}

// settle shows the incident that is wanted, or says that there is none such.
func (p *incidents) settle() {
	if p.wanted == "" || p.asker.asking || !p.asker.shows() {
		return
	}
	id := p.wanted
	p.wanted = ""
	if p.asker.err != nil {
		return
	}
	for _, t := range p.picked {
		for _, i := range t.Incidents {
			if i.ID == id {
				p.reveal(t)
				return
			}
		}
	}
	p.window.toast.say("That incident is not kept any more.", false, p.window.now())
}

// ask asks for all of it anew.
func (p *incidents) ask() {
	p.tale = tale{}
	p.asker.ask()
	p.refilter()
}

// tick lets what is open go on.
func (p *incidents) tick() {
	if !p.Visible() || p.stale() {
		return
	}
	if p.asker.behind {
		p.asker.follow()
	}
	for _, r := range p.table.body.rows {
		r.tick()
	}
	if p.detail.Visible() {
		p.detail.tick(p.asOf())
	}
}

// stale tells that what is shown is not the state of now.
func (p *incidents) stale() bool { return p.window.accounts.stale() }

// asOf is the moment that what is shown is true for. Of what is stale nobody
// knows whether it went on.
func (p *incidents) asOf() time.Time {
	if p.stale() {
		return p.snap.at
	}
	return p.window.now()
}

// refilter shows what the filter leaves.
func (p *incidents) refilter() {
	now := p.asOf()
	var open int
	var counts map[monitor.Level]int
	all := p.asker.within(now)
	if !p.asker.shows() {
		all = nil
	}
	p.picked, open, counts = p.filter.pick(all)
	p.chips.show(counts, p.stale())
	p.table.show(newTroubleList(p.picked, open, now))
	p.axis.show(drawTroubles(p.picked, incidentsFrom(p.asker.span, now), now, func(t *episode) { p.reveal(t) }))
	p.explain(len(all))
	p.showDetail()
	p.replace()
	p.settle()
}

// reveal selects a trouble and scrolls to it.
func (p *incidents) reveal(t *episode) {
	p.opened = true
	if row := p.table.list.find(t.id()); row >= 0 {
		p.table.goTo(row)
	}
}

// tell shows what a bar of the axis says.
func (p *incidents) tell(c *chart, m *mark) {
	if m == nil {
		p.hint.Hide()
		return
	}
	at := c.Position()
	p.hint.say(m.words, box{at.X + m.box.x, at.Y + m.box.y, m.box.w, m.box.h}, p.Size())
}

// showDetail shows or hides the panel of the chosen trouble.
func (p *incidents) showDetail() {
	t := p.table.item()
	visible := t != nil && p.opened && p.table.Visible()
	if visible {
		p.askTale(t)
		p.detail.show(t, p.tale, p.asOf(), p.stale())
	}
	if p.detail.Visible() != visible {
		setVisible(p.detail, visible)
		p.replace()
	}
}
