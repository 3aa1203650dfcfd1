package view

import (
	"time"

	"sentinel/monitor"
)

// MenuSlots is how many subjects the menu lists.
const MenuSlots = 8

// menuUnits is the longest line of the menu, in UTF-16 units.
const menuUnits = 80

// Menu is the part of the tray's menu that changes. Its slots are fixed, since a
// tray's menu is built once; an empty text hides its slot.
type Menu struct {
	Headline  string // the one sentence; not to be clicked
	Notice    string // the first trouble of the monitor itself; not to be clicked
	Attention [MenuSlots]Entry
	More      string // "and 5 more…": opens the window
	Test      bool   // whether there is a file to set a test status in
	Snoozed   bool   // whether there is a snooze to end
}

// Entry is a subject in the menu; a click shows it in the window.
type Entry struct {
	Key   monitor.Key
	Label string
}

// The words of the menu that never change.
const (
	MenuOpen     = "Open Heartbeat Monitor"
	MenuTest     = "Set test status"
	MenuSnooze   = "Snooze"
	MenuSettings = "Settings file"
	MenuQuit     = "Quit Sentinel"
)

// TestChoice is an item of the test status menu.
type TestChoice struct{ Label, Status string }

// TestChoices are the items of the test status menu.
var TestChoices = [...]TestChoice{
	{"Waiting", monitor.StatusWaiting},
	{"Login", monitor.StatusLogin},
	{"Trade", monitor.StatusTrade},
	{"Profit", monitor.StatusProfit},
	{"Error", monitor.StatusError},
}

// SnoozeChoice is an item of the snooze menu.
type SnoozeChoice uint8

// The items of the snooze menu, in its order.
const (
	SnoozeQuarter SnoozeChoice = iota
	SnoozeHour
	SnoozeFourHours
	SnoozeMorning
	SnoozeEnd
	snoozeChoices
)

// SnoozeChoices lists the items of the snooze menu.
func SnoozeChoices() []SnoozeChoice {
	list := make([]SnoozeChoice, snoozeChoices)
	for i := range list {
		list[i] = SnoozeChoice(i)
	}
	return list
}

// Label is the item's text.
func (c SnoozeChoice) Label() string {
	switch c {
	case SnoozeQuarter:
		return "15 min"
	case SnoozeHour:
		return "1 hour"
	case SnoozeFourHours:
		return "4 hours"
	case SnoozeMorning:
		return "until 8:00"
	}
	return "End snooze"
}

// Length is how long a snooze that begins now lasts; 0 ends all.
func (c SnoozeChoice) Length(now time.Time) time.Duration {
	switch c {
	case SnoozeQuarter:
		return 15 * time.Minute
	case SnoozeHour:
		return time.Hour
	case SnoozeFourHours:
		return 4 * time.Hour
	case SnoozeMorning:
		y, m, d := now.Date()
		morning := time.Date(y, m, d, 8, 0, 0, 0, now.Location())
		if !morning.After(now) {
			morning = time.Date(y, m, d+1, 8, 0, 0, 0, now.Location())
		}
		return morning.Sub(now)
	}
	return 0
}

func makeMenu(m Model, now time.Time) Menu {
	menu := Menu{
		Headline: Cut(head(m, now, Coarse).Title, menuUnits),
		Test:     m.TestSource != "",
	}
	if len(m.Notices) > 0 {
		menu.Notice = Cut(m.Notices[0], menuUnits)
	}
	if m.Stalled > 0 {
		return menu
	}
	listed, total := m.attention()
	shown := 0
	for i, c := range listed[:min(len(listed), MenuSlots)] {
		shown += c.size()
		menu.Attention[i] = Entry{Key: c.Key, Label: Cut(Glyph(c.Level)+" "+trayLine(c, m.At, now), menuUnits)}
	}
	if total > shown {
		menu.More = "and " + Grouped(total-shown) + " more" + ellipsis
	}
	for _, s := range m.Page.Subjects {
		menu.Snoozed = menu.Snoozed || s.SnoozedUntil != nil && s.SnoozedUntil.After(now)
	}
	return menu
}
