package window

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"sentinel/app/view"
	"sentinel/monitor"
)

const chipHeight float32 = 30

// chips is the row of levels with their counts. A press shows that level only;
// another adds to it; pressed again it is taken away.
type chips struct {
	pane
	all      []*chip
	onChange func([]monitor.Level)
}

func newChips(onChange func([]monitor.Level)) *chips {
	c := &chips{onChange: onChange}
	for _, level := range monitor.Levels {
		one := newChip(level, c.changed)
		c.all = append(c.all, one)
		c.objects = append(c.objects, one)
	}
	c.least = func() fyne.Size {
		width := float32(0)
		for _, one := range c.all {
			if one.Visible() {
				width += one.MinSize().Width + 8
			}
		}
		return fyne.NewSize(max(width-8, 0), chipHeight)
	}
	c.place = func(fyne.Size) {
		x := float32(0)
		for _, one := range c.all {
			if one.Visible() {
				width := one.MinSize().Width
				put(one, x, 0, width, chipHeight)
				x += width + 8
			}
		}
	}
	c.ExtendBaseWidget(c)
	return c
}

// show sets the counts; a level that nobody has stands only while it is chosen.
func (c *chips) show(counts map[monitor.Level]int, stale bool) {
	for _, one := range c.all {
		changed := one.count != counts[one.level] || one.stale != stale
		one.count, one.stale = counts[one.level], stale
		setVisible(one, one.count > 0 || one.chosen)
		if changed {
			one.Refresh()
		}
	}
	c.Refresh()
}

func (c *chips) chosen() []monitor.Level {
	var levels []monitor.Level
	for _, one := range c.all {
		if one.chosen {
			levels = append(levels, one.level)
		}
	}
	return levels
}

func (c *chips) clear() {
	if slices.ContainsFunc(c.all, func(one *chip) bool { return one.chosen }) {
		for _, one := range c.all {
			one.chosen = false
			one.Refresh()
		}
		c.changed()
	}
}

func (c *chips) changed() { c.onChange(c.chosen()) }

type chip struct {
	pressable
	level  monitor.Level
	count  int
	chosen bool
	stale  bool

	frame       *canvas.Rectangle
	sign        *canvas.Image
	word, digit *canvas.Text
}

func newChip(level monitor.Level, onChange func()) *chip {
	c := &chip{
		level: level, frame: &canvas.Rectangle{CornerRadius: chipHeight / 2},
		sign: newIcon(), word: newText(textSize, false), digit: newText(textSize, true),
	}
	c.objects = []fyne.CanvasObject{c.frame, c.sign, c.word, c.digit}
	c.least = func() fyne.Size {
		word := textWidth(view.LevelWord(c.level), textSize, false)
		digit := textWidth(grouped(c.count), textSize, true)
		return fyne.NewSize(12+11+6+word+7+digit+13, chipHeight)
	}
	c.place = func(size fyne.Size) {
		word := textWidth(view.LevelWord(c.level), textSize, false)
		put(c.frame, 0, 0, size.Width, size.Height)
		put(c.sign, 12, (size.Height-11)/2, 11, 11)
		put(c.word, 29, 0, word, size.Height)
		put(c.digit, 29+word+7, 0, size.Width-29-word-20, size.Height)
	}
	c.paint = func() {
		fill, stroke, width := theme.Color(colorPanel), theme.Color(colorLine), float32(1)
		if c.hovered {
			fill = theme.Color(colorSelected)
		}
		if c.chosen {
			fill, stroke, width = theme.Color(colorSelected), theme.Color(levelColor(c.level.String())), 1.5
		}
		if c.focused {
			stroke, width = theme.Color(colorTest), 2
		}
		setFill(c.frame, fill)
		setStroke(c.frame, stroke, width)
		name, ink := "small-"+c.level.String(), colorText
		if c.stale {
			name, ink = "small-"+view.IconOff, colorDim
		}
		setIcon(c.sign, name)
		setText(c.word, view.LevelWord(c.level), ink)
		setText(c.digit, grouped(c.count), ink)
	}
	c.onTap = func() {
		c.chosen = !c.chosen
		c.Refresh()
		onChange()
	}
	c.spoken = func() string {
		return "Show only " + view.LevelWord(c.level) + ", " + grouped(c.count)
	}
	c.become(c)
	return c
}
