package window

import (
	"slices"

	"fyne.io/fyne/v2"

	"sentinel/monitor"
)

// columnTitles are the heads of the columns.
var columnTitles = [columnCount]string{
	columnAccount: "Account", columnRobot: "Robot", columnStatus: "Status", columnSession: "Session",
	columnOrders: "Orders", columnAge: "Last beat", columnMisses: "Misses", columnStrip: "Last 60 intervals",
}

// isNumber tells whether a column is of numbers, which stand at its right.
func (c column) isNumber() bool {
	return c == columnOrders || c == columnAge || c == columnMisses
}

// span is where a column stands.
type span struct{ left, width float32 }

func (s span) right() float32 { return s.left + s.width }
func (s span) shown() bool    { return s.width > 0 }

const (
	tableInset float32 = 10 // around the whole table
	columnGap  float32 = 20 // between two columns
)

// readable is how much Account and Status together need to be read; in a window
// with less, the columns that can best be missed go.
const readable float32 = 260

// leastRobot is what the robots' names can be cut to.
const leastRobot float32 = 64

// columnSpans divides a width among the columns. Account and Status share what
// the others leave; robots is the width that the names of the robots need. A
// column without a width is not shown.
func columnSpans(width, robots float32) [columnCount]span {
	widths := [columnCount]float32{
		columnLevel: 18, columnRobot: min(max(robots, 40), 130), columnSession: 50, columnOrders: 48,
		columnAge: 92, columnMisses: 46, columnStrip: stripWidth,
	}
	free := width - 2*tableInset - 20 - columnGap*float32(columnCount-1)
	for _, w := range widths {
		free -= w
	}
	if give := min(readable-free, widths[columnRobot]-leastRobot); give > 0 {
		free += give
		widths[columnRobot] -= give
	}
	for _, c := range []column{columnStrip, columnSession, columnRobot} {
		if free < readable {
			free += widths[c] + columnGap
			widths[c] = 0
		}
	}
	free = max(free, 160)
	widths[columnAccount] = free * 0.52
	widths[columnStatus] = free - widths[columnAccount]
	var spans [columnCount]span
	x := tableInset + 10
	for c, w := range widths {
		spans[c] = span{x, w}
		if w > 0 {
			x += w + columnGap
		}
	}
	return spans
}

// robotsWidth is the width that the names of the robots need, of the first few
// different ones.
func robotsWidth(subjects []monitor.Subject) float32 {
	const enough = 50
	var names []string
	widest := textWidth(columnTitles[columnRobot], smallSize, false)
	for i := range subjects {
		name := robotCell(&subjects[i])
		if slices.Contains(names, name) {
			continue
		}
		if names = append(names, name); len(names) > enough {
			break
		}
		widest = max(widest, textWidth(name, textSize, false))
	}
	return widest
}

// alignIn places text in a column.
func alignIn(c column, s span, t fyne.CanvasObject, textWidth, y, height float32) {
	x := s.left
	if c.isNumber() {
		x = s.right() - textWidth
	}
	put(t, x, y, textWidth, height)
}
