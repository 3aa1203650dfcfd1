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
		if _, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO turns (subject, at, level, liveness, cause) VALUES (?, ?, ?, ?, ?)",
			subject, t.At.UnixMilli(), int64(t.Level), string(t.Liveness), string(t.Cause)); err != nil {
			return err
		}
	}
	return nil
}

// Turns returns how a subject fared in a span of time: the turns in it, oldest
// first, after the one that held at its beginning, if any.
func (s *Store) Turns(ctx context.Context, key monitor.Key, from, to time.Time) ([]monitor.Turn, error) {
	subject, err := nameOf(ctx, s.readers, key)
	if err != nil || subject == 0 {
		return nil, wrapped("read the states", err)
	}
	rows, err := s.readers.QueryContext(ctx, "SELECT at, level, liveness, cause FROM turns WHERE subject = ? AND at >= "+
		"COALESCE((SELECT MAX(at) FROM turns WHERE subject = ? AND at <= ?), ?) AND at < ? ORDER BY at",
		subject, subject, from.UnixMilli(), from.UnixMilli(), to.UnixMilli())
	if err != nil {
		return nil, wrapped("read the states", err)
	}
	defer rows.Close()
	var turns []monitor.Turn
	for rows.Next() {
		t := monitor.Turn{Key: key}
		var at int64
		if err := rows.Scan(&at, &t.Level, &t.Liveness, &t.Cause); err != nil {
			return nil, wrapped("read the states", err)
		}
		t.At = time.UnixMilli(at).UTC()
		turns = append(turns, t)
	}
	return turns, wrapped("read the states", rows.Err())
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
	_, err := to.ExecContext(ctx, "INSERT OR REPLACE INTO absences (began, ended) VALUES (?, ?)", a.Began.UnixMilli(), a.Ended.UnixMilli())
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
