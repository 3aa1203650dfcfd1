package tray

import "sentinel/app/view"

// click is what a person chose in the menu, or a click on the icon.
type click struct {
	action action
	test   string            // for actionTest
	snooze view.SnoozeChoice // for actionSnooze
}

type action uint8

const (
	actionOpen action = iota
	actionTest
	actionSnooze
	actionSettings
	actionQuit
)

// menu is the menu once it is built. Its slots are fixed: only labels change,
// and whether they are shown.
type menu struct {
	headline  *slot
	notice    *slot
	attention [view.MenuSlots]*slot
	more      *slot
	test      *slot
	snoozeEnd *slot
}

// buildMenu builds the menu once. Each item that can be clicked gets a
// goroutine of its own, since the library drops a click that nobody waits for;
// they end with done.
func buildMenu(bar Bar, clicks chan<- click, done <-chan struct{}) *menu {
	on := func(item Item, c click) {
		go func() {
			for {
				select {
				case <-item.Clicks():
					select {
					case clicks <- c:
					case <-done:
						return
					}
				case <-done:
					return
				}
			}
		}()
	}
	m := &menu{headline: newSlot(bar.AddItem("Sentinel is starting")), notice: newSlot(bar.AddItem(""))}
	m.headline.enable(false)
	m.notice.enable(false)
	bar.AddSeparator()
	for i := range m.attention {
		item := bar.AddItem("")
		on(item, click{action: actionOpen})
		m.attention[i] = newSlot(item)
	}
	more := bar.AddItem("")
	on(more, click{action: actionOpen})
	m.more = newSlot(more)
	on(bar.AddItem(view.MenuOpen), click{action: actionOpen})
	bar.AddSeparator()

	test := bar.AddItem(view.MenuTest)
	for _, choice := range view.TestChoices {
		on(test.AddItem(choice.Label), click{action: actionTest, test: choice.Status})
	}
	m.test = newSlot(test)
	snooze := bar.AddItem(view.MenuSnooze)
	for _, choice := range view.SnoozeChoices() {
		item := snooze.AddItem(choice.Label())
		on(item, click{action: actionSnooze, snooze: choice})
		if choice == view.SnoozeEnd {
			m.snoozeEnd = newSlot(item)
		}
	}
	bar.AddSeparator()
	on(bar.AddItem(view.MenuSettings), click{action: actionSettings})
	on(bar.AddItem(view.MenuQuit), click{action: actionQuit})
	return m
}

// apply changes what differs from what the menu shows.
func (m *menu) apply(v view.Menu) {
	m.headline.label(v.Headline)
	m.notice.label(v.Notice)
	for i, entry := range v.Attention {
		m.attention[i].label(entry.Label)
	}
	m.more.label(v.More)
	m.test.enable(v.Test)
	m.snoozeEnd.enable(v.Snoozed)
}

// slot is one item of the menu, with what it shows now. An item must be shown
// before its label changes: on Windows a changed label shows it.
type slot struct {
	item    Item
	text    string
	hidden  bool
	enabled bool
	fresh   bool // nothing was set yet: its text is not known
}

func newSlot(item Item) *slot { return &slot{item: item, enabled: true, fresh: true} }

// label sets the text; an empty text hides the slot.
func (s *slot) label(text string) {
	if text == s.text && !s.fresh {
		return
	}
	s.fresh, s.text = false, text
	if text == "" {
		s.hidden = true
		s.item.Hide()
		return
	}
	s.item.SetLabel(text)
	if s.hidden {
		s.hidden = false
		s.item.Show()
	}
}

func (s *slot) enable(on bool) {
	if on != s.enabled {
		s.enabled = on
		s.item.Enable(on)
	}
}
