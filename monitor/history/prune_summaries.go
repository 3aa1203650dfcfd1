package history

import (
	"context"
	"database/sql"
	"time"
)

// PruneSummaries removes what hours and days were before the day of that
// instant, how subjects fared then, and when nobody watched. How they fared
// when that day began is still known: it counts from then on. It may be broken
// off at any instant; the next call goes on.
func (s *Store) PruneSummaries(ctx context.Context, before time.Time) error {
	horizon := dayOf(before)
	done, err := s.number(ctx, agedNumber)
	if err != nil || horizon <= done {
		return wrapped("remove old summaries", err)
	}
	for _, remove := range []func(context.Context, int64) error{s.removeDays, s.ageTurns, s.removeAbsences} {
		if err := remove(ctx, horizon); err != nil {
			return wrapped("remove old summaries", err)
		}
	}
	return wrapped("remove old summaries", s.setNumber(ctx, agedNumber, horizon))
}

func (s *Store) removeDays(ctx context.Context, horizon int64) error {
	return s.removeRows(ctx, "DELETE FROM days WHERE subject = ? AND day = ?",
		"SELECT d.subject, d.day FROM names n CROSS JOIN days d ON d.subject = n.id AND d.day < ? LIMIT ?", horizon)
}

func (s *Store) removeAbsences(ctx context.Context, horizon int64) error {
	return s.removeRows(ctx, "DELETE FROM absences WHERE began = ? AND ended = ?",
		"SELECT began, ended FROM absences WHERE ended < ? LIMIT ?", dayFrom(horizon).UnixMilli())
}

// ageTurns removes the turns before a day, and lets the last of them hold from
// that day on: from its own time on there would be silence where beats were.
func (s *Store) ageTurns(ctx context.Context, horizon int64) error {
	at := dayFrom(horizon).UnixMilli()
	if err := s.removeRows(ctx, "DELETE FROM turns WHERE subject = ? AND at = ?",
		"SELECT t.subject, t.at FROM names n CROSS JOIN turns t ON t.subject = n.id AND "+
			"t.at < (SELECT MAX(at) FROM turns WHERE subject = n.id AND at <= ?) LIMIT ?", at); err != nil {
		return err
	}
	for {
		old, err := s.pairs(ctx, "SELECT t.subject, t.at FROM names n CROSS JOIN turns t ON t.subject = n.id AND t.at < ? LIMIT ?", at, pruneRows)
		if err != nil || len(old) == 0 {
			return err
		}
		if err := inParts(ctx, s.db, old, func(ctx context.Context, tx *sql.Tx, turn pair) error { return moveTurn(ctx, tx, turn, at) }); err != nil {
			return err
		}
	}
}

// moveTurn moves a turn to a later instant, unless the subject turned then too.
func moveTurn(ctx context.Context, tx *sql.Tx, turn pair, at int64) error {
	if _, err := tx.ExecContext(ctx, "UPDATE OR IGNORE turns SET at = ?, seal = NULL WHERE subject = ? AND at = ?", at, turn[0], turn[1]); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM turns WHERE subject = ? AND at = ?", turn[0], turn[1]); err != nil {
		return err
	}
	held, mark, err := scanTurn(tx.QueryRowContext(ctx, "SELECT at, level, liveness, cause, seal FROM turns WHERE subject = ? AND at = ?", turn[0], at))
	if err != nil || mark.Valid {
		return err
	}
	return writeTurn(ctx, tx, turn[0], held)
}
