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

	sign   *canvas.Image
	title  *fitted
	detail [2]*canvas.Text
}

// Heights of the headline, with one line below the sentence and with two.
const (
	headlineHeight float32 = 80
	headlineTall   float32 = 100
	headlineLeft   float32 = 82
)

func newHeadline(actions ...*button) *headline {
	h := &headline{actions: actions, sign: newIcon(), title: newFitted(headSize, true)}
	h.detail = [2]*canvas.Text{newText(textSize, false), newText(textSize, false)}
	h.objects = []fyne.CanvasObject{h.sign, h.title.Text, h.detail[0], h.detail[1]}
	for _, b := range actions {
		h.objects = append(h.objects, b)
	}
	h.least = func() fyne.Size { return fyne.NewSize(480, headlineHeight) }
	h.place = h.arrange
	h.paint = func() { setIcon(h.sign, h.said.Icon) }
	h.ExtendBaseWidget(h)
	return h
}

// room is the width that the words have in a headline of a width.
func (h *headline) room(width float32) float32 {
	right := width - 20
	for _, b := range h.actions {
		if b.Visible() {
			right -= b.MinSize().Width + 8
		}
	}
	return right - headlineLeft - 12
}

// height is what the headline needs in a width.
func (h *headline) height(width float32) float32 {
	if len(wrap(h.said.Detail, h.room(width), textSize, 2)) > 1 {
		return headlineTall
	}
	return headlineHeight
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
	width := h.room(size.Width)
	// A long sentence is set smaller before it is cut.
	h.title.TextSize = headSize
	for h.title.TextSize > titleSize && textWidth(h.said.Title, h.title.TextSize, true) > width {
		h.title.TextSize--
	}
	h.title.full = "" // the size may be another
	h.title.set(h.said.Title, width, colorText)
	if h.said.Detail == "" {
		put(h.title.Text, headlineLeft, 20, width, 44)
	} else {
		put(h.title.Text, headlineLeft, 15, width, 30)
	}
	lines := wrap(h.said.Detail, width, textSize, len(h.detail))
	for i, t := range h.detail {
		text := ""
		if i < len(lines) {
			text = lines[i]
		}
		setText(t, text, colorDim)
		put(t, headlineLeft, 45+20*float32(i), width, 22)
	}
}

// say shows another headline, and tells whether it is another.
func (h *headline) say(said view.Headline) bool {
	said.Title, said.Detail = oneLine(said.Title), oneLine(said.Detail)
	if h.said == said {
		return false
	}
	h.said = said
	h.Refresh()
	return true
}

// offer shows or hides the actions.
func (h *headline) offer(offered bool) {
	for _, b := range h.actions {
		setVisible(b, offered)
	}
	h.replace()
}
