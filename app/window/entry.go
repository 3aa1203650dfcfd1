package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// entry is a text field that gives the window the keys that it does not use.
type entry struct {
	widget.Entry
	onShortcut func(fyne.Shortcut) bool // the window's own shortcuts; false: not one of them
	onKey      func(*fyne.KeyEvent) bool
	onFocus    func(gained bool)
	width      float32
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
	if e.onFocus != nil {
		e.onFocus(true)
	}
}

// FocusLost implements fyne.Focusable.
func (e *entry) FocusLost() {
	e.Entry.FocusLost()
	if e.onFocus != nil {
		e.onFocus(false)
	}
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
