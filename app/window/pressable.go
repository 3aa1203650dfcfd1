package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// pressable is a pane that a click, Space or Enter presses, that Tab reaches,
// and that knows when the mouse is over it.
type pressable struct {
	pane
	self    fyne.Widget // the widget that embeds this
	onTap   func()
	onKey   func(fyne.KeyName) bool // further keys; false: not used
	onFocus func()                  // it has got the keyboard
	spoken  func() string           // what a screen reader says
	focused bool                    // by the keyboard: shown by a ring
	quiet   bool                    // a click is giving it the keyboard: Tab goes on from here, without a ring
	hovered bool
}

var (
	_ fyne.Tappable      = (*pressable)(nil)
	_ fyne.Focusable     = (*pressable)(nil)
	_ desktop.Hoverable  = (*pressable)(nil)
	_ desktop.Cursorable = (*pressable)(nil)
	_ fyne.Accessible    = (*pressable)(nil)
)

// become makes the embedding widget known; once, when it is made.
func (p *pressable) become(self fyne.Widget) {
	p.self = self
	p.ExtendBaseWidget(self)
}

// Tapped implements fyne.Tappable.
func (p *pressable) Tapped(event *fyne.PointEvent) {
	if focusable, ok := p.self.(fyne.Focusable); ok && event != nil {
		p.quiet = true
		focus(focusable)
		p.quiet = false
	}
	if p.onTap != nil {
		p.onTap()
	}
}

// Cursor implements desktop.Cursorable.
func (p *pressable) Cursor() desktop.Cursor { return desktop.PointerCursor }

// TypedKey implements fyne.Focusable.
func (p *pressable) TypedKey(event *fyne.KeyEvent) {
	switch {
	case event.Name == fyne.KeySpace, event.Name == fyne.KeyReturn, event.Name == fyne.KeyEnter:
		p.Tapped(nil)
	case p.onKey == nil || !p.onKey(event.Name):
		passKey(p.self, event)
	}
}

// TypedRune implements fyne.Focusable.
func (p *pressable) TypedRune(rune) {}

// FocusGained implements fyne.Focusable.
func (p *pressable) FocusGained() {
	p.focused = !p.quiet
	p.Refresh()
	if p.onFocus != nil {
		p.onFocus()
	}
}

// FocusLost implements fyne.Focusable.
func (p *pressable) FocusLost() { p.focused = false; p.Refresh() }

// MouseIn implements desktop.Hoverable.
func (p *pressable) MouseIn(*desktop.MouseEvent) { p.hovered = true; p.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (p *pressable) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (p *pressable) MouseOut() { p.hovered = false; p.Refresh() }

// AccessibilityLabel implements fyne.Accessible.
func (p *pressable) AccessibilityLabel() string { return p.spoken() }

// AccessibilityRole implements fyne.Accessible.
func (p *pressable) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }
