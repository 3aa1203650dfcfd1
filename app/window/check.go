package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// check is a box to tick that tells when it gets the keyboard.
type check struct {
	widget.Check
	onFocus func()
}

func newCheck(label string) *check {
	c := &check{}
	c.Text = label
	c.ExtendBaseWidget(c)
	return c
}

// FocusGained implements fyne.Focusable.
func (c *check) FocusGained() {
	c.Check.FocusGained()
	if c.onFocus != nil {
		c.onFocus()
	}
}

// TypedKey implements fyne.Focusable.
func (c *check) TypedKey(event *fyne.KeyEvent) { passKey(c, event) }
