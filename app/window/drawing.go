package window

import (
	"fyne.io/fyne/v2"
)

// drawing is what a chart shows: made of values alone, in Fyne's units from the
// chart's top left corner. The raster paints the shapes, texts of Fyne's stand
// where the labels are, and the marks are what can be asked for by pointing.
type drawing struct {
	shapes []shape
	labels []label
	signs  []sign
	marks  []mark
}

// box is a rectangle.
type box struct{ x, y, w, h float32 }

func (b box) holds(p fyne.Position) bool {
	return p.X >= b.x && p.X < b.x+b.w && p.Y >= b.y && p.Y < b.y+b.h
}

func (b box) middle() fyne.Position { return fyne.NewPos(b.x+b.w/2, b.y+b.h/2) }

// fill is how a box is filled. The fills can be told apart without colours.
type fill uint8

const (
	solid   fill = iota
	hatched      // with oblique lines
	framed       // an outline, empty inside
)

// shape is a filled box, or a line through points.
type shape struct {
	box      box
	fill     fill
	strength float32 // of the colour over what lies below: 1 covers

	line  []fyne.Position
	width float32 // of the line
	dash  float32 // of each stroke and each gap; 0: unbroken

	ink fyne.ThemeColorName
}

// label is a word on a chart.
type label struct {
	text  string
	at    fyne.Position // the middle of its height; its left end, middle or right end
	align fyne.TextAlign
	size  float32
	bold  bool
	ink   fyne.ThemeColorName
}

// sign is one of the window's small drawings on a chart.
type sign struct {
	name string
	box  box
}

// mark is a part of a chart that says more when it is pointed at.
type mark struct {
	box   box
	words []string // lines; the first is the title
	open  func()   // what a click, or Enter, leads to; nil: nothing
}

func (d *drawing) rect(b box, ink fyne.ThemeColorName) {
	d.shapes = append(d.shapes, shape{box: b, ink: ink, strength: 1})
}

// rule draws a thin level line.
func (d *drawing) rule(x, y, w float32) {
	d.shapes = append(d.shapes, shape{box: box{x, y, w, 0}, ink: colorLine, strength: 1})
}

func (d *drawing) write(text string, x, y float32, align fyne.TextAlign, ink fyne.ThemeColorName) {
	d.labels = append(d.labels, label{text: text, at: fyne.NewPos(x, y), align: align, size: smallSize, ink: ink})
}

func (d *drawing) mark(b box, words ...string) {
	d.marks = append(d.marks, mark{box: b, words: words})
}

// Insets of a chart in its frame.
const (
	chartInset  float32 = 16
	chartTop    float32 = 41 // where the chart begins below its title
	chartAxis   float32 = 26 // for the times below it
	titleMiddle float32 = 19
)

// titled begins a chart with its title.
func titled(text string) drawing {
	var d drawing
	d.write(text, chartInset, titleMiddle, fyne.TextAlignLeading, colorDim)
	return d
}

// key is an entry of a legend: a piece of the chart and its word.
type key struct {
	shape shape // in a field of 10 by 10
	word  string
}

// legend puts entries side by side, the last one ending at right, as many of
// the first as there is room for.
func (d *drawing) legend(keys []key, left, right float32) {
	const swatch, gap, between = 10, 6, 16
	for width := right - left; len(keys) > 0; keys = keys[:len(keys)-1] {
		need := float32(-between)
		for _, k := range keys {
			need += swatch + gap + textWidth(k.word, smallSize, false) + between
		}
		if need <= width {
			left = right - need
			break
		}
	}
	for _, k := range keys {
		s := k.shape
		s.box.x += left
		s.box.y += titleMiddle - swatch/2
		d.shapes = append(d.shapes, s)
		left += swatch + gap
		d.write(k.word, left, titleMiddle, fyne.TextAlignLeading, colorDim)
		left += textWidth(k.word, smallSize, false) + between
	}
}

// nothingHere says in the middle of a chart why it is empty.
func (d *drawing) nothingHere(text string, b box) {
	m := b.middle()
	d.labels = append(d.labels, label{text: text, at: m, align: fyne.TextAlignCenter, size: textSize, ink: colorDim})
}
