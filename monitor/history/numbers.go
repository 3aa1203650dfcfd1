package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Names in the table numbers.
const (
	watermarkNumber = "watermark" // see Changes.Watermark
	prunedNumber    = "pruned"    // the newest beat that Prune has removed
)

// Watermark returns the newest beat that the saved subjects have taken in: what
// came after it is to be taken in again at start. 0: none.
func (s *Store) Watermark(ctx context.Context) (id int64, err error) {
	err = s.db.QueryRowContext(ctx, "SELECT value FROM numbers WHERE name = ?", watermarkNumber).Scan(&id)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("read which beats were taken in: %w", err)
	}
	return id, nil
}

func setNumber(ctx context.Context, tx *sql.Tx, name string, value int64) error {
	_, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO numbers (name, value) VALUES (?, ?)", name, value)
	return err
}
