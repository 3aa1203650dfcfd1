package window

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// picker chooses one of several texts from a menu.
type picker struct {
	pressable
	options  []string
	chosen   int // -1: none
	width    float32
	onChange func(int)

	frame *canvas.Rectangle
	text  *fitted
	arrow *canvas.Image
}

func newPicker(width float32, options []string, chosen int, onChange func(int)) *picker {
	p := &picker{
		options: options, chosen: chosen, width: width, onChange: onChange,
		frame: &canvas.Rectangle{CornerRadius: 8}, text: newFitted(textSize, false), arrow: newIcon(),
	}
	p.objects = []fyne.CanvasObject{p.frame, p.text.Text, p.arrow}
	p.least = func() fyne.Size { return fyne.NewSize(p.width, 35) }
	p.place = func(size fyne.Size) {
		put(p.frame, 0, 0, size.Width, size.Height)
		p.text.set(p.label(), size.Width-44, colorText)
		put(p.text.Text, 12, 0, size.Width-44, size.Height)
		put(p.arrow, size.Width-22, (size.Height-9)/2, 9, 9)
	}
	p.paint = func() {
		stroke, width := theme.Color(colorLine), float32(1)
		if p.focused {
			stroke, width = theme.Color(colorTest), 2
		}
		fill := theme.Color(colorPanel)
		if p.hovered {
			fill = theme.Color(colorSelected)
		}
		setFill(p.frame, fill)
		setStroke(p.frame, stroke, width)
		setIcon(p.arrow, iconDown)
	}
	p.onTap = p.drop
	p.onKey = p.step
	p.spoken = p.label
	p.become(p)
	return p
}

func (p *picker) label() string {
	if p.chosen >= 0 && p.chosen < len(p.options) {
		return p.options[p.chosen]
	}
	return nothing
}

// setOptions replaces what there is to choose from, and keeps the choice where
// it is still there.
func (p *picker) setOptions(options []string) {
	if slices.Equal(options, p.options) {
		return
	}
	was := p.label()
	p.options = options
	p.chosen = max(slices.Index(options, was), 0)
	if len(options) == 0 {
		p.chosen = -1
	}
	p.Refresh()
}

func (p *picker) choose(i int) {
	if i >= 0 && i < len(p.options) && i != p.chosen {
		p.chosen = i
		p.Refresh()
		p.onChange(i)
	}
}

func (p *picker) drop() {
	var items []*fyne.MenuItem
	for i, option := range p.options {
		item := fyne.NewMenuItem(option, func() { p.choose(i) })
		item.Checked = i == p.chosen
		items = append(items, item)
	}
	if len(items) > 0 {
		dropMenu(p, items)
	}
}

// step chooses the neighbour without the menu.
func (p *picker) step(key fyne.KeyName) bool {
	switch key {
	case fyne.KeyUp, fyne.KeyLeft:
		p.choose(p.chosen - 1)
	case fyne.KeyDown, fyne.KeyRight:
		p.choose(p.chosen + 1)
	default:
		return false
	}
	return true
}
