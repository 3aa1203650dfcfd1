package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"sentinel/monitor"
)

const tabsHeight float32 = 44

// tabBar is the row of tabs at the top, the chosen one underlined in the
// colour of the overall level.
type tabBar struct {
	pane
	tabs   []*tab
	right  fyne.CanvasObject
	chosen int
	level  monitor.Level

	border, mark *canvas.Rectangle
}

func newTabBar(names []string, right fyne.CanvasObject, onChoose func(int)) *tabBar {
	bar := &tabBar{right: right, border: &canvas.Rectangle{}, mark: &canvas.Rectangle{}}
	bar.objects = []fyne.CanvasObject{bar.border}
	for i, name := range names {
		t := newTab(bar, i, name, func() { onChoose(i) })
		bar.tabs = append(bar.tabs, t)
		bar.objects = append(bar.objects, t)
	}
	bar.objects = append(bar.objects, bar.mark, right)
	bar.least = func() fyne.Size { return fyne.NewSize(400, tabsHeight) }
	bar.place = bar.arrange
	bar.paint = func() {
		setFill(bar.border, theme.Color(colorLine))
		setFill(bar.mark, theme.Color(levelColor(bar.level.String())))
	}
	bar.ExtendBaseWidget(bar)
	return bar
}

func (b *tabBar) arrange(size fyne.Size) {
	put(b.border, 0, size.Height-1, size.Width, 1)
	x := float32(16)
	for i, t := range b.tabs {
		width := t.MinSize().Width
		put(t, x, 0, width, size.Height-2)
		if i == b.chosen {
			put(b.mark, x, size.Height-2, width, 2)
		}
		x += width + 2
	}
	least := b.right.MinSize()
	put(b.right, size.Width-16-least.Width, (size.Height-least.Height)/2, least.Width, least.Height)
}

func (b *tabBar) choose(i int) {
	b.chosen = i
	for _, t := range b.tabs {
		t.Refresh()
	}
	b.Refresh()
}

func (b *tabBar) setLevel(level monitor.Level) {
	if b.level != level {
		b.level = level
		b.Refresh()
	}
}

// tab is one tab's title.
type tab struct {
	pressable
	bar   *tabBar
	index int
	frame *canvas.Rectangle
	text  *canvas.Text
}

func newTab(bar *tabBar, index int, name string, onTap func()) *tab {
	t := &tab{bar: bar, index: index, frame: &canvas.Rectangle{CornerRadius: 6}, text: newText(textSize, false)}
	t.text.Alignment = fyne.TextAlignCenter
	t.objects = []fyne.CanvasObject{t.frame, t.text}
	t.least = func() fyne.Size { return fyne.NewSize(textWidth(name, textSize, false)+28, tabsHeight-2) }
	t.place = func(size fyne.Size) {
		put(t.frame, 2, 8, size.Width-4, size.Height-13)
		put(t.text, 0, 4, size.Width, size.Height-4)
	}
	t.paint = func() {
		ink := colorDim
		if t.bar.chosen == t.index || t.hovered {
			ink = colorText
		}
		setText(t.text, name, ink)
		setFill(t.frame, transparent)
		setStroke(t.frame, ringColor(t.focused), 2)
	}
	t.onTap = onTap
	t.onKey = t.neighbour
	t.spoken = func() string { return name }
	t.become(t)
	return t
}

// neighbour moves the keyboard to the tab beside this one.
func (t *tab) neighbour(key fyne.KeyName) bool {
	next := t.index
	switch key {
	case fyne.KeyLeft:
		next--
	case fyne.KeyRight:
		next++
	default:
		return false
	}
	if next >= 0 && next < len(t.bar.tabs) {
		focus(t.bar.tabs[next])
	}
	return true
}
