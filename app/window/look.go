package window

import "fyne.io/fyne/v2"

var looks = []struct {
	look  Look
	label string
}{
	{LookSystem, "Like the desktop"},
	{LookDark, "Dark"},
	{LookLight, "Light"},
}

func (w *Window) currentLook() Look {
	if t, ok := w.app.Settings().Theme().(*sentinelTheme); ok {
		return t.look
	}
	return LookSystem
}

// setLook changes between dark and light, and remembers it.
func (w *Window) setLook(look Look) {
	w.app.Preferences().SetString(lookPreference, string(look))
	w.app.Settings().SetTheme(Theme(look))
}

// nextLook turns dark to light and back.
func (w *Window) nextLook() {
	if isDark() {
		w.setLook(LookLight)
	} else {
		w.setLook(LookDark)
	}
}

func (w *Window) lookMenu() {
	var items []*fyne.MenuItem
	for _, l := range looks {
		item := fyne.NewMenuItem(l.label, func() { w.setLook(l.look) })
		item.Checked = l.look == w.currentLook()
		items = append(items, item)
	}
	dropMenu(w.look, items)
}
