package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// entry is a text field that gives the window the keys that it does not use.
type entry struct {
	widget.Entry
	onShortcut func(fyne.Shortcut) bool // the window's own shortcuts; false: not one of them
	onKey      func(*fyne.KeyEvent) bool
	onFocus    func(gained bool)
	width      float32
	whole      bool // a click that brings the keyboard selects all: who types then replaces it
	focused    bool
	clicked    bool // the mouse button that brings the keyboard is down
}

func newEntry(placeholder string, width float32, onShortcut func(fyne.Shortcut) bool) *entry {
	e := &entry{onShortcut: onShortcut, width: width}
	e.PlaceHolder = placeholder
	e.ExtendBaseWidget(e)
	return e
}

// MinSize implements fyne.CanvasObject.
func (e *entry) MinSize() fyne.Size {
	return fyne.NewSize(e.width, e.Entry.MinSize().Height)
}

// FocusGained implements fyne.Focusable.
func (e *entry) FocusGained() {
	e.Entry.FocusGained()
	e.focused = true
	if e.onFocus != nil {
		e.onFocus(true)
	}
}

// FocusLost implements fyne.Focusable.
func (e *entry) FocusLost() {
	e.Entry.FocusLost()
	e.focused = false
	if e.onFocus != nil {
		e.onFocus(false)
	}
}

// MouseDown implements desktop.Mouseable.
func (e *entry) MouseDown(event *desktop.MouseEvent) {
	e.clicked = !e.focused
	e.Entry.MouseDown(event)
}

// MouseUp implements desktop.Mouseable.
func (e *entry) MouseUp(event *desktop.MouseEvent) {
	e.Entry.MouseUp(event)
	if e.whole && e.clicked && e.SelectedText() == "" {
		e.Entry.TypedShortcut(&fyne.ShortcutSelectAll{})
	}
	e.clicked = false
}

// TypedKey implements fyne.Focusable.
func (e *entry) TypedKey(event *fyne.KeyEvent) {
	if e.onKey != nil && e.onKey(event) {
		return
	}
	switch event.Name {
	case fyne.KeyEscape, fyne.KeyF5:
		passKey(e, event)
	default:
		e.Entry.TypedKey(event)
	}
}

// TypedShortcut implements fyne.Shortcutable.
func (e *entry) TypedShortcut(s fyne.Shortcut) {
	if e.onShortcut != nil && e.onShortcut(s) {
		return
	}
	e.Entry.TypedShortcut(s)
}
