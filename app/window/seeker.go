package window

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
)

const (
	seekerRows      = 10 // that are offered at once
	seekerRowHeight = 30
)

// seeker chooses one of many names: one types a part of it, and those that have
// it are offered below.
type seeker struct {
	*entry
	offer    *offer
	names    []string // all of them, or those that were found
	chosen   string
	onSeek   func(string) // the text changed
	onChoose func(string)
}

func newSeeker(width float32, onShortcut func(fyne.Shortcut) bool, onSeek, onChoose func(string)) *seeker {
	s := &seeker{onSeek: onSeek, onChoose: onChoose}
	s.entry = newEntry("Robot or account", width, onShortcut)
	s.entry.whole = true
	s.offer = newOffer(s.choose)
	s.entry.onKey = s.key
	s.entry.onFocus = func(gained bool) {
		switch {
		case gained:
			s.entry.TypedShortcut(&fyne.ShortcutSelectAll{})
			s.open("")
		case !s.offer.hovered:
			s.close()
		}
	}
	s.entry.OnChanged = func(text string) {
		if text != s.chosen {
			s.onSeek(text)
			s.open(text)
		}
	}
	return s
}

// setNames changes what there is to choose from.
func (s *seeker) setNames(names []string) {
	if slices.Equal(s.names, names) {
		return
	}
	s.names = names
	if s.offer.Visible() {
		s.open(s.sought())
	}
}

// sought is the part of a name that was typed.
func (s *seeker) sought() string {
	if s.entry.Text == s.chosen {
		return ""
	}
	return s.entry.Text
}

// set shows a choice that was made elsewhere.
func (s *seeker) set(name string) {
	s.chosen = name
	s.entry.SetText(name)
}

// open offers the names that have a part; one that is the part comes before
// those that only have it.
func (s *seeker) open(part string) {
	part = strings.ToLower(strings.TrimSpace(part))
	var found []string
	for _, name := range s.names {
		if strings.Contains(strings.ToLower(name), part) {
			found = append(found, name)
		}
	}
	at := slices.IndexFunc(found, func(name string) bool { return strings.EqualFold(name, part) })
	if at < 0 {
		at = max(slices.Index(found, s.chosen), 0)
	}
	s.offer.show(found, at)
}

// close takes the offer away, and what was typed with it.
func (s *seeker) close() {
	s.offer.Hide()
	s.entry.SetText(s.chosen)
}

func (s *seeker) choose(name string) {
	s.set(name)
	s.offer.Hide()
	s.onChoose(name)
}

func (s *seeker) key(event *fyne.KeyEvent) bool {
	switch event.Name {
	case fyne.KeyDown, fyne.KeyUp:
		if !s.offer.Visible() {
			s.open(s.sought())
			return true
		}
		step := 1
		if event.Name == fyne.KeyUp {
			step = -1
		}
		s.offer.move(step)
	case fyne.KeyReturn, fyne.KeyEnter:
		if name, any := s.offer.current(); any && s.offer.Visible() {
			s.choose(name)
		}
	case fyne.KeyEscape:
		if !s.offer.Visible() {
			return false
		}
		s.close()
	default:
		return false
	}
	return true
}

// offer is the list of names below a seeker.
type offer struct {
	pane
	names    []string
	at       int // the one that Enter chooses
	hovered  bool
	onChoose func(string)

	frame, bar *canvas.Rectangle
	texts      []*fitted
	rest       *canvas.Text
}

var (
	_ fyne.Tappable     = (*offer)(nil)
	_ desktop.Hoverable = (*offer)(nil)
)

func newOffer(onChoose func(string)) *offer {
	o := &offer{onChoose: onChoose, frame: &canvas.Rectangle{CornerRadius: 8}, bar: &canvas.Rectangle{CornerRadius: 6}, rest: newText(smallSize, false)}
	o.objects = []fyne.CanvasObject{o.frame, o.bar}
	for range seekerRows {
		t := newFitted(textSize, false)
		o.texts = append(o.texts, t)
		o.objects = append(o.objects, t.Text)
	}
	o.objects = append(o.objects, o.rest)
	o.place = o.arrange
	o.paint = func() {
		setFill(o.frame, theme.Color(theme.ColorNameMenuBackground))
		setStroke(o.frame, theme.Color(colorLine), 1)
		setFill(o.bar, theme.Color(theme.ColorNameSelection))
	}
	o.ExtendBaseWidget(o)
	o.Hide()
	return o
}

// show offers names, the one at that place first.
func (o *offer) show(names []string, at int) {
	o.names, o.at = names, at
	o.Show()
	o.fit()
}

// first is the first name that is seen.
func (o *offer) first() int {
	return min(max(o.at-seekerRows/2, 0), max(len(o.names)-seekerRows, 0))
}

// fit takes the height that the names need.
func (o *offer) fit() {
	rows := min(max(len(o.names), 1), seekerRows)
	height := float32(rows)*seekerRowHeight + 10
	if len(o.names) > seekerRows {
		height += 22
	}
	o.Resize(fyne.NewSize(o.Size().Width, height))
	o.Refresh()
}

func (o *offer) arrange(size fyne.Size) {
	put(o.frame, 0, 0, size.Width, size.Height)
	first := o.first()
	setVisible(o.bar, len(o.names) > 0)
	put(o.bar, 5, 5+seekerRowHeight*float32(o.at-first), size.Width-10, seekerRowHeight)
	for i, t := range o.texts {
		name, ink := "", colorText
		switch {
		case first+i < len(o.names):
			name = oneLine(o.names[first+i])
		case i == 0:
			name, ink = "Nobody has this in the name", colorDim
		}
		t.set(name, size.Width-28, ink)
		put(t.Text, 14, 5+seekerRowHeight*float32(i), size.Width-28, seekerRowHeight)
	}
	more := ""
	if n := len(o.names) - seekerRows; n > 0 {
		more = grouped(n) + " more: type a part of the name"
	}
	setText(o.rest, more, colorDim)
	put(o.rest, 14, size.Height-26, size.Width-28, 20)
}

func (o *offer) current() (string, bool) {
	if o.at < 0 || o.at >= len(o.names) {
		return "", false
	}
	return o.names[o.at], true
}

func (o *offer) move(step int) {
	o.at = min(max(o.at+step, 0), max(len(o.names)-1, 0))
	o.Refresh()
}

// Tapped implements fyne.Tappable.
func (o *offer) Tapped(event *fyne.PointEvent) {
	o.point(event.Position)
	if name, any := o.current(); any {
		o.onChoose(name)
	}
}

func (o *offer) point(at fyne.Position) {
	if row := int((at.Y - 5) / seekerRowHeight); row >= 0 && row < seekerRows && o.first()+row < len(o.names) {
		o.bar.Move(fyne.NewPos(5, 5+seekerRowHeight*float32(row)))
		o.at = o.first() + row
	}
}

// MouseIn implements desktop.Hoverable.
func (o *offer) MouseIn(*desktop.MouseEvent) { o.hovered = true }

// MouseMoved implements desktop.Hoverable.
func (o *offer) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (o *offer) MouseOut() { o.hovered = false }
