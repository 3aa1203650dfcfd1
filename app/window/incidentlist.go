package window

import (
	"sort"
	"time"

	"sentinel/app/view"
)

// Heights of the lines of the list of troubles.
const (
	troubleHeight float32 = 54
	dayHeight     float32 = 36
)

// troubleList is the lines that the list shows, from the top: the open ones, then
// those that ended, day by day.
type troubleList struct {
	lines []troubleLine
	tops  []float32 // where each line begins, and in the end where the last ends
	rows  []int     // the lines that are no titles
}

// troubleLine is a trouble, or the title of those below it.
type troubleLine struct {
	title   string
	trouble *episode
}

// newTroubleList lists troubles, of which the first few are open.
func newTroubleList(picked []*episode, open int, now time.Time) *troubleList {
	l := &troubleList{tops: []float32{0}}
	day := ""
	for i, t := range picked {
		title := view.Day(t.Last().Opened, now)
		if i < open {
			title = "Open now  ·  " + grouped(open)
		}
		if title != day {
			day = title
			l.add(troubleLine{title: title}, dayHeight)
		}
		l.rows = append(l.rows, len(l.lines))
		l.add(troubleLine{trouble: t}, troubleHeight)
	}
	return l
}

func (l *troubleList) add(line troubleLine, height float32) {
	l.lines = append(l.lines, line)
	l.tops = append(l.tops, l.height()+height)
}

func (l *troubleList) height() float32 { return l.tops[len(l.tops)-1] }

// seen are the lines [first, end) of which something is between two heights.
func (l *troubleList) seen(from, to float32) (first, end int) {
	first = sort.Search(len(l.lines), func(i int) bool { return l.tops[i+1] > from })
	end = sort.Search(len(l.lines), func(i int) bool { return l.tops[i] >= to })
	return first, max(first, end)
}

// find returns the row of a trouble; -1 when it is not listed.
func (l *troubleList) find(id string) int {
	for row, line := range l.rows {
		if l.lines[line].trouble.id() == id {
			return row
		}
	}
	return -1
}

// at returns the trouble of a row.
func (l *troubleList) at(row int) *episode { return l.lines[l.rows[row]].trouble }
