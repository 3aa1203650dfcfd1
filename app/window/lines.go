package window

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"sentinel/app/view"
	"sentinel/monitor"
)

// column is one of the table's columns, in their order.
type column int

const (
	columnLevel column = iota
	columnAccount
	columnRobot
	columnStatus
	columnSession
	columnOrders
	columnAge
	columnMisses
	columnStrip
	columnCount
)

// order is how the table is sorted. The zero order is by urgency.
type order struct {
	column column
	upward bool // the smallest first
}

// flip is the order after a click on a column's head: the same column turns
// round; another begins with what a person looks for there.
func (o order) flip(c column) order {
	if o.column == c {
		return order{c, !o.upward}
	}
	return order{c, c == columnAccount || c == columnRobot || c == columnStatus || c == columnSession}
}

// query names the API's nearest order, for lists too long to be sorted here.
func (o order) query(q monitor.Query) monitor.Query {
	names := map[column]string{
		columnAccount: "key", columnRobot: "key", columnStatus: "status",
		columnOrders: "orders", columnAge: "age", columnMisses: "misses",
	}
	q.Sort = names[o.column]
	if q.Sort != "" {
		q.Desc = !o.upward
	} else {
		q.Desc = o.upward
	}
	return q
}

// line is one line of the table: a subject, or the title of a group.
type line struct {
	group   string
	subject *monitor.Subject
}

// filter is what a person wants to see.
type filter struct {
	text   string
	levels []monitor.Level
}

func (f filter) empty() bool { return f.text == "" && len(f.levels) == 0 }

func (f filter) query() monitor.Query {
	return monitor.Query{Text: f.text, Levels: f.levels}
}

// Titles of the table's groups.
const (
	groupAttention = "NEEDS ATTENTION"
	groupRest      = "EVERYONE ELSE"
	groupAll       = "EVERYONE" // when nobody needs attention
)

// linesOf makes the table's lines.
func linesOf(subjects []monitor.Subject, f filter, o order) []line {
	q := f.query()
	q.Limit = len(subjects)
	kept := monitor.Select(slices.Clone(subjects), q).Subjects
	if o == (order{}) {
		view.Settle(kept)
	} else {
		slices.SortStableFunc(kept, o.compare)
	}
	lines := make([]line, 0, len(kept)+2)
	add := func(title string, attention bool) {
		first := true
		for i := range kept {
			if kept[i].NeedsAttention() != attention {
				continue
			}
			if first {
				lines = append(lines, line{group: title})
				first = false
			}
			lines = append(lines, line{subject: &kept[i]})
		}
	}
	add(groupAttention, true)
	if len(lines) == 0 {
		add(groupAll, false)
	} else {
		add(groupRest, false)
	}
	return lines
}

func (o order) compare(a, b monitor.Subject) int {
	result := o.upwards(&a, &b)
	if !o.upward {
		result = -result
	}
	return result
}

func (o order) upwards(a, b *monitor.Subject) int {
	switch o.column {
	case columnLevel:
		return -monitor.MoreUrgent(*a, *b)
	case columnAccount:
		return cmp.Or(compareFold(accountCell(a), accountCell(b)), cmp.Compare(a.Key, b.Key))
	case columnRobot:
		return cmp.Or(compareFold(robotCell(a), robotCell(b)), cmp.Compare(a.Key, b.Key))
	case columnStatus:
		return cmp.Compare(statusCell(a), statusCell(b))
	case columnSession:
		return cmp.Compare(sessionCell(a), sessionCell(b))
	case columnOrders:
		return cmp.Compare(valueOr(a.OpenOrders, -1), valueOr(b.OpenOrders, -1))
	case columnAge:
		return cmp.Compare(valueOr(a.AgeSeconds, -1), valueOr(b.AgeSeconds, -1))
	case columnMisses:
		return cmp.Compare(a.Misses, b.Misses)
	}
	return cmp.Compare(strings.Count(a.Strip, "o"), strings.Count(b.Strip, "o"))
}

func compareFold(a, b string) int { return cmp.Compare(strings.ToLower(a), strings.ToLower(b)) }

func valueOr[T any](value *T, unknown T) T {
	if value == nil {
		return unknown
	}
	return *value
}

// The texts of a row's cells.

const nothing = "–"

func accountCell(s *monitor.Subject) string { return oneLine(s.Name()) }

func robotCell(s *monitor.Subject) string {
	if s.Kind == monitor.KindAccount {
		return oneLine(s.Robot)
	}
	return nothing
}

func statusCell(s *monitor.Subject) string {
	text := cmp.Or(oneLine(s.Message), oneLine(s.Status))
	if text == "" && s.Liveness == monitor.New {
		return "never seen"
	}
	return cmp.Or(text, nothing)
}

func sessionCell(s *monitor.Subject) string {
	if s.SessionValid == nil {
		return nothing
	}
	good, bad := "active", "inactive"
	if s.Kind == monitor.KindAccount {
		good, bad = "valid", "invalid"
	}
	if *s.SessionValid {
		return good
	}
	return bad
}

// noteCell is the dim remark behind the account's name.
func noteCell(s *monitor.Subject, now time.Time) string {
	var notes []string
	switch s.Liveness {
	case monitor.Paused:
		notes = append(notes, "paused")
	case monitor.Quiet:
		notes = append(notes, "market closed")
	case monitor.Stopped:
		notes = append(notes, "stopped")
	case monitor.Unobserved:
		notes = append(notes, "not observed")
	}
	switch {
	case s.SnoozedUntil != nil && s.SnoozedUntil.After(now):
		notes = append(notes, "snoozed until "+view.Clock(*s.SnoozedUntil, now))
	case s.Acknowledged && s.NeedsAttention():
		notes = append(notes, "acknowledged")
	}
	if s.ActiveAccounts != nil {
		notes = append(notes, counted(*s.ActiveAccounts, "account", "accounts"))
	}
	return strings.Join(notes, " · ")
}

func ageCell(s *monitor.Subject, at, now time.Time) string {
	age, seen := view.Age(*s, at, now)
	switch {
	case !seen:
		return nothing
	case age < time.Second:
		return "now"
	}
	return view.Duration(age)
}
