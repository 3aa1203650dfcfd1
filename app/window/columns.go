package window

import (
	"math"
	"time"

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
	columnGap  float32 = 16 // between two columns
)

// readable is how much Account and Status together need to be read; in a window
// with less, the columns that can best be missed go.
const readable float32 = 260

// comfortable is what they need for remarks and messages too; in a window with
// less, the strip is narrower.
const comfortable float32 = 420

// leastRobot is what the robots' names can be cut to.
const leastRobot float32 = 64

// needs is the width that the texts of some columns take.
type needs struct{ account, robot float32 }

func (n needs) most(other needs) needs {
	return needs{max(n.account, other.account), max(n.robot, other.robot)}
}

// columnSpans divides a width among the columns. Account and Status share what
// the others leave: Account what it needs, within bounds, and Status the
// rest. A column without a width is not shown.
func columnSpans(width float32, n needs) [columnCount]span {
	widths := [columnCount]float32{
		columnLevel: 18, columnRobot: min(max(n.robot, 40), 130), columnSession: 50, columnOrders: 48,
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
	if free < comfortable {
		free += stripWidth - stripNarrow
		widths[columnStrip] = stripNarrow
	}
	for _, c := range []column{columnStrip, columnSession, columnRobot} {
		if free < readable {
			free += widths[c] + columnGap
			widths[c] = 0
		}
	}
	free = max(free, 160)
	widths[columnAccount] = min(max(n.account, free*0.36), free*0.56)
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

// enough is of how many subjects the texts are measured.
const enough = 200

// needsOf measures the texts of the first subjects. What Account needs is
// rounded up, so that a remark that comes or goes seldom moves the columns.
func needsOf(subjects []monitor.Subject, now time.Time) needs {
	const step = 40
	n := needs{robot: textWidth(columnTitles[columnRobot], smallSize, false)}
	robot := ""
	for i := range subjects[:min(len(subjects), enough)] {
		s := &subjects[i]
		n.account = max(n.account, nameWidth(s, now))
		if name := robotCell(s); name != robot {
			robot = name
			n.robot = max(n.robot, textWidth(name, textSize, false))
		}
	}
	n.account = float32(math.Ceil(float64(n.account/step))) * step
	return n
}

// alignIn places text in a column.
func alignIn(c column, s span, t fyne.CanvasObject, textWidth, y, height float32) {
	x := s.left
	if c.isNumber() {
		x = s.right() - textWidth
	}
	put(t, x, y, textWidth, height)
}
