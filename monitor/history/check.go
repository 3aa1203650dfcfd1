package history

import (
	"context"
	"maps"
	"slices"
)

// Check looks at all that is kept, and begins the file anew when some of it is
// damaged: of what nobody looks at nobody would know. It takes about a second
// for 50 MB, and keeps no writer waiting. The error is only of a check that could
// not be made.
func (s *Store) Check(ctx context.Context) error {
	if s.file == nil || s.Salvaging() {
		return nil
	}
	generation := s.generation()
	tables, err := tablesOf(ctx, s.readers)
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		if err == nil {
			err = checkStructure(ctx, s.readers, "integrity_check", name)
		}
		if err == nil {
			err = s.checkRows(ctx, tables[name])
		}
	}
	if isDamage(err) {
		return s.mend(ctx, damage{generation, err})
	}
	return wrapped("check the history", err)
}

// checkRows looks at the checksum of each row of a table.
func (s *Store) checkRows(ctx context.Context, t *table) error {
	return t.each(ctx, s.readers, func(values []any) error {
		if !t.checksumHolds(values) {
			return errForged
		}
		return nil
	})
}

// each calls a function with all rows of a table; the values are valid until it
// returns.
func (t *table) each(ctx context.Context, from querier, row func(values []any) error) error {
	rows, err := from.QueryContext(ctx, "SELECT * FROM "+t.name)
	if err != nil {
		return err
	}
	defer rows.Close()
	values := make([]any, len(t.columns))
	places := make([]any, len(values))
	for i := range values {
		places[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			return err
		}
		if err := row(values); err != nil {
			return err
		}
	}
	return rows.Err()
}
