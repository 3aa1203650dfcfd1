package window

import "sort"

// Heights of the lines of a roll.
const (
	entryHeight float32 = 54
	titleHeight float32 = 36
)

// rolled is what a roll lists: things that can be told apart.
type rolled interface {
	comparable
	id() string
}

// roll is the lines of a list from the top: things, under titles such as the day
// that they are of.
type roll[T rolled] struct {
	lines []rollLine[T]
	tops  []float32 // where each line begins, and in the end where the last ends
	rows  []int     // the lines that are no titles
}

// rollLine is a thing and the title that it stands under, or a title alone.
type rollLine[T rolled] struct {
	title string
	item  T
}

func (l rollLine[T]) isTitle() bool {
	var none T
	return l.item == none
}

// newRoll lists things under the titles that they have; neighbours share one.
func newRoll[T rolled](items []T, title func(i int) string) *roll[T] {
	l := &roll[T]{tops: []float32{0}}
	above := ""
	for i, item := range items {
		if t := title(i); t != above {
			above = t
			l.add(rollLine[T]{title: t}, titleHeight)
		}
		l.rows = append(l.rows, len(l.lines))
		l.add(rollLine[T]{above, item}, entryHeight)
	}
	return l
}

func (l *roll[T]) add(line rollLine[T], height float32) {
	l.lines = append(l.lines, line)
	l.tops = append(l.tops, l.height()+height)
}

func (l *roll[T]) height() float32 { return l.tops[len(l.tops)-1] }

func (l *roll[T]) top(line int) float32 { return l.tops[line] }

func (l *roll[T]) seen(from, to float32) (first, end int) {
	first = sort.Search(len(l.lines), func(i int) bool { return l.tops[i+1] > from })
	end = sort.Search(len(l.lines), func(i int) bool { return l.tops[i] >= to })
	return first, max(first, end)
}

// find returns the row of a thing; -1 when it is not listed.
func (l *roll[T]) find(id string) int {
	for row := range l.rows {
		if l.at(row).id() == id {
			return row
		}
	}
	return -1
}

// at returns the thing of a row.
func (l *roll[T]) at(row int) T { return l.lines[l.rows[row]].item }
