package window

import (
	"cmp"
	"slices"
	"strings"

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

// sorts are the monitor's names of the orders, for lists too long to be sorted
// here.
var sorts = map[column]string{
	columnLevel: "urgency", columnAccount: "key", columnRobot: "key", columnStatus: "status",
	columnOrders: "orders", columnAge: "age", columnMisses: "misses",
}

// query sorts a query of the monitor by the order.
func (o order) query(q monitor.Query) monitor.Query {
	q.Sort = sorts[o.column]
	q.Desc = o.upward == (o.column == columnLevel) // by urgency the worst stands first
	return q
}

// filter is what a person wants to see.
type filter struct {
	text   string
	levels []monitor.Level
}

func (f filter) empty() bool { return f.text == "" && len(f.levels) == 0 }

func (f filter) equal(other filter) bool {
	return f.text == other.text && slices.Equal(f.levels, other.levels)
}

// mostText is how much of a filter's text the monitor takes, in bytes.
const mostText = 200

func (f filter) query() monitor.Query {
	text := f.text
	if len(text) > mostText {
		text = strings.ToValidUTF8(text[:mostText], "")
	}
	return monitor.Query{Text: text, Levels: f.levels}
}

// listOf makes the list of subjects that are all at hand.
func listOf(subjects []monitor.Subject, f filter, o order) *list {
	q := f.query()
	q.Limit = len(subjects)
	kept := monitor.Select(slices.Clone(subjects), q).Subjects
	if o == (order{}) {
		view.Settle(kept)
	} else {
		slices.SortStableFunc(kept, o.compare)
		slices.SortStableFunc(kept, attentionFirst)
	}
	attention := 0
	for attention < len(kept) && kept[attention].NeedsAttention() {
		attention++
	}
	return &list{filter: f, order: o, total: len(kept), attention: attention, subjects: kept}
}

func attentionFirst(a, b monitor.Subject) int {
	switch {
	case a.NeedsAttention() == b.NeedsAttention():
		return 0
	case a.NeedsAttention():
		return -1
	}
	return 1
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
