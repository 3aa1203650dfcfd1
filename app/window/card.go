package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// card is one of a few things to choose between, with a word of what it does.
type card struct {
	pressable
	chosen bool

	frame       *canvas.Rectangle
	dot         *canvas.Circle
	title, note *fitted
	text, words string
}

const cardHeight float32 = 66

func newCard(title, words string) *card {
	c := &card{
		text: title, words: words, frame: &canvas.Rectangle{CornerRadius: 8}, dot: &canvas.Circle{},
		title: newFitted(textSize, true), note: newFitted(textSize-1, false),
	}
	c.objects = []fyne.CanvasObject{c.frame, c.dot, c.title.Text, c.note.Text}
	c.least = func() fyne.Size { return fyne.NewSize(190, cardHeight) }
	c.place = func(size fyne.Size) {
		put(c.frame, 0, 0, size.Width, size.Height)
		put(c.dot, size.Width-24, 13, 12, 12)
		c.title.set(c.text, size.Width-48, colorText)
		c.note.set(airy(c.words), size.Width-28, colorDim)
		put(c.title.Text, 14, 10, size.Width-48, 22)
		put(c.note.Text, 14, 34, size.Width-28, 22)
	}
	c.paint = func() {
		fill, stroke, width := theme.Color(colorPanel), theme.Color(colorLine), float32(1)
		if c.hovered {
			fill = theme.Color(colorSelected)
		}
		if c.chosen {
			fill, stroke, width = theme.Color(colorSelected), theme.Color(colorTest), 1.5
		}
		if c.focused {
			stroke, width = theme.Color(colorTest), 2.5
		}
		setFill(c.frame, fill)
		setStroke(c.frame, stroke, width)
		c.dot.FillColor, c.dot.StrokeColor, c.dot.StrokeWidth = transparent, theme.Color(colorDim), 1.2
		if c.chosen {
			c.dot.FillColor, c.dot.StrokeColor = theme.Color(colorTest), theme.Color(colorTest)
		}
		c.dot.Refresh()
	}
	c.spoken = func() string { return c.text + ": " + c.words }
	c.become(c)
	return c
}

func (c *card) setChosen(chosen bool) {
	if c.chosen != chosen {
		c.chosen = chosen
		c.Refresh()
	}
}
