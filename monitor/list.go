package monitor

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Page is a part of the list of subjects, with what holds for all of them.
type Page struct {
	Total    int           `json:"total"` // subjects that the query matched
	Overall  Level         `json:"overall"`
	Counts   map[Level]int `json:"counts"` // of all subjects, whatever the query
	Subjects []Subject     `json:"subjects"`
}

// Limits of a page.
const (
	DefaultLimit = 100
	MaxLimit     = 1000
)

// Query selects subjects. The zero Query is the first DefaultLimit by urgency.
type Query struct {
	Text   string  // part of key, status or message, whatever its case
	Robot  string  // exact
	Levels []Level // any of them; empty: all
	Sort   string  // urgency (default), key, age, level, status, orders, misses
	Desc   bool    // turn the order round; ties stay in the order of their keys
	Offset int
	Limit  int // 0: DefaultLimit; at most MaxLimit
}

// ErrBadQuery is wrapped by Query.Check.
var ErrBadQuery = errors.New("bad query")

// Sorts are the orders that a Query knows.
var Sorts = []string{"urgency", "key", "age", "level", "status", "orders", "misses"}

// Check says what is wrong with the query, if anything.
func (q Query) Check() error {
	switch {
	case q.Sort != "" && !slices.Contains(Sorts, q.Sort):
		return fmt.Errorf("%w: sort %q: want one of %s", ErrBadQuery, q.Sort, strings.Join(Sorts, ", "))
	case q.Offset < 0:
		return fmt.Errorf("%w: offset %d: want 0 or more", ErrBadQuery, q.Offset)
	case q.Limit < 0 || q.Limit > MaxLimit:
		return fmt.Errorf("%w: limit %d: want 1 to %d", ErrBadQuery, q.Limit, MaxLimit)
	}
	return nil
}

// Select answers a query over all subjects. It reorders all.
func Select(all []Subject, q Query) Page {
	page := Page{Overall: Overall(all), Counts: Count(all)}
	matched := slices.DeleteFunc(all, func(s Subject) bool { return !q.matches(s) })
	slices.SortFunc(matched, q.compare)
	page.Total = len(matched)
	limit := q.Limit
	if limit == 0 {
		limit = DefaultLimit
	}
	from := min(q.Offset, len(matched))
	page.Subjects = matched[from:min(from+limit, len(matched))]
	return page
}

// Overall is the worst level of all subjects but bystanders; LevelOff when
// there are none.
func Overall(subjects []Subject) Level {
	worst := LevelOff
	for _, s := range subjects {
		if !s.Bystander {
			worst = max(worst, s.Level)
		}
	}
	return worst
}

// Count returns how many subjects have each level; every level has an entry.
func Count(subjects []Subject) map[Level]int {
	counts := make(map[Level]int, len(Levels))
	for _, level := range Levels {
		counts[level] = 0
	}
	for _, s := range subjects {
		counts[s.Level]++
	}
	return counts
}

// MoreUrgent compares two subjects by urgency: the worse level first, one with
// open orders before one without, then the older beat, then the key.
func MoreUrgent(a, b Subject) int { return cmp.Or(urgency(a, b), cmp.Compare(a.Key, b.Key)) }

func urgency(a, b Subject) int {
	return cmp.Or(
		-cmp.Compare(a.Level, b.Level),
		-cmp.Compare(hasOrders(a), hasOrders(b)),
		-cmp.Compare(ageOf(a), ageOf(b)),
	)
}

func (q Query) matches(s Subject) bool {
	if q.Robot != "" && s.Robot != q.Robot {
		return false
	}
	if len(q.Levels) > 0 && !slices.Contains(q.Levels, s.Level) {
		return false
	}
	return q.Text == "" || ContainsFold(string(s.Key), q.Text) ||
		ContainsFold(s.Status, q.Text) || ContainsFold(s.Message, q.Text)
}

// ContainsFold says whether part is in s, whatever the case of their letters.
func ContainsFold(s, part string) bool {
	return strings.Contains(strings.ToLower(s), strings.ToLower(part))
}

func (q Query) compare(a, b Subject) int {
	var order int
	switch q.Sort {
	case "", "urgency":
		order = urgency(a, b)
	case "age":
		order = cmp.Compare(ageOf(a), ageOf(b))
	case "level":
		order = -cmp.Compare(a.Level, b.Level)
	case "status":
		order = cmp.Compare(a.Status, b.Status)
	case "orders":
		order = cmp.Compare(ordersOf(a), ordersOf(b))
	case "misses":
		order = cmp.Compare(a.Misses, b.Misses)
	case "key":
		order = cmp.Compare(a.Key, b.Key)
	}
	if q.Desc {
		order = -order
	}
	return cmp.Or(order, cmp.Compare(a.Key, b.Key))
}

func hasOrders(s Subject) int {
	if ordersOf(s) > 0 {
		return 1
	}
	return 0
}

func ordersOf(s Subject) int {
	if s.OpenOrders == nil {
		return -1
	}
	return *s.OpenOrders
}

func ageOf(s Subject) float64 {
	if s.AgeSeconds == nil {
		return -1
	}
	return *s.AgeSeconds
}
