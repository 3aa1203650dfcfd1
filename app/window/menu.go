package window

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"sentinel/monitor"
)

// snoozeChoice is one length of a snooze.
type snoozeChoice struct {
	label  string
	length time.Duration
}

// snoozeChoices are what the Snooze menu offers.
func snoozeChoices(now time.Time) []snoozeChoice {
	year, month, day := now.Date()
	morning := time.Date(year, month, day+1, 8, 0, 0, 0, now.Location())
	return []snoozeChoice{
		{"For 15 minutes", 15 * time.Minute},
		{"For 1 hour", time.Hour},
		{"For 4 hours", 4 * time.Hour},
		{"Until tomorrow 08:00", morning.Sub(now)},
	}
}

// snoozeMenu drops the Snooze menu below a button.
func (w *Window) snoozeMenu(below *button, s *monitor.Subject) {
	if s == nil {
		return
	}
	now := w.now()
	var items []*fyne.MenuItem
	for _, choice := range snoozeChoices(now) {
		items = append(items, fyne.NewMenuItem(choice.label, func() { w.snooze(s.Key, choice.length) }))
	}
	if s.SnoozedUntil != nil && s.SnoozedUntil.After(now) {
		items = append(items, fyne.NewMenuItemSeparator(),
			fyne.NewMenuItem("End the snooze", func() { w.snooze(s.Key, 0) }))
	}
	if h, any := w.herdOf(s); any {
		items = append(items, w.snoozeItems(h, now)...)
	}
	dropMenu(below, items)
}

// dropMenu opens a menu below a widget, flush with its right edge.
func dropMenu(below fyne.CanvasObject, items []*fyne.MenuItem) {
	c := fyne.CurrentApp().Driver().CanvasForObject(below)
	if c == nil {
		return
	}
	menu := widget.NewPopUpMenu(fyne.NewMenu("", items...), c)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(below)
	x := at.X + below.Size().Width - menu.MinSize().Width
	menu.ShowAtPosition(fyne.NewPos(max(x, 4), at.Y+below.Size().Height+4))
}
