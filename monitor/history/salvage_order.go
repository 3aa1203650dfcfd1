package history

import "sentinel/monitor/history/wreck"

// ordered passes on the rows of a table that is sorted by its first two columns,
// two numbers, but for those that do not stand where they belong: one of these
// numbers is damaged.
type ordered struct {
	each         func(values []any) error
	before, held []any
	misplaced    int
}

func (o *ordered) add(values []any) error {
	switch {
	case o.held == nil || less(o.held, values):
	case o.before == nil || less(o.before, values): // it is the one before that is too high
		o.misplaced++
		o.held = values
		return nil
	default:
		o.misplaced++
		return nil
	}
	err := o.flush()
	o.held = values
	return err
}

func (o *ordered) flush() error {
	if o.held == nil {
		return nil
	}
	o.before, o.held = o.held, nil
	return o.each(o.before)
}

func less(a, b []any) bool {
	for i := range 2 {
		x, _ := a[i].(int64)
		y, _ := b[i].(int64)
		if x != y {
			return x < y
		}
	}
	return false
}

// owners says whose packed beats are whose, as the index of their table has it:
// nothing else tells when the subject in a row is damaged. Nil: the index is
// damaged itself.
type owners map[[2]int64]bool // of a subject, and the time of the latest beat

func (s *salvage) ownersOf(table string) owners {
	index, subject, last := "blocks_of", 0, 1
	switch table {
	case "blocks":
	case "tails":
		index, subject, last = "tails_last", 1, 0
	default:
		return nil
	}
	root, known := s.roots[index]
	if !known {
		return nil
	}
	found := owners{}
	var before []any
	sound := true
	lost, _ := s.from.Rows(root, every, func(row wreck.Row) error {
		if len(row.Values) < 2 || before != nil && less(row.Values, before) {
			sound = false
			return nil
		}
		before = row.Values
		of, _ := row.Values[subject].(int64)
		at, _ := row.Values[last].(int64)
		found[[2]int64{of, at}] = true
		return nil
	})
	if !sound || lost != (wreck.Lost{}) {
		return nil
	}
	return found
}

// has tells whether a row of packed beats belongs to the subject that it names.
func (o owners) has(t *table, values []any) bool {
	if o == nil {
		return true
	}
	n := len(values)
	subject, _ := values[0].(int64)
	if t.name == "blocks" {
		subject, _ = values[1].(int64)
	}
	last, _ := values[n-2].(int64)
	return o[[2]int64{subject, last}]
}
