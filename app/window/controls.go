package window

type controls struct{ pane }

func newControls(w *Window) *controls {
	c := &controls{}
	c.ExtendBaseWidget(c)
	return c
}
func (c *controls) show(s snapshot, stale bool) {}
func (c *controls) enter()                      {}
func (c *controls) tick()                       {}
