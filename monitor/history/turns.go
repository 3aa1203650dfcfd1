package history

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"sentinel/monitor"
)

func writeTurns(ctx context.Context, tx *sql.Tx, turns []monitor.Turn) error {
	for _, t := range turns {
		subject, err := giveName(ctx, tx, t.Key)
		if err != nil {
			return err
		}
		if err := writeTurn(ctx, tx, subject, t); err != nil {
			return err
		}
	}
	return nil
}

func writeTurn(ctx context.Context, tx *sql.Tx, subject int64, t monitor.Turn) error {
	row := []any{subject, t.At.UnixMilli(), int64(t.Level), string(t.Liveness), string(t.Cause)}
	_, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO turns (subject, at, level, liveness, cause, seal) VALUES (?, ?, ?, ?, ?, ?)",
		append(row, seal("turns", row...))...)
	return err
}

// Turns returns how a subject fared in a span of time: the turns in it, oldest
// first, after the one that held at its beginning, if any.
func (s *Store) Turns(ctx context.Context, key monitor.Key, from, to time.Time) ([]monitor.Turn, error) {
	subject, err := nameOf(ctx, s.readers, key)
	if err != nil || subject == 0 {
		return nil, wrapped("read the states", err)
	}
	rows, err := s.readers.QueryContext(ctx, "SELECT at, level, liveness, cause, seal FROM turns WHERE subject = ? AND at >= "+
		"COALESCE((SELECT MAX(at) FROM turns WHERE subject = ? AND at <= ?), ?) AND at < ? ORDER BY at",
		subject, subject, from.UnixMilli(), from.UnixMilli(), to.UnixMilli())
	if err != nil {
		return nil, wrapped("read the states", err)
	}
	defer rows.Close()
	var turns []monitor.Turn
	for rows.Next() {
		t, mark, err := scanTurn(rows)
		if err != nil {
			return nil, wrapped("read the states", err)
		}
		if !genuine(mark, "turns", subject, t.At.UnixMilli(), int64(t.Level), string(t.Liveness), string(t.Cause)) {
			s.forged()
			return nil, wrapped("read the states", errForged)
		}
		t.Key = key
		turns = append(turns, t)
	}
	return turns, wrapped("read the states", rows.Err())
}

// scanTurn reads a turn, but for the subject, and its seal.
func scanTurn(row interface{ Scan(...any) error }) (t monitor.Turn, mark sql.NullInt64, err error) {
	var at int64
	err = row.Scan(&at, &t.Level, &t.Liveness, &t.Cause, &mark)
	t.At = time.UnixMilli(at).UTC()
	return t, mark, err
}

// NoteAbsence notes the time since the last that was written, when it is
// longer than tolerance: it is called at a start, before anything is written. A
// clock that was set back since leaves none.
func (s *Store) NoteAbsence(ctx context.Context, now time.Time, tolerance time.Duration) error {
	last, err := s.number(ctx, writtenNumber)
	if err != nil {
		return wrapped("read when the monitor ended", err)
	}
	began := time.UnixMilli(last)
	if last == 0 || now.Sub(began) <= tolerance {
		return nil
	}
	return wrapped("note that nobody watched", writeAbsence(ctx, s.db, monitor.Absence{Began: began, Ended: now}))
}

func writeAbsence(ctx context.Context, to execer, a monitor.Absence) error {
	began, ended := a.Began.UnixMilli(), a.Ended.UnixMilli()
	_, err := to.ExecContext(ctx, "INSERT OR REPLACE INTO absences (began, ended, seal) VALUES (?, ?, ?)", began, ended, seal("absences", began, ended))
	return err
}

// Absences returns those that touch a span of time, oldest first.
func (s *Store) Absences(ctx context.Context, from, to time.Time) ([]monitor.Absence, error) {
	rows, err := s.readers.QueryContext(ctx, "SELECT began, ended FROM absences WHERE ended > ? AND began < ? ORDER BY began",
		from.UnixMilli(), to.UnixMilli())
	if err != nil {
		return nil, wrapped("read the absences", err)
	}
	defer rows.Close()
	var list []monitor.Absence
	for rows.Next() {
		var began, ended int64
		if err := rows.Scan(&began, &ended); err != nil {
			return nil, wrapped("read the absences", err)
		}
		list = append(list, monitor.Absence{Began: time.UnixMilli(began).UTC(), Ended: time.UnixMilli(ended).UTC()})
	}
	return list, wrapped("read the absences", rows.Err())
}

func wrapped(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// noteWritten notes until when somebody watched.
func noteWritten(ctx context.Context, tx *sql.Tx) error {
	return setNumber(ctx, tx, writtenNumber, time.Now().UnixMilli())
}
