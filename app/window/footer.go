package window

import (
	"fmt"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/api"
)

const footerHeight float32 = 34

// restWidth is the room for how many more there are.
const restWidth float32 = 84

// footer tells which sources are watched and how they are.
type footer struct {
	pane
	border *canvas.Rectangle
	right  *canvas.Text
	rest   *canvas.Text // how many there was no room for
	signs  []*canvas.Image
	texts  []*canvas.Text
	items  []footItem
}

// footItem is one source, or the monitor itself.
type footItem struct{ icon, text string }

func newFooter() *footer {
	f := &footer{border: &canvas.Rectangle{}, right: newText(smallSize, false), rest: newText(smallSize, false)}
	f.objects = []fyne.CanvasObject{f.border, f.right, f.rest}
	f.least = func() fyne.Size { return fyne.NewSize(400, footerHeight) }
	f.place = f.arrange
	f.paint = func() {
		setFill(f.border, theme.Color(colorLine))
		setText(f.right, f.right.Text, colorDim)
		setText(f.rest, f.rest.Text, colorDim)
		for i, item := range f.items {
			setIcon(f.signs[i], "small-"+item.icon)
			setText(f.texts[i], f.texts[i].Text, colorDim)
		}
	}
	f.ExtendBaseWidget(f)
	return f
}

func (f *footer) show(items []footItem, right string) {
	if slices.Equal(items, f.items) && f.right.Text == right {
		return
	}
	f.items = items
	for len(f.signs) < len(items) {
		sign, text := newIcon(), newText(smallSize, false)
		f.signs, f.texts = append(f.signs, sign), append(f.texts, text)
		f.objects = append(f.objects, sign, text)
	}
	setText(f.right, right, colorDim)
	f.Refresh()
}

func (f *footer) arrange(size fyne.Size) {
	put(f.border, 0, 0, size.Width, 1)
	rightWidth := textWidth(f.right.Text, smallSize, false)
	put(f.right, size.Width-20-rightWidth, 0, rightWidth, size.Height)
	limit := size.Width - 20 - rightWidth - 22
	whole := float32(21)
	for _, item := range f.items {
		whole += 14 + textWidth(item.text, smallSize, false) + 22
	}
	if whole-22 > limit {
		limit -= restWidth
	}
	x, shown := float32(21), 0
	for i := range f.signs {
		fits := false
		if i < len(f.items) {
			room := limit - x - 14
			// A source that cannot be told apart any more is left out; the last
			// that fits may be cut.
			if fits = room > 60; fits {
				setText(f.texts[i], cut(f.items[i].text, room, smallSize, false), colorDim)
			}
		}
		setVisible(f.signs[i], fits)
		setVisible(f.texts[i], fits)
		if fits {
			width := textWidth(f.texts[i].Text, smallSize, false)
			put(f.signs[i], x, (size.Height-9)/2, 9, 9)
			put(f.texts[i], x+14, 0, width, size.Height)
			x += 14 + width + 22
			shown++
		}
	}
	setVisible(f.rest, shown < len(f.items))
	if shown < len(f.items) {
		setText(f.rest, fmt.Sprintf("+ %d more", len(f.items)-shown), colorDim)
		put(f.rest, x, 0, restWidth, size.Height)
	}
}

// worthTelling are the sources but for the built-in one, when nobody uses it and
// others are known.
func worthTelling(s snapshot) []api.SourceInfo {
	placeholder := modelOf(s).Placeholder()
	if placeholder == nil {
		return s.sources
	}
	return slices.DeleteFunc(slices.Clone(s.sources), func(source api.SourceInfo) bool { return source.Key == placeholder.Key })
}

// footItems tells the sources, the ones in trouble first, and where the
// monitor listens.
func footItems(sources []api.SourceInfo, address string) []footItem {
	items := make([]footItem, 0, len(sources)+1)
	for _, s := range sources {
		items = append(items, footItem{sourceIcon(s), sourceWords(s)})
	}
	slices.SortStableFunc(items, func(a, b footItem) int { return troubled(b) - troubled(a) })
	if address != "" {
		items = append(items, footItem{view.IconOK, "Monitor " + address})
	}
	return items
}

func troubled(i footItem) int {
	if i.icon == view.IconWarning {
		return 1
	}
	return 0
}

func sourceIcon(s api.SourceInfo) string {
	switch {
	case s.LastLook == nil, absent(s):
		return view.IconOff
	case s.Healthy:
		return view.IconOK
	}
	return view.IconWarning
}

// absent tells that there is nothing to read yet, which is no trouble of the
// source.
func absent(s api.SourceInfo) bool { return !s.Healthy && s.Cause == monitor.CauseNone }

func sourceWords(s api.SourceInfo) string {
	kinds := map[string]string{"file": "File", "http": "Endpoint", "receiver": "Receiver"}
	words := kinds[s.Kind]
	if words == "" {
		words = "Source"
	}
	if s.Name != s.Kind {
		words += " " + oneLine(s.Name)
	}
	switch {
	case s.LastLook == nil:
	case absent(s):
		words += ": not there"
	case !s.Healthy:
		words += ": " + string(s.Cause)
	case s.Kind == "http" && s.Latency != nil:
		words += fmt.Sprintf(" %d ms", max(1, time.Duration(*s.Latency*float64(time.Second)).Milliseconds()))
	}
	return words
}

func watchingSince(info api.Info, now time.Time) string {
	if info.Started.IsZero() {
		return ""
	}
	words := "Watching since " + view.Clock(info.Started, now)
	if megabytes := info.HistoryBytes >> 20; megabytes > 0 {
		words += fmt.Sprintf(" · history %d MB", megabytes)
	}
	return words
}
