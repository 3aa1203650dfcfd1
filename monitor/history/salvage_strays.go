package history

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"sentinel/monitor/history/wreck"
)

// straysPart is what is left when all tables are saved: rows of pages that no
// table is known to have, since what led to them is damaged. What table a row is
// of, its checksum tells.
const straysPart = "(strays)"

// astray tells whether rows of the tables may be among the strays.
func (s *salvage) astray(tables ...string) bool {
	for _, name := range tables {
		if _, known := s.roots[name]; !known || s.lost[name].Pages > 0 {
			return true
		}
	}
	return false
}

// eachStray calls each with the strays that are rows of some table.
func (s *salvage) eachStray(each func(t *table, values []any) error) error {
	for _, root := range s.roots { // to know what is no stray
		_, _ = s.from.Rows(root, every, func(wreck.Row) error { return nil })
	}
	if err := s.from.Strays(func(row wreck.Row) error { // to know whose they are
		if t, values := s.tableOf(row); t != nil && t.name == "names" {
			s.belongs(t, values)
		}
		return nil
	}); err != nil {
		return err
	}
	return s.from.Strays(func(row wreck.Row) error {
		t, values := s.tableOf(row)
		if t == nil || !s.belongs(t, values) {
			return nil
		}
		return each(t, values)
	})
}

// tableOf finds the table that a row is of by its form and its checksum.
func (s *salvage) tableOf(row wreck.Row) (*table, []any) {
	for _, t := range s.tables {
		form := t.current(row.Values)
		if len(form) != len(t.columns) || t.seal >= 0 && form[t.seal] == nil {
			continue
		}
		checked := t.seal >= 0 || t.name == "days" || t.name == "blocks" || t.name == "tails"
		if !checked || (t.id >= 0) != (form[max(t.id, 0)] == nil) {
			continue
		}
		if values, ok := t.believe(wreck.Row{ID: row.ID, Values: slices.Clone(form)}); ok {
			return t, values
		}
	}
	return nil, nil
}

// strayInsert is how a stray is inserted: of two states of a subject, and of
// two values of a number, the later one holds.
func (t *table) strayInsert() string {
	switch t.name {
	case "subjects":
		return "INSERT INTO subjects VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET at = excluded.at, state = excluded.state, seal = excluded.seal WHERE excluded.at > at"
	case "numbers":
		return "INSERT INTO numbers VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value, seal = excluded.seal WHERE excluded.value > value"
	}
	return t.insert
}

// saveStrays saves strays of vital tables, until so late at most.
func (s *salvage) saveStrays(ctx context.Context, tx *sql.Tx, until time.Time) error {
	late := errors.New("late")
	err := s.eachStray(func(t *table, values []any) error {
		if time.Now().After(until) {
			return late
		}
		if _, isVital := s.after(ctx, tx, t.name); !isVital || t.hasEnded(values) {
			return nil
		}
		s.count(t, values)
		_, err := tx.ExecContext(ctx, t.strayInsert(), values...)
		if refusedRow(err) {
			return nil
		}
		return err
	})
	if errors.Is(err, late) {
		return nil
	}
	return err
}
