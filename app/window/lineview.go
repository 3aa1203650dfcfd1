package window

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

const (
	codeSize   float32 = 13
	codeHeight float32 = 19
)

// lineView shows lines of text in even letters, to be read only. It is virtual:
// there are texts only for the lines on the screen.
type lineView struct {
	pane
	scroll *container.Scroll
	sheet  *lineSheet
	lines  []string
	widest float32
}

func newLineView() *lineView {
	v := &lineView{}
	v.sheet = newLineSheet(v)
	v.scroll = container.NewScroll(v.sheet)
	v.scroll.OnScrolled = func(fyne.Position) { v.sheet.arrange() }
	v.objects = []fyne.CanvasObject{v.scroll}
	v.least = func() fyne.Size { return fyne.NewSize(300, 100) }
	v.place = func(size fyne.Size) {
		put(v.scroll, 0, 0, size.Width, size.Height)
		v.sheet.arrange()
	}
	v.ExtendBaseWidget(v)
	return v
}

// show replaces the text; atEnd shows its last lines, as one wants of a log.
func (v *lineView) show(text string, atEnd bool) {
	v.lines = strings.Split(strings.TrimRight(manyLines(text), "\n"), "\n")
	longest, letters := "", 0
	for _, l := range v.lines {
		if n := utf8.RuneCountInString(l); n > letters {
			longest, letters = l, n
		}
	}
	v.widest = fyne.MeasureText(longest, codeSize, fyne.TextStyle{Monospace: true}).Width
	v.scroll.Offset = fyne.Position{}
	v.scroll.Refresh()
	if atEnd {
		v.scroll.ScrollToBottom()
	}
	v.sheet.arrange()
}

func (v *lineView) text() string { return strings.Join(v.lines, "\n") }

// TypedKey scrolls.
func (v *lineView) key(name fyne.KeyName) bool {
	page := v.scroll.Size().Height - codeHeight
	offset := v.scroll.Offset
	switch name {
	case fyne.KeyDown:
		offset.Y += codeHeight
	case fyne.KeyUp:
		offset.Y -= codeHeight
	case fyne.KeyPageDown:
		offset.Y += page
	case fyne.KeyPageUp:
		offset.Y -= page
	case fyne.KeyHome:
		offset.Y = 0
	case fyne.KeyEnd:
		offset.Y = v.sheet.MinSize().Height
	case fyne.KeyLeft:
		offset.X -= 60
	case fyne.KeyRight:
		offset.X += 60
	default:
		return false
	}
	v.scroll.ScrollToOffset(offset)
	v.sheet.arrange()
	return true
}

// lineSheet is the long sheet that scrolls.
type lineSheet struct {
	pane
	view  *lineView
	texts []*canvas.Text
}

func newLineSheet(v *lineView) *lineSheet {
	s := &lineSheet{view: v}
	s.least = func() fyne.Size {
		return fyne.NewSize(v.widest+28, codeHeight*float32(len(v.lines))+20)
	}
	s.place = func(fyne.Size) { s.arrange() }
	s.paint = func() {
		for _, t := range s.texts {
			t.Color = theme.Color(colorText)
			t.Refresh()
		}
	}
	s.ExtendBaseWidget(s)
	return s
}

func (s *lineSheet) arrange() {
	height := s.view.scroll.Size().Height
	if height <= 0 {
		return
	}
	first := min(max(int((s.view.scroll.Offset.Y-10)/codeHeight), 0), len(s.view.lines))
	end := min(first+int(height/codeHeight)+2, len(s.view.lines))
	for len(s.texts) < end-first {
		t := newText(codeSize, false)
		t.TextStyle.Monospace = true
		s.texts = append(s.texts, t)
	}
	s.objects = s.objects[:0]
	for i := first; i < end; i++ {
		t := s.texts[i-first]
		setText(t, s.view.lines[i], colorText)
		put(t, 14, 10+codeHeight*float32(i), s.view.widest, codeHeight)
		s.objects = append(s.objects, t)
	}
}
