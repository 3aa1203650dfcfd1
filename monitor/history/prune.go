package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// pruneRows is how many beats one transaction removes: Append waits for it.
const pruneRows = 1000

// pruneBlocks is the same for packed blocks.
const pruneBlocks = 200

// Prune removes the beats that were taken before that instant, in the order of
// their arrival: it ends at the first younger one, of each subject where they
// are packed. Of packed beats a block goes with its youngest. It returns how
// many arrivals and blocks are gone, also with an error. What it frees is used
// again; the file does not shrink.
func (s *Store) Prune(ctx context.Context, before time.Time) (removed int64, err error) {
	if err := s.noteGone(ctx, dayOf(before)); err != nil {
		return 0, fmt.Errorf("remove old beats: %w", err)
	}
	for {
		n, err := s.pruneBlocks(ctx, before.UnixMilli())
		if err != nil {
			return removed, fmt.Errorf("remove old beats: %w", err)
		}
		removed += n
		if n < pruneBlocks {
			break
		}
	}
	for {
		n, err := s.pruneSome(ctx, before.UnixNano())
		if err != nil {
			return removed, fmt.Errorf("remove old beats: %w", err)
		}
		removed += n
		if n < pruneRows {
			return removed, nil
		}
	}
}

// noteGone notes, before beats of a day are removed, that this day and those
// before cannot be summed up from their beats any more.
func (s *Store) noteGone(ctx context.Context, day int64) error {
	noted, err := s.number(ctx, goneNumber)
	if err != nil || day <= noted {
		return err
	}
	return s.setNumber(ctx, goneNumber, day)
}

func (s *Store) pruneBlocks(ctx context.Context, before int64) (removed int64, err error) {
	old, err := s.oldBlocks(ctx, before)
	if err != nil {
		return 0, err
	}
	for query, arguments := range map[string][]any{
		"DELETE FROM blocks WHERE id IN (?" + strings.Repeat(", ?", max(0, len(old)-1)) + ")": old,
		"DELETE FROM tails WHERE subject IN (SELECT subject FROM tails t WHERE last < ? AND NOT EXISTS " +
			"(SELECT 1 FROM blocks y WHERE y.subject = t.subject AND y.last BETWEEN ? AND ?) LIMIT ?)": {before, before, time.Now().UnixMilli(), pruneBlocks},
	} {
		if len(arguments) == 0 {
			continue
		}
		result, err := s.db.ExecContext(ctx, query, arguments...)
		if err != nil {
			return 0, err
		}
		n, err := result.RowsAffected()
		if err != nil {
			return 0, err
		}
		removed = max(removed, n)
	}
	return removed, nil
}

// oldBlocks finds the IDs of some old blocks, subject by subject: blocks that a
// clock dated too late keep none of the others. Those that came after a younger
// one are no older: a clock that was set back dated them.
func (s *Store) oldBlocks(ctx context.Context, before int64) (ids []any, err error) {
	rows, err := s.readers.QueryContext(ctx, "SELECT b.id FROM names n CROSS JOIN blocks b ON b.subject = n.id AND b.last < ? "+
		"WHERE NOT EXISTS (SELECT 1 FROM blocks y WHERE y.subject = n.id AND y.last BETWEEN ? AND ? AND y.id < b.id) LIMIT ?",
		before, before, time.Now().UnixMilli(), pruneBlocks)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

func (s *Store) pruneSome(ctx context.Context, before int64) (removed int64, err error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }() // does nothing once committed
	rows, err := tx.QueryContext(ctx, "SELECT id, at FROM beats ORDER BY id LIMIT ?", pruneRows)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	var last int64
	for rows.Next() {
		var id, at int64
		if err := rows.Scan(&id, &at); err != nil {
			return 0, err
		}
		if at >= before {
			break
		}
		last = id
		removed++
	}
	if err := rows.Close(); err != nil {
		return 0, err
	}
	if err := rows.Err(); err != nil || removed == 0 {
		return 0, err
	}
	return removed, removeUpTo(ctx, tx, last)
}

// removeUpTo takes arrivals out of the file and ends the transaction.
func removeUpTo(ctx context.Context, tx *sql.Tx, id int64) error {
	if _, err := tx.ExecContext(ctx, "DELETE FROM beats WHERE id <= ?", id); err != nil {
		return err
	}
	if err := setNumber(ctx, tx, prunedNumber, id); err != nil { // its ID is not given again
		return err
	}
	return tx.Commit()
}

// pair is what tells a row of a table from the others, or two of its numbers.
type pair [2]int64

// removeRows removes the rows that a query finds, given the arguments and how
// many it may find, until there are none.
func (s *Store) removeRows(ctx context.Context, remove, find string, arguments ...any) error {
	for {
		old, err := s.pairs(ctx, find, append(arguments[:len(arguments):len(arguments)], pruneRows)...)
		if err != nil || len(old) == 0 {
			return err
		}
		if err := inParts(ctx, s.db, old, func(ctx context.Context, tx *sql.Tx, row pair) error {
			_, err := tx.ExecContext(ctx, remove, row[0], row[1])
			return err
		}); err != nil {
			return err
		}
	}
}

func (s *Store) pairs(ctx context.Context, query string, arguments ...any) (found []pair, err error) {
	rows, err := s.readers.QueryContext(ctx, query, arguments...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var one pair
		if err := rows.Scan(&one[0], &one[1]); err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	return found, rows.Err()
}

// inParts does something for each, in transactions that keep nobody waiting for
// long.
func inParts[T any](ctx context.Context, db *sql.DB, rows []T, each func(context.Context, *sql.Tx, T) error) error {
	for len(rows) > 0 {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		n := 0
		for began := time.Now(); n < len(rows) && time.Since(began) < packFor; n++ {
			if err := each(ctx, tx, rows[n]); err != nil {
				return errors.Join(err, tx.Rollback())
			}
		}
		if err := tx.Commit(); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}
