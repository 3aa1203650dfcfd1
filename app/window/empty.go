package window

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// notice stands where a list or a text would stand when there is none: what is
// the case, what to do about it, perhaps the lines to write, perhaps a button.
type notice struct {
	pane
	sign   string
	head   string
	title  *fitted
	action *button

	image   *canvas.Image
	said    []*canvas.Text
	words   string
	box     *canvas.Rectangle
	code    []*canvas.Text
	example string
}

func newNotice(action *button) *notice {
	n := &notice{action: action, image: newIcon(), title: newFitted(titleSize+1, true), box: &canvas.Rectangle{CornerRadius: 8}}
	n.least = func() fyne.Size { return fyne.NewSize(400, 240) }
	n.place = n.arrange
	n.paint = n.colour
	n.ExtendBaseWidget(n)
	n.collect()
	return n
}

// say changes the notice. words may have several lines, and so may example,
// which is shown as it is to be typed.
func (n *notice) say(sign, title, words, example string) {
	if n.sign == sign && n.head == title && n.words == words && n.example == example {
		return
	}
	n.sign, n.head, n.words, n.example = sign, title, words, example
	n.said, n.code = nil, nil
	for _, l := range strings.Split(words, "\n") {
		t := newText(textSize, false)
		t.Text = l
		n.said = append(n.said, t)
	}
	if example != "" {
		for _, l := range strings.Split(example, "\n") {
			t := newText(textSize-1, false)
			t.TextStyle.Monospace = true
			t.Text = l
			n.code = append(n.code, t)
		}
	}
	n.collect()
	n.Refresh()
}

func (n *notice) collect() {
	n.objects = []fyne.CanvasObject{n.image, n.title.Text, n.box}
	for _, t := range append(n.said, n.code...) {
		n.objects = append(n.objects, t)
	}
	if n.action != nil {
		n.objects = append(n.objects, n.action)
	}
}

func (n *notice) colour() {
	if n.sign != "" {
		setIcon(n.image, n.sign)
	}
	for _, t := range n.said {
		setText(t, t.Text, colorDim)
	}
	for _, t := range n.code {
		setText(t, t.Text, colorText)
	}
	setFill(n.box, theme.Color(colorPanel))
	setStroke(n.box, theme.Color(colorLine), 1)
}

func (n *notice) arrange(size fyne.Size) {
	const sign, lineHeight, codeHeight = 56, 23, 20
	height := float32(sign + 18 + 28 + 8 + lineHeight*len(n.said))
	if len(n.code) > 0 {
		height += float32(14 + codeHeight*len(n.code) + 24)
	}
	if n.action != nil && n.action.Visible() {
		height += 20 + 35
	}
	y := max((size.Height-height)/2-10, 8)
	put(n.image, (size.Width-sign)/2, y, sign, sign)
	y += sign + 18
	n.title.set(n.head, size.Width-40, colorText)
	width := textWidth(n.title.Text.Text, n.title.TextSize, true)
	put(n.title.Text, (size.Width-width)/2, y, width, 28)
	y += 28 + 8
	for _, t := range n.said {
		width := textWidth(t.Text, t.TextSize, false)
		put(t, (size.Width-width)/2, y, width, lineHeight)
		y += lineHeight
	}
	setVisible(n.box, len(n.code) > 0)
	if len(n.code) > 0 {
		y = n.arrangeCode(size.Width, y+14, codeHeight)
	}
	if n.action != nil && n.action.Visible() {
		least := n.action.MinSize()
		put(n.action, (size.Width-least.Width)/2, y+20, least.Width, least.Height)
	}
}

func (n *notice) arrangeCode(width, y, codeHeight float32) float32 {
	widest := float32(0)
	for _, t := range n.code {
		widest = max(widest, t.MinSize().Width)
	}
	x := (width - widest) / 2
	height := codeHeight*float32(len(n.code)) + 24
	put(n.box, x-16, y, widest+32, height)
	for i, t := range n.code {
		put(t, x, y+12+codeHeight*float32(i), widest, codeHeight)
	}
	return y + height
}
