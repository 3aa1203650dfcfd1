package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"sentinel/app/view"
)

// headline answers "am I all right?": an icon, a sentence, what else there is
// to say, and what can be done about it.
type headline struct {
	pane
	said    view.Headline
	actions []*button

	sign          *canvas.Image
	title, detail *fitted
}

const headlineHeight float32 = 80

func newHeadline(actions ...*button) *headline {
	h := &headline{actions: actions, sign: newIcon(), title: newFitted(headSize, true), detail: newFitted(textSize, false)}
	h.objects = []fyne.CanvasObject{h.sign, h.title.Text, h.detail.Text}
	for _, b := range actions {
		h.objects = append(h.objects, b)
	}
	h.least = func() fyne.Size { return fyne.NewSize(480, headlineHeight) }
	h.place = h.arrange
	h.paint = func() { setIcon(h.sign, h.said.Icon) }
	h.ExtendBaseWidget(h)
	return h
}

func (h *headline) arrange(size fyne.Size) {
	right := size.Width - 20
	for i := len(h.actions) - 1; i >= 0; i-- {
		if b := h.actions[i]; b.Visible() {
			least := b.MinSize()
			right -= least.Width
			put(b, right, 25, least.Width, least.Height)
			right -= 8
		}
	}
	put(h.sign, 20, 20, 44, 44)
	width := right - 82 - 12
	// A long sentence is set smaller before it is cut.
	h.title.TextSize = headSize
	for h.title.TextSize > titleSize && textWidth(h.said.Title, h.title.TextSize, true) > width {
		h.title.TextSize--
	}
	h.title.full = "" // the size may be another
	h.title.set(h.said.Title, width, colorText)
	h.detail.set(h.said.Detail, width, colorDim)
	if h.said.Detail == "" {
		put(h.title.Text, 82, 20, width, 44)
		return
	}
	put(h.title.Text, 82, 16, width, 30)
	put(h.detail.Text, 82, 46, width, 22)
}

// say shows another headline.
func (h *headline) say(said view.Headline) {
	said.Title, said.Detail = oneLine(said.Title), oneLine(said.Detail)
	if h.said != said {
		h.said = said
		h.Refresh()
	}
}

// offer shows or hides the actions.
func (h *headline) offer(offered bool) {
	for _, b := range h.actions {
		setVisible(b, offered)
	}
	h.replace()
}
