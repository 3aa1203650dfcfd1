package window

import (
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// flow lays lines of text below one another, with room left for other things
// between them. What is long goes on in the next line: nothing is cut away.
type flow struct {
	x, y, width float32
	lines       []flowLine
}

type flowLine struct {
	text string
	x, y float32
	size float32
	bold bool
	ink  fyne.ThemeColorName
}

// write lays a text.
func (f *flow) write(text string, size float32, bold bool, ink fyne.ThemeColorName) {
	f.beside(0, text, size, bold, ink)
}

// beside lays a text so far from the left.
func (f *flow) beside(left float32, text string, size float32, bold bool, ink fyne.ThemeColorName) {
	for _, line := range fold(text, f.width-left, size, bold) {
		f.lines = append(f.lines, flowLine{line, f.x + left, f.y, size, bold, ink})
		f.y += size + 6
	}
}

// pair lays a text at the left, as it is, and another beside it.
func (f *flow) pair(left, right string, indent, size float32, ink fyne.ThemeColorName) {
	f.lines = append(f.lines, flowLine{left, f.x, f.y, size, false, colorDim})
	f.beside(indent, right, size, false, ink)
}

// caption begins a part.
func (f *flow) caption(text string) {
	f.y += 14
	f.write(text, smallSize, false, colorDim)
	f.y += 2
}

// room leaves a height free, and says from where.
func (f *flow) room(height float32) (y float32) {
	y = f.y
	f.y += height
	return y
}

// texts makes or uses again a text for each line.
func (f *flow) texts(used []*canvas.Text) []*canvas.Text {
	for len(used) < len(f.lines) {
		used = append(used, newText(textSize, false))
	}
	for i, t := range used {
		setVisible(t, i < len(f.lines))
		if i < len(f.lines) {
			l := f.lines[i]
			t.TextSize, t.TextStyle.Bold = l.size, l.bold
			setText(t, l.text, l.ink)
			put(t, l.x, l.y, f.width, l.size+6)
		}
	}
	return used
}

// fold breaks text into lines of a width; a word that is wider than that is
// broken too.
func fold(s string, width, size float32, bold bool) (lines []string) {
	line := ""
	for _, word := range words(s) {
		longer := word
		if line != "" {
			longer = line + " " + word
		}
		if textWidth(longer, size, bold) <= width {
			line = longer
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for line = word; textWidth(line, size, bold) > width; {
			n := fitting(line, width, size, bold)
			lines = append(lines, line[:n])
			line = line[n:]
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// fitting is how many bytes of a word fit into a width; one character at the
// least.
func fitting(word string, width, size float32, bold bool) int {
	var ends []int // of its characters
	for at := range word {
		if at > 0 {
			ends = append(ends, at)
		}
	}
	ends = append(ends, len(word))
	fit := sort.Search(len(ends), func(i int) bool { return textWidth(word[:ends[i]], size, bold) > width })
	return ends[max(fit-1, 0)]
}
