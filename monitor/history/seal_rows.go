package history

import (
	"context"
	"database/sql"
	"slices"
	"strings"
)

// sealRows seals all rows of tables that have just got seals.
func sealRows(ctx context.Context, tx *sql.Tx, names ...string) error {
	tables, err := tablesOf(ctx, tx)
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := tables[name].sealAll(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

func (t *table) sealAll(ctx context.Context, tx *sql.Tx) error {
	var found [][]any
	if err := t.each(ctx, tx, func(values []any) error {
		found = append(found, slices.Clone(values))
		return nil
	}); err != nil {
		return err
	}
	query := strings.Replace(t.insert, "IGNORE", "REPLACE", 1)
	for _, values := range found {
		values[t.seal] = seal(t.name, t.sealed(values)...)
		if _, err := tx.ExecContext(ctx, query, values...); err != nil {
			return err
		}
	}
	return nil
}
