package window

import "sentinel/monitor"

// list is what the table shows: how many rows there are, and some of them. A
// list that came whole holds them all; of a long one it holds the rows around
// those on the screen. It has a line for each row and one for the title of each
// group; where a line stands follows from the counts alone.
type list struct {
	filter filter
	order  order
	long   bool // the monitor sorts and filters it

	total     int // rows in all
	attention int // of them in the first group, of those who need attention
	first     int // the row of the first subject
	subjects  []monitor.Subject
}

// line is one line of the table: a row, or the title of a group.
type line struct {
	group   string // the title
	row     int
	subject *monitor.Subject // nil for a title, and for a row that is still to come
}

// Titles of the table's groups.
const (
	groupAttention = "NEEDS ATTENTION"
	groupRest      = "EVERYONE ELSE"
	groupAll       = "EVERYONE" // when nobody needs attention
)

// titles counts the titles of groups above a row.
func (l *list) titles(row int) int {
	if row < l.attention || l.attention == 0 {
		return 1
	}
	return 2
}

// lines counts the lines.
func (l *list) lines() int {
	if l.total == 0 {
		return 0
	}
	return l.total + l.titles(l.total-1)
}

// lineOf is the line of a row.
func (l *list) lineOf(row int) int { return row + l.titles(row) }

// line returns a line of the table.
func (l *list) line(i int) line {
	switch {
	case i == 0 && l.attention > 0:
		return line{group: l.title(groupAttention, l.attention)}
	case i == 0:
		return line{group: l.title(groupAll, l.total)}
	case l.attention > 0 && i == l.attention+1:
		return line{group: l.title(groupRest, l.total-l.attention)}
	}
	row := i - 1
	if l.attention > 0 && i > l.attention {
		row--
	}
	return line{row: row, subject: l.at(row)}
}

// title tells how long a group is where one cannot see it.
func (l *list) title(group string, rows int) string {
	if !l.long {
		return group
	}
	return group + "  ·  " + grouped(rows)
}

// at returns the subject of a row; nil when it is still to come.
func (l *list) at(row int) *monitor.Subject {
	if i := row - l.first; i >= 0 && i < len(l.subjects) {
		return &l.subjects[i]
	}
	return nil
}

// find returns the row of a subject; -1 when it is not among those at hand.
func (l *list) find(key monitor.Key) int {
	for i := range l.subjects {
		if l.subjects[i].Key == key {
			return l.first + i
		}
	}
	return -1
}

// top is where a line begins.
func (l *list) top(i int) float32 {
	titles := 0
	if i > 0 {
		titles++
	}
	if l.attention > 0 && i > l.attention+1 {
		titles++
	}
	return groupHeight*float32(titles) + rowHeight*float32(i-titles)
}

func (l *list) height() float32 { return l.top(l.lines()) }

// lineAt is the line at a height, from the top of the first.
func (l *list) lineAt(y float32) int {
	i := max(int(y/rowHeight), 0) // no title is higher than a row, and there are two at most
	for i < l.lines() && l.top(i+1) <= y {
		i++
	}
	return i
}

func (l *list) seen(from, to float32) (first, end int) {
	first = l.lineAt(from)
	for end = first; end < l.lines() && l.top(end) < to; end++ {
	}
	return first, end
}

// sameAs tells whether two lists are the same question's answers.
func (l *list) sameAs(other *list) bool {
	return l.long == other.long && l.order == other.order && l.filter.equal(other.filter)
}
