package history

import (
	"context"
	"database/sql"
	"errors"

	"sentinel/monitor"
)

// nameOf returns the number of a subject that has a history; 0: it has none.
func nameOf(ctx context.Context, from querier, key monitor.Key) (id int64, err error) {
	err = from.QueryRowContext(ctx, "SELECT id FROM names WHERE key = ?", string(key)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return id, err
}

// Knows tells whether a subject has a history, also one that is not watched any
// more.
func (s *Store) Knows(ctx context.Context, key monitor.Key) (bool, error) {
	id, err := nameOf(ctx, s.readers, key)
	return id != 0, wrapped("read the names", err)
}

// giveName returns the number of a subject, which from now on has one.
func giveName(ctx context.Context, tx *sql.Tx, key monitor.Key) (id int64, err error) {
	id, err = nameOf(ctx, tx, key)
	if err != nil || id != 0 {
		return id, err
	}
	if err := tx.QueryRowContext(ctx, "SELECT MAX(COALESCE((SELECT MAX(id) FROM names), 0), "+
		"COALESCE((SELECT value FROM numbers WHERE name = ?), 0)) + 1", namedNumber).Scan(&id); err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO names (id, key, seal) VALUES (?, ?, ?)", id, string(key), seal("names", id, string(key)))
	return id, err
}

// querier is what a database, a connection and a transaction have in common.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}
