package history

import (
	"context"
	"database/sql"
	"time"
)

// PruneIncidents removes the incidents that ended before the day of that
// instant, with their notes, and what happened then to incidents that are not
// kept, and was decided on them. It may be broken off at any instant; the next call goes on.
func (s *Store) PruneIncidents(ctx context.Context, before time.Time) error {
	horizon := dayOf(before)
	done, err := s.number(ctx, forgotNumber)
	if err != nil || horizon <= done {
		return wrapped("remove old incidents", err)
	}
	at := dayFrom(horizon).UnixNano()
	if err := s.removeIncidents(ctx, at); err != nil {
		return wrapped("remove old incidents", err)
	}
	taken, err := s.number(ctx, alertedNumber) // the others are still to be told
	if err != nil {
		return wrapped("remove old incidents", err)
	}
	if err := s.removeRows(ctx, "DELETE FROM transitions WHERE id = ? AND at = ?",
		"SELECT t.id, t.at FROM transitions t WHERE t.at < ? AND t.id <= ? AND "+
			"NOT EXISTS (SELECT 1 FROM incidents i WHERE i.id = json_extract(CAST(t.incident AS TEXT), '$.id')) LIMIT ?", at, taken); err != nil {
		return wrapped("remove old incidents", err)
	}
	if err := s.removeRows(ctx, "DELETE FROM decisions WHERE id = ? AND at = ?",
		"SELECT d.id, d.at FROM decisions d WHERE d.at < ? AND NOT EXISTS (SELECT 1 FROM incidents i WHERE i.id = d.incident) LIMIT ?",
		dayFrom(horizon).UnixMilli()); err != nil {
		return wrapped("remove old incidents", err)
	}
	return wrapped("remove old incidents", s.setNumber(ctx, forgotNumber, horizon))
}

func (s *Store) removeIncidents(ctx context.Context, closed int64) error {
	for {
		old, err := s.oldIncidents(ctx, closed)
		if err != nil || len(old) == 0 {
			return err
		}
		if err := inParts(ctx, s.db, old, removeIncident); err != nil {
			return err
		}
	}
}

func (s *Store) oldIncidents(ctx context.Context, closed int64) (ids []string, err error) {
	rows, err := s.readers.QueryContext(ctx, "SELECT id FROM incidents WHERE closed < ? LIMIT ?", closed, pruneRows)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

func removeIncident(ctx context.Context, tx *sql.Tx, id string) error {
	for _, query := range []string{"DELETE FROM notes WHERE incident = ?", "DELETE FROM decisions WHERE incident = ?", "DELETE FROM incidents WHERE id = ?"} {
		if _, err := tx.ExecContext(ctx, query, id); err != nil {
			return err
		}
	}
	return nil
}
