package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"sentinel/app/view"
	"sentinel/monitor"
)

// frame is what a table may take up.
type frame struct {
	columns, rows int
	colour        bool
}

// plainBelow is the width, in columns, below which only name and age are
// shown.
const plainBelow = 56

// table draws a model as lines that fit the frame: the answer first, then the
// subjects by urgency.
func table(m view.Model, now time.Time, f frame) []string {
	head := view.Head(m, now)
	lines := []string{f.paint(head.Level, true, cut(view.Glyph(head.Level)+" "+head.Title, f.columns))}
	for _, detail := range wrap(head.Detail, f.columns-2, min(3, f.rows-1-leastRows)) {
		lines = append(lines, "  "+detail)
	}
	return append(lines, f.subjects(m, now, f.rows-len(lines))...)
}

// leastRows is what a list takes that says anything: titles, one subject, and
// how many more there are.
const leastRows = 3

// subjects draws the list, the most urgent first, in at most so many rows.
func (f frame) subjects(m view.Model, now time.Time, rows int) []string {
	if len(m.Page.Subjects) == 0 || rows < leastRows {
		return nil
	}
	m.Page.Subjects = slices.Clone(m.Page.Subjects)
	if len(m.Page.Subjects) == m.Page.Total { // else one does not know who comes next by name
		view.Settle(m.Page.Subjects)
	}
	if fitting := rows - 1; len(m.Page.Subjects) > fitting {
		m.Page.Subjects = m.Page.Subjects[:fitting]
	}
	columns := f.layout(m, now)
	lines := []string{columns.header()}
	shown := min(len(m.Page.Subjects), rows-1)
	if shown < m.Page.Total {
		shown = min(shown, rows-2) // a line for the rest
	}
	for _, s := range m.Page.Subjects[:shown] {
		if m.Stalled > 0 {
			s.Level = monitor.LevelUnknown // what was known is not known now
		}
		lines = append(lines, columns.row(f, s))
	}
	if rest := m.Page.Total - shown; rest > 0 {
		lines = append(lines, cut("  … and "+view.Grouped(rest)+" more", f.columns))
	}
	return lines
}

// column is one column of a table.
type column struct {
	title string
	width int
	right bool
	value func(monitor.Subject) string
}

type columns []column

// layout picks the columns for the frame and what is there to show.
func (f frame) layout(m view.Model, now time.Time) columns {
	age := func(s monitor.Subject) string {
		switch age, seen := view.Age(s, m.At, now); {
		case !seen:
			return "never"
		case age < time.Second:
			return "now"
		default:
			return view.Duration(age)
		}
	}
	if f.columns < plainBelow {
		return columns{
			{"NAME", max(1, f.columns-17), false, func(s monitor.Subject) string { return s.Name() }},
			{"AGE", 12, true, age},
		}
	}
	list := columns{
		{"NAME", 24, false, func(s monitor.Subject) string { return s.Name() }},
		{"ROBOT", 16, false, func(s monitor.Subject) string { return s.Robot }},
		{"STATUS", 34, false, func(s monitor.Subject) string { return statusCell(s, now) }},
		{"SESSION", 8, false, session},
		{"ORDERS", 6, true, func(s monitor.Subject) string { return number(s.OpenOrders) }},
		{"AGE", 12, true, age},
		{"MISSES", 6, true, func(s monitor.Subject) string { return fmt.Sprintf("%d/%d", s.Misses, s.MaxMisses) }},
	}
	list = list.without("ROBOT", func(s monitor.Subject) bool { return s.Account != "" }, m)
	list = list.without("SESSION", func(s monitor.Subject) bool { return s.SessionValid != nil }, m)
	list = list.without("ORDERS", func(s monitor.Subject) bool { return s.OpenOrders != nil }, m)
	list.shrink(m)
	for _, title := range []string{"MISSES", "SESSION", "", "ROBOT", "ORDERS"} { // the least missed first
		if list.total() <= f.columns {
			break
		}
		if title == "" {
			list.cutStatus(f.columns, 18)
			continue
		}
		list = list.without(title, func(monitor.Subject) bool { return false }, m)
	}
	list.cutStatus(f.columns, 7)
	if spare := f.columns - list.total(); spare >= 12 {
		length := min(spare-2, longestStrip(m))
		list = append(list, column{"INTERVALS", max(9, length), true, func(s monitor.Subject) string {
			return strip(s.Strip, length)
		}})
	}
	return list
}

func longestStrip(m view.Model) (longest int) {
	for _, s := range m.Page.Subjects {
		longest = max(longest, len(s.Strip))
	}
	return longest
}

// without drops a column in which nobody has anything to show.
func (c columns) without(title string, has func(monitor.Subject) bool, m view.Model) columns {
	for _, s := range m.Page.Subjects {
		if has(s) {
			return c
		}
	}
	var kept columns
	for _, one := range c {
		if one.title != title {
			kept = append(kept, one)
		}
	}
	return kept
}

// shrink makes every column as narrow as its content lets it.
func (c columns) shrink(m view.Model) {
	for i := range c {
		widest := cells(c[i].title)
		for _, s := range m.Page.Subjects {
			widest = max(widest, cells(printable(c[i].value(s))))
		}
		c[i].width = min(c[i].width, widest)
	}
}

// cutStatus makes the status as narrow as the frame needs it, but no narrower
// than least.
func (c columns) cutStatus(width, least int) {
	i := slices.IndexFunc(c, func(one column) bool { return one.title == "STATUS" })
	if excess := c.total() - width; excess > 0 {
		c[i].width = max(min(least, c[i].width), c[i].width-excess)
	}
}

// total is how wide a row is: the glyph, and two blanks before each column.
func (c columns) total() int {
	sum := 1
	for _, one := range c {
		sum += one.width + 2
	}
	return sum
}

func (c columns) header() string {
	line := " "
	for _, one := range c {
		line += "  " + one.fit(one.title)
	}
	return strings.TrimRight(line, " ")
}

func (c columns) row(f frame, s monitor.Subject) string {
	glyph := view.Glyph(s.Level)
	line := ""
	for _, one := range c {
		line += "  " + one.fit(cmp.Or(one.value(s), "–"))
	}
	return f.paint(s.Level, false, glyph) + strings.TrimRight(line, " ")
}

func (c column) fit(value string) string {
	if c.right {
		return fitRight(value, c.width)
	}
	return fit(value, c.width)
}

func statusCell(s monitor.Subject, now time.Time) string {
	state, silence := s.Status, view.LivenessWord(s)
	if state != "" && silence != "" {
		state += " · "
	}
	words := []string{cmp.Or(state+silence, string(s.Liveness))}
	if crew, certain := view.CrewNote(s); !certain {
		words = append(words, crew)
	}
	if s.Unexpected != "" {
		words = append(words, "jump")
	}
	if s.Cause == monitor.CauseClock {
		words = append(words, "clock")
	}
	return strings.Join(append(words, marks(s, now)...), ", ")
}

func number(n *int) string {
	if n == nil {
		return ""
	}
	return fmt.Sprint(*n)
}

// strip draws the latest intervals in signs that differ in shape.
func strip(marks string, length int) string {
	if len(marks) > length {
		marks = marks[len(marks)-length:]
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case monitor.MarkOnTime:
			return '·'
		case monitor.MarkLate:
			return '!'
		case monitor.MarkMissed:
			return 'x'
		case monitor.MarkTrouble:
			return 'E'
		}
		return '-'
	}, marks)
}

// paint colours a text by a level, where colours are wanted.
func (f frame) paint(level monitor.Level, bold bool, text string) string {
	if !f.colour {
		return text
	}
	code := map[monitor.Level]string{
		monitor.LevelOK: "32", monitor.LevelWarning: "33", monitor.LevelCritical: "31",
		monitor.LevelUnknown: "35", monitor.LevelOff: "90",
	}[level]
	if bold {
		code = "1;" + code
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// wrap breaks a text into at most limit lines of at most n cells; none when
// limit is not positive.
func wrap(text string, n, limit int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(printable(text)) {
		switch {
		case line == "":
			line = word
		case cells(line)+1+cells(word) <= n:
			line += " " + word
		default:
			lines = append(lines, cut(line, n))
			line = word
		}
	}
	if line != "" {
		lines = append(lines, cut(line, n))
	}
	return lines[:max(0, min(len(lines), limit))]
}
