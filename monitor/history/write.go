package history

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"sentinel/monitor"
)

// Changes are what the engine has to keep.
type Changes struct {
	Subjects    []monitor.SavedSubject
	Removed     []monitor.Key
	Transitions []monitor.Transition
	Turns       []monitor.Turn
	Away        []monitor.Absence
	// Watermark is the newest beat that the saved subjects, with these, have
	// taken in; 0 leaves the earlier one in force.
	Watermark int64
}

// Write puts all of it on disk, or nothing. The transitions come back with
// their IDs.
func (s *Store) Write(ctx context.Context, changes Changes) ([]monitor.Transition, error) {
	generation := s.generation()
	written, err := s.tryWrite(ctx, changes)
	if s.mended(ctx, generation, err) {
		written, err = s.tryWrite(ctx, changes)
	}
	if err != nil {
		return nil, err
	}
	return written, s.inPlace(ctx)
}

func (s *Store) tryWrite(ctx context.Context, changes Changes) ([]monitor.Transition, error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("write the history: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // does nothing once committed
	if err := writeSubjects(ctx, tx, changes.Subjects, changes.Removed); err != nil {
		return nil, fmt.Errorf("write the state of the subjects: %w", err)
	}
	written, err := writeTransitions(ctx, tx, changes.Transitions)
	if err != nil {
		return nil, fmt.Errorf("write what happened: %w", err)
	}
	if err := writeTurns(ctx, tx, changes.Turns); err != nil {
		return nil, fmt.Errorf("write how subjects fare: %w", err)
	}
	for _, absence := range changes.Away {
		if err := writeAbsence(ctx, tx, absence); err != nil {
			return nil, fmt.Errorf("write when nobody watched: %w", err)
		}
	}
	if err := noteWritten(ctx, tx); err != nil {
		return nil, fmt.Errorf("write until when somebody watched: %w", err)
	}
	if changes.Watermark != 0 {
		if err := setNumber(ctx, tx, watermarkNumber, changes.Watermark); err != nil {
			return nil, fmt.Errorf("write which beats were taken in: %w", err)
		}
	}
	if err := tx.Commit(); err != nil {
		return nil, fmt.Errorf("write the history: %w", err)
	}
	return written, nil
}

func writeSubjects(ctx context.Context, tx *sql.Tx, subjects []monitor.SavedSubject, removed []monitor.Key) error {
	save, err := tx.PrepareContext(ctx, "INSERT OR REPLACE INTO subjects (key, at, state, seal) VALUES (?, ?, ?, ?)")
	if err != nil {
		return err
	}
	defer save.Close()
	for _, one := range subjects {
		key, at := string(one.Key), one.At.UnixNano()
		if _, err := save.ExecContext(ctx, key, at, one.State, seal("subjects", key, at, one.State)); err != nil {
			return err
		}
	}
	for _, key := range removed {
		if _, err := tx.ExecContext(ctx, "DELETE FROM subjects WHERE key = ?", string(key)); err != nil {
			return err
		}
	}
	return nil
}

func writeTransitions(ctx context.Context, tx *sql.Tx, transitions []monitor.Transition) ([]monitor.Transition, error) {
	written := make([]monitor.Transition, 0, len(transitions))
	for _, t := range transitions {
		incident, err := json.Marshal(t.Incident)
		if err != nil {
			return nil, err
		}
		if err := saveIncident(ctx, tx, &t.Incident, incident); err != nil {
			return nil, err
		}
		row := []any{t.At.UnixNano(), string(t.Kind), incident, int64(t.Silence), t.Snoozed}
		result, err := tx.ExecContext(ctx, "INSERT INTO transitions (at, kind, incident, silence, silent, seal) VALUES (?, ?, ?, ?, ?, ?)",
			append(row, seal("transitions", row...))...)
		if err != nil {
			return nil, err
		}
		if t.ID, err = result.LastInsertId(); err != nil {
			return nil, err
		}
		written = append(written, t)
	}
	return written, nil
}

func saveIncident(ctx context.Context, tx *sql.Tx, i *monitor.Incident, text []byte) error {
	row := []any{i.ID, string(i.Key), i.Opened.UnixNano(), nil, text}
	if i.Closed != nil {
		row[3] = i.Closed.UnixNano()
	}
	_, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO incidents (id, key, opened, closed, incident, seal) VALUES (?, ?, ?, ?, ?, ?)",
		append(row, seal("incidents", row...))...)
	return err
}

// Transitions returns, ascending, at most limit transitions after the one with
// that ID, and the ID of the newest of all (0: none yet).
func (s *Store) Transitions(ctx context.Context, after int64, limit int) (list []monitor.Transition, newest int64, err error) {
	if err := s.readers.QueryRowContext(ctx, "SELECT COALESCE(MAX(id), 0) FROM transitions").Scan(&newest); err != nil {
		return nil, 0, fmt.Errorf("read what happened: %w", err)
	}
	if after < 0 {
		return nil, newest, nil
	}
	list, err = s.transitions(ctx, "WHERE id > ? ORDER BY id LIMIT ?", after, limit)
	return list, newest, err
}

func (s *Store) transitions(ctx context.Context, which string, arguments ...any) ([]monitor.Transition, error) {
	rows, err := s.readers.QueryContext(ctx,
		"SELECT id, at, kind, incident, silence, silent, seal FROM transitions "+which, arguments...)
	if err != nil {
		return nil, fmt.Errorf("read what happened: %w", err)
	}
	defer rows.Close()
	var list []monitor.Transition
	for rows.Next() {
		var t monitor.Transition
		var at, silence int64
		var incident []byte
		var mark sql.NullInt64
		if err := rows.Scan(&t.ID, &at, &t.Kind, &incident, &silence, &t.Snoozed, &mark); err != nil {
			return nil, fmt.Errorf("read what happened: %w", err)
		}
		if !genuine(mark, "transitions", at, string(t.Kind), incident, silence, t.Snoozed) {
			s.forged()
			return nil, fmt.Errorf("read what happened: %w", errForged)
		}
		if err := json.Unmarshal(incident, &t.Incident); err != nil {
			return nil, fmt.Errorf("read what happened: %w", err)
		}
		t.At, t.Silence = time.Unix(0, at).UTC(), time.Duration(silence)
		list = append(list, t)
	}
	return list, rows.Err()
}
