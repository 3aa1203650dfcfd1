package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// hint is a small box of words beside what they are about.
type hint struct {
	pane
	frame *canvas.Rectangle
	texts []*canvas.Text
	words []string
}

const hintLine float32 = 18

func newHint() *hint {
	h := &hint{frame: &canvas.Rectangle{CornerRadius: 6}}
	h.objects = []fyne.CanvasObject{h.frame}
	h.least = h.room
	h.place = func(size fyne.Size) {
		put(h.frame, 0, 0, size.Width, size.Height)
		for i, t := range h.texts {
			put(t, 10, 7+hintLine*float32(i), size.Width-20, hintLine)
		}
	}
	h.paint = func() {
		setFill(h.frame, theme.Color(theme.ColorNameMenuBackground))
		setStroke(h.frame, theme.Color(colorLine), 1)
		for i, t := range h.texts {
			ink := colorDim
			if i == 0 {
				ink = colorText
			}
			setText(t, t.Text, ink)
		}
	}
	h.ExtendBaseWidget(h)
	h.Hide()
	return h
}

func (h *hint) room() fyne.Size {
	width := float32(0)
	for i, line := range h.words {
		width = max(width, textWidth(line, smallSize, i == 0))
	}
	return fyne.NewSize(width+20, hintLine*float32(len(h.words))+14)
}

// say shows words above a field, or where there is no room below it, within a
// size.
func (h *hint) say(words []string, about box, within fyne.Size) {
	h.words, h.texts = words, nil
	h.objects = []fyne.CanvasObject{h.frame}
	for i, line := range words {
		t := newText(smallSize, i == 0)
		t.Text = line
		h.texts = append(h.texts, t)
		h.objects = append(h.objects, t)
	}
	size := h.room()
	x := min(max(about.middle().X-size.Width/2, 8), within.Width-size.Width-8)
	y := about.y - size.Height - 6
	if y < 4 {
		y = about.y + about.h + 6
	}
	put(h, x, y, size.Width, size.Height)
	h.Show()
	h.Refresh()
}
